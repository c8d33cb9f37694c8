#include "cli/importing.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "cli/checking.hpp"
#include "cli/list_look.hpp"
#include "cli/screen.hpp"
#include "cli/signing.hpp"
#include "intake/package.hpp"
#include "node/installation/installation.hpp"
#include "node/stage/package.hpp"

namespace zhida::cli {

namespace {

constexpr unsigned judging_seconds = 60;  // a node takes its time over a large package
constexpr std::size_t bad_lines_shown_max = 200;

std::string text_in(const boost::json::object& from, const char* name) {
    const auto* const found = from.if_contains(name);
    if (found == nullptr || found->is_null()) return "";
    if (found->is_string()) return std::string{found->as_string()};
    return boost::json::serialize(*found);
}

// As a walk makes them, so that an import that was cut off goes on where it stopped.
base::Bytes reference_of(const Session& session, const walk::Message& message) {
    base::Bytes person;
    base::append_u32(person, session.who.person);
    return client::reference_for({base::view("import"), person, message.payload});
}

base::Result<Sent> send_one(Session& session, const walk::Message& message) {
    ActToSign act{"import", message.type, message.payload, reference_of(session, message)};
    auto sent = sign_and_send(session, act);
    const bool stale = sent && sent->receipt.repeated && sent->receipt.code != 0;
    if (!stale) return sent;
    act.reference.clear();  // what stood in its way then may be gone now
    return sign_and_send(session, act);
}

struct Result {
    std::size_t messages = 0;
    std::size_t repeated = 0;
    std::optional<Sent> last;
};

base::Result<Result> send_all(Session& session, const walk::Prepared& prepared, bool quiet) {
    Progress progress{quiet, 1};
    progress.step("签名并提交清单", "sign and submit the list");
    Result result;
    for (std::size_t n = 0; n < prepared.messages; ++n) {
        auto message = prepared.message(n);
        if (!message) return message.error();
        auto sent = send_one(session, *message);
        if (!sent) return sent.error();
        ++result.messages;
        if (sent->receipt.repeated) ++result.repeated;
        result.last = std::move(*sent);
        if (result.last->receipt.code != 0) return result;
        progress.move(n + 1, prepared.messages);
    }
    progress.finish();
    return result;
}

Answer imported(Session& session, const walk::Prepared& prepared, const Result& result) {
    if (result.last && result.last->receipt.code != 0) {
        Answer answer = answer_of(session, {*result.last});
        answer.json["list"] = base::hex(prepared.list);
        return answer;
    }
    auto look = look_at(session.state(), session.hash(), prepared.list);
    if (!look) return failed(look.error());
    const auto& word = resettle::word_of(look->state);
    Answer answer;
    answer.json = {{"list", base::hex(prepared.list)},
                   {"list_no", look->record.list_no},
                   {"version", look->record.version},
                   {"state", word.name},
                   {"source_signed", look->record.source_signed},
                   {"lines", look->record.lines},
                   {"total_fen", std::to_string(look->record.total.count())},
                   {"sections", look->record.sections},
                   {"messages", result.messages},
                   {"repeated", result.repeated},
                   {"transaction", base::hex(result.last->receipt.transaction)},
                   {"height", result.last->height}};
    answer.text = "已导入 imported    " + look->record.list_no + "（" + base::hex(prepared.list) +
                  "），版本 version " + std::to_string(look->record.version) +
                  "\n状态 state         " + std::string{word.zh} + " " + std::string{word.name} +
                  "\n合计 total         " + std::to_string(look->record.lines) + " 行 lines，" +
                  yuan(look->record.total.count()) + " 元 yuan，" +
                  std::to_string(look->record.sections) + " 册 sections\n来源签名 signed    " +
                  (look->record.source_signed ? "是 yes" : "否 no") + "\n区块 height        " +
                  std::to_string(result.last->height) + "\n交易 transaction   " +
                  base::hex(result.last->receipt.transaction) + "\n";
    return answer;
}

base::Error not_signed() {
    return base::fail("manifest.sig is missing or was not made with --source-key",
                      "manifest.sig 缺失，或不是 --source-key 的签名");
}

}  // namespace

Answer bad_lines(const std::string& json) {
    boost::system::error_code bad;
    const auto value = boost::json::parse(json, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    const auto* const errors = object ? object->if_contains("errors") : nullptr;
    if (errors == nullptr || !errors->is_array()) {
        return failed(base::fail("the node's answer cannot be read", "无法读取节点的应答"));
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : errors->as_array()) {
        if (!one.is_object() || rows.size() == bad_lines_shown_max) continue;
        const auto& e = one.as_object();
        rows.push_back({text_in(e, "file"), text_in(e, "row"), text_in(e, "line_no"),
                        text_in(e, "code"), text_in(e, "field"), text_in(e, "value_masked"),
                        text_in(e, "message_zh")});
    }
    const std::string count = std::to_string(errors->as_array().size());
    Answer answer;
    answer.exit = Exit::bad_lines;
    answer.json = *object;
    answer.text = table(
        {"文件 file", "行 row", "行号 line", "规则 code", "字段 field", "值 value", "说明 message"},
        rows);
    answer.error =
        base::fail(count + " bad lines; nothing was imported", count + " 行有误，未导入");
    return answer;
}

base::Status check_source(const std::string& package, const std::string& key_path) {
    auto pem = installation::read_text(key_path);
    if (!pem) return pem.error();
    auto key = crypto::public_key_from_pem(*pem);
    if (!key) return key.error();
    auto cover = intake::read_cover(package);
    if (!cover) return cover.error();
    std::string& text = cover->signature_text;
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
    const auto bytes = base::unbase64(text);
    const auto signature = bytes ? base::to_array<64>(*bytes) : std::nullopt;
    const bool fits = signature && crypto::verify(*key, cover->manifest_bytes, *signature);
    return fits ? base::Status{base::Done{}} : base::Status{not_signed()};
}

Answer run_import(const ImportOptions& options) {
    if (options.list.empty() == options.waiting.empty()) {
        return failed(base::fail("either --list or --package is wanted",
                                 "请给出 --list 或 --package 之一"));
    }
    if (options.check) return run_check({options.list, options.source_key, options.data});
    if (!options.source_key.empty() && options.waiting.empty()) {
        if (auto done = check_source(options.list, options.source_key); !done)
            return failed(done.error(), Exit::not_a_package);
    }
    constexpr std::string_view importer = "importer";
    if (auto reached = open_session(options.access, importer); !reached)
        return failed(reached.error());
    Access patient = options.access;
    patient.patience_seconds = std::max(patient.patience_seconds, judging_seconds);
    auto session = open_session(patient, importer);
    if (!session) return failed(session.error());
    const auto handed = options.waiting.empty()
                            ? stage::hand_in(*session->ledger, options.list)
                            : stage::take_up(*session->ledger, options.waiting);
    if (const auto* const refused = std::get_if<stage::Refused>(&handed)) {
        return refused->bad_rows ? bad_lines(refused->json)
                                 : failed(refused->error, Exit::not_a_package);
    }
    if (const auto* const error = std::get_if<base::Error>(&handed)) return failed(*error);
    const auto& prepared = std::get<walk::Prepared>(handed);
    auto result = send_all(*session, prepared, options.access.json);
    if (!result) return failed(result.error());
    return imported(*session, prepared, *result);
}

void add_import(CLI::App& app, Exit& exit) {
    const auto options = std::make_shared<ImportOptions>();
    auto* const import = app.add_subcommand("import", "hand in a package and sign it as importer");
    import->add_option("list,--list", options->list,
                       "the package (zhida-list/1): a folder or a zip");
    auto* const waiting =
        import->add_option("--package", options->waiting,
                           "instead: the id of a package that waits (zhida packages)");
    import->add_flag("--check", options->check, "judge it on this machine; nothing is sent")
        ->excludes(waiting);
    import->add_option("--data", options->data,
                       "with --check: folder with villages.csv and calendar/");
    import->add_option("--source-key", options->source_key,
                       "PEM public key the package must be signed by; checked before it is sent");
    add_access(*import, options->access);
    import->footer(
        "Examples:\n  zhida import --home county --list list --source-key public.pem\n"
        "  zhida import --check list.zip\n"
        "  zhida import --home county --package 0123456789abcdef\n"
        "Exit codes: 0 on the ledger; 1 refused or failed; 2 bad lines; 3 no package.");
    import->callback([options, &exit] { exit = say(run_import(*options), options->access.json); });
}

}  // namespace zhida::cli
