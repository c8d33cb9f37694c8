// A pack is a folder:
//
//   slip.zhida       the proof slip of the line: approvals as they were signed, claim, the bank's
//                    result, and the witness's close, where there are such
//   records/NAME     CBOR of proof::StateProof: a record of the ledger under a signed header
//   manifest.json    {"format":"zhida-pack/1","ledger_id",…,"files":[{"file","sm3","key","zh"}]}
//
// Every file stands in the manifest with its digest; a proof also with the key it is about.
#include "cli/packs.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <memory>

#include "cli/answer.hpp"
#include "cli/list_look.hpp"
#include "node/installation/installation.hpp"
#include "proof/state_proof.hpp"
#include "proof/verify.hpp"

namespace zhida::cli {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view pack_format = "zhida-pack/1";
constexpr const char* slip_name = "slip.zhida";
constexpr const char* manifest_name = "manifest.json";
constexpr std::size_t pack_files_max = 200;
constexpr std::uintmax_t file_bytes_max = 8 << 20;
constexpr std::size_t ancestors_max = 16;  // orders whose money an order pays out again

struct PackOptions {
    Access access;
    std::string list;
    std::optional<vocabulary::LineNumber> line;
    std::string out;
};

struct Wanted {
    std::string name;
    std::string zh;
    base::Bytes key;
};

std::string digest_of(std::string_view content) {
    return base::hex(crypto::digest(crypto::Hash::sm3, base::view(content)));
}

// The records that belong to a line, those of its order and of the orders it replaces too.
std::vector<Wanted> records_of(const client::StateView& view, const ListLook& look,
                               vocabulary::LineNumber number) {
    std::vector<Wanted> out;
    const auto add = [&](std::string name, std::string zh, base::Bytes key) {
        out.push_back({std::move(name), std::move(zh), std::move(key)});
    };
    add("list", "清单", chain::key_of<resettle::List>({look.id}));
    add("line", "清单行", chain::key_of<resettle::Line>({look.id, number}));
    add("hold", "暂缓（或没有）", chain::key_of<resettle::Hold>({look.id, number}));
    add("list-signatures", "清单审批签名",
        chain::key_of<approval::Signatures>({look.id, approval::whole_list}));
    for (std::size_t i = 0; i < look.sections.size(); ++i) {
        const auto& section = look.sections[i].record;
        if (number < section.first || number >= section.end()) continue;
        const auto place = static_cast<vocabulary::SectionNumber>(i);
        add("section", "村分册", chain::key_of<resettle::Section>({look.id, place}));
        add("section-signatures", "村与乡镇签名",
            chain::key_of<approval::Signatures>({look.id, place}));
    }
    if (const auto line = chain::load<resettle::Line>(view, {look.id, number})) {
        add("agreement", "协议", chain::key_of<resettle::Agreement>({line->agreement}));
    }
    std::optional<payment::OrderName> next = payment::OrderName{look.id, number};
    for (std::size_t i = 0; next && i < ancestors_max; ++i) {
        const std::string mark = i == 0 ? "" : "-" + std::to_string(i);
        const auto name = *next;
        add("order" + mark, i == 0 ? "支付指令" : "被替换的支付指令",
            chain::key_of<payment::Order>({name.list, name.line}));
        const auto order = chain::load<payment::Order>(view, {name.list, name.line});
        if (!order) break;
        add("account" + mark, "专户", chain::key_of<payment::Account>({order->account}));
        const auto day = static_cast<std::uint32_t>(std::max(order->day.days, 0));
        add("close" + mark, "日终（或没有）",
            chain::key_of<payment::DayClose>({order->account, day}));
        next = order->parent;
    }
    return out;
}

base::Result<std::string> fetch(client::RemoteLedger& ledger, const std::string& target) {
    auto answered = ledger.ask("GET", target, "");
    if (!answered) return answered.error();
    if (answered->status != 200) return client::error_of(*answered);
    return std::move(answered->body);
}

base::Status keep(const std::string& folder, const std::string& file, const std::string& content,
                  json::object entry, json::array& files) {
    entry["file"] = file;
    entry["sm3"] = digest_of(content);
    files.push_back(std::move(entry));
    return installation::write_text(folder + "/" + file, content);
}

Answer make_pack(const PackOptions& options) {
    auto session = open_session(options.access, reader);
    if (!session) return failed(session.error());
    const auto view = session->state();
    auto list = find_list(view, options.list);
    if (!list) return failed(list.error());
    auto line = options.line ? base::Result{*options.line} : first_paid(view, *list);
    if (!line) return failed(line.error());
    auto look = look_at(view, session->hash(), *list);
    if (!look) return failed(look.error());
    const auto wanted = records_of(view, *look, *line);
    if (view.trouble()) return failed(*view.trouble());
    std::error_code bad;
    if (fs::exists(options.out, bad) && !fs::is_empty(options.out, bad)) {
        return failed(base::fail(options.out + " is not empty", options.out + " 不是空文件夹"));
    }
    fs::create_directories(options.out + "/records", bad);
    auto slip = fetch(*session->ledger, "/v1/lists/" + base::hex(*list) + "/slips/" +
                                            std::to_string(*line));
    if (!slip) return failed(slip.error());
    json::array files;
    auto done = keep(options.out, slip_name, *slip, {{"zh", "支付凭证"}}, files);
    for (const Wanted& one : wanted) {
        if (!done) break;
        auto proof = fetch(*session->ledger, "/v1/proofs/" + base::hex(one.key));
        if (!proof) return failed(proof.error());
        done = keep(options.out, "records/" + one.name, *proof,
                    {{"key", base::hex(one.key)}, {"zh", one.zh}}, files);
    }
    const std::size_t count = files.size();
    const json::object manifest{{"format", std::string{pack_format}},
                                {"ledger_id", base::hex(session->facts.status.ledger_id)},
                                {"fingerprint", session->facts.fingerprint},
                                {"list", look->record.list_no},
                                {"line", *line},
                                {"height", session->facts.status.height},
                                {"files", std::move(files)}};
    if (done) {
        done = installation::write_text(options.out + "/" + manifest_name,
                                        json::serialize(manifest) + "\n");
    }
    if (!done) return failed(done.error());
    Answer answer;
    answer.json = {{"folder", options.out}, {"files", count}, {"line", *line}};
    answer.text = "审计包 pack  " + options.out + "  " + std::to_string(count) +
                  " 个文件 files\n核验 check   zhida verify-pack " + options.out +
                  " --trust TRUST.json\n";
    return answer;
}

// --- checking ---

struct VerifyPack {
    std::string folder;
    std::string trust;
    bool json = false;
};

base::Error not_sound(const std::string& file, const std::string& en, const std::string& zh) {
    return base::fail("the pack does not hold, at " + file + ": " + en,
                      "审计包不成立，问题在 " + file + "：" + zh);
}

std::string text_in(const json::object& from, std::string_view name) {
    const auto* const found = from.if_contains(name);
    return found && found->is_string() ? std::string{found->as_string()} : "";
}

base::Result<std::string> read_bounded(const std::string& folder, const std::string& file) {
    std::error_code bad;
    const bool inside = !file.empty() && file[0] != '/' && file.find("..") == file.npos;
    const fs::path path = fs::path{folder} / file;
    if (!inside || fs::is_symlink(path, bad) || !fs::is_regular_file(path, bad)) {
        return not_sound(file, "it is missing or no plain file", "缺失或不是普通文件");
    }
    if (fs::file_size(path, bad) > file_bytes_max) {
        return not_sound(file, "it is too large", "文件过大");
    }
    return installation::read_text(path.string());
}

base::Status check_record(const std::string& file, const std::string& key_hex,
                          const std::string& content, const proof::Trust* trust) {
    const auto key = base::unhex(key_hex);
    const auto proof = codec::decode<proof::StateProof>(base::view(content));
    if (!key || !proof) return not_sound(file, "it cannot be read", "无法读取");
    const store::Shown shown = proof::check(*proof, *key);
    if (shown == store::Shown::broken) {
        return not_sound(file, "the proof does not lead to a signed header", "证明不成立");
    }
    const bool may_lack = file.starts_with("records/hold") || file.starts_with("records/close") ||
                          file.starts_with("records/order");
    if (shown == store::Shown::absent && !may_lack) {
        return not_sound(file, "the ledger has no such record", "账本上没有该记录");
    }
    const bool foreign = trust && (proof->header.chain_id != trust->chain_id ||
                                   proof->validators != trust->validators);
    if (foreign) return not_sound(file, "it is of another ledger", "属于另一账本");
    return base::Done{};
}

// Nothing lies in the folder that the manifest does not name.
base::Status check_names(const std::string& folder, const json::array& files) {
    std::error_code bad;
    for (const auto& entry : fs::recursive_directory_iterator{folder, bad}) {
        if (entry.is_directory() && !entry.is_symlink()) continue;
        const std::string name = fs::relative(entry.path(), folder).string();
        if (name == manifest_name) continue;
        const bool named = std::ranges::any_of(files, [&](const json::value& one) {
            return one.is_object() && text_in(one.as_object(), "file") == name;
        });
        if (!named) return not_sound(name, "the manifest does not name it", "未列入清单");
    }
    return base::Done{};
}

base::Status check_files(const VerifyPack& options, const json::array& files,
                         const proof::Trust* trust) {
    for (const auto& one : files) {
        if (!one.is_object()) return not_sound(manifest_name, "malformed", "格式有误");
        const std::string file = text_in(one.as_object(), "file");
        auto content = read_bounded(options.folder, file);
        if (!content) return content.error();
        if (digest_of(*content) != text_in(one.as_object(), "sm3")) {
            return not_sound(file, "its digest differs", "摘要不符");
        }
        if (file == slip_name) continue;
        auto done = check_record(file, text_in(one.as_object(), "key"), *content, trust);
        if (!done) return done;
    }
    return check_names(options.folder, files);
}

base::Result<json::object> read_manifest(const std::string& folder) {
    auto text = read_bounded(folder, manifest_name);
    if (!text) return text.error();
    boost::system::error_code bad;
    auto value = json::parse(*text, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    const auto* const files = object ? object->if_contains("files") : nullptr;
    const bool sound = files && files->is_array() && files->as_array().size() <= pack_files_max &&
                       text_in(*object, "format") == pack_format;
    if (!sound) return not_sound(manifest_name, "it is no zhida-pack/1", "不是 zhida-pack/1");
    return *object;
}

Answer verify_pack(const VerifyPack& options) {
    std::optional<proof::Trust> trust;
    if (!options.trust.empty()) {
        auto text = installation::read_text(options.trust);
        if (!text) return failed(text.error());
        auto read = proof::trust_from_json(*text);
        if (!read) return failed(read.error());
        trust = std::move(*read);
    }
    const proof::Trust* const known = trust ? &*trust : nullptr;
    auto manifest = read_manifest(options.folder);
    if (!manifest) return failed(manifest.error());
    const auto& files = manifest->at("files").as_array();
    if (auto done = check_files(options, files, known); !done) return failed(done.error());
    auto slip = read_bounded(options.folder, slip_name);
    if (!slip) return failed(slip.error());
    const auto result = proof::verify(base::view(*slip), known);
    if (const auto* failure = std::get_if<proof::Failure>(&result)) {
        return failed(not_sound(slip_name, failure->why.en, failure->why.zh));
    }
    const auto& reading = std::get<proof::Reading>(result);
    const auto* const line = manifest->if_contains("line");
    const bool same = reading.list_no == text_in(*manifest, "list") && line && line->is_int64() &&
                      line->as_int64() == std::int64_t{reading.line};
    if (!same) return failed(not_sound(manifest_name, "the slip is of another line", "与凭证不符"));
    Answer answer;
    answer.exit = reading.issuer_known ? Exit::done : Exit::issuer_unknown;
    answer.json = {{"sound", true},
                   {"issuer_known", reading.issuer_known},
                   {"files", files.size()},
                   {"list", reading.list_no},
                   {"line", reading.line},
                   {"fen", reading.amount.count()}};
    answer.text = proof::in_words(reading, proof::Language::zh) + "\n" +
                  proof::in_words(reading, proof::Language::en) + "\n" +
                  std::to_string(files.size()) + " 个文件均成立 files hold\n";
    return answer;
}

}  // namespace

void add_packs(CLI::App& app, Exit& exit) {
    const auto options = std::make_shared<PackOptions>();
    auto* const pack = app.add_subcommand("pack", "an order with everything that led to it");
    pack->add_option("list", options->list, "number or id of the list")->required();
    pack->add_option("line", options->line, "line on the ledger; else the first that was paid");
    pack->add_option("--out", options->out, "a new or empty folder")->required();
    add_access(*pack, options->access);
    pack->footer("Example:\n  zhida pack RC-2019-0001 12 --out pack-12 --home county --as auditor");
    pack->callback([options, &exit] { exit = say(make_pack(*options), options->access.json); });

    const auto checked = std::make_shared<VerifyPack>();
    auto* const verify = app.add_subcommand("verify-pack", "check an auditor's pack, offline");
    verify->add_option("folder", checked->folder, "the pack")->required();
    verify->add_option("--trust", checked->trust,
                       "the published trust file; without one the exit code is 5");
    verify->add_flag("--json", checked->json, "one JSON document");
    verify->footer("Example:\n  zhida verify-pack pack-12 --trust trust.json");
    verify->callback([checked, &exit] { exit = say(verify_pack(*checked), checked->json); });
}

}  // namespace zhida::cli
