#include "cli/slips.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>

#include "cli/answer.hpp"
#include "cli/list_look.hpp"
#include "cli/screen.hpp"
#include "core/ordering/embedded.hpp"
#include "node/assembly/assembly.hpp"
#include "node/installation/installation.hpp"
#include "proof/slip_file.hpp"
#include "proof/verify.hpp"

namespace zhida::cli {

namespace {

namespace json = boost::json;

json::string text_of(std::string_view text) { return json::string(text.data(), text.size()); }

// Nobody signs while a genesis document is read.
class NoSignatures final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey&, base::ByteView, const crypto::Signature&) override {
        return false;
    }
};

// --- trust ---

struct TrustOptions {
    std::string home;
    std::optional<std::string> out;
    bool json = false;
};

Answer make_trust(const TrustOptions& options) {
    auto bytes = installation::read_text(options.home + "/genesis");
    if (!bytes) return failed(bytes.error());
    const auto genesis = codec::decode<chain::Genesis>(base::view(*bytes));
    if (!genesis)
        return failed(base::fail("the genesis document is malformed", "创世文件格式有误"));
    NoSignatures none;
    chain::Machine machine{node::assembly(), none};
    if (auto done = machine.begin(*genesis); !done) return failed(done.error());
    const auto chain_id = ordering::chain_id_of(chain::ledger_id_of(*genesis));
    const auto trust = proof::trust_of(*genesis, chain_id, machine.view());
    const std::string text = proof::to_json(trust);
    Answer answer;
    const std::string mark = chain::fingerprint(trust.ledger_id);
    if (!options.out) {
        answer.text = text + "\n";
        answer.json = boost::json::parse(text).as_object();
        return answer;
    }
    if (auto done = write_out(options.out, text); !done) return failed(done.error());
    answer.json = {{"file", *options.out},
                   {"ledger_id", base::hex(trust.ledger_id)},
                   {"fingerprint", mark}};
    answer.text = "信任文件 / trust file  " + *options.out + "\n指纹 / fingerprint     " +
                      mark +
                      "\n请把指纹公布在公告栏上 / publish the fingerprint on the notice board\n";
    return answer;
}

// --- slip ---

struct SlipOptions {
    Access access;
    std::string list;
    std::optional<vocabulary::LineNumber> line;
    std::string out;
    bool opened = false;
};

Answer fetch_slip(const SlipOptions& options) {
    // Fields are opened by the office that holds the records.
    auto session = open_session(options.access, options.opened ? "county-1" : reader);
    if (!session) return failed(session.error());
    const auto view = session->state();
    auto list = find_list(view, options.list);
    if (!list) return failed(list.error());
    auto line = options.line ? base::Result{*options.line} : first_paid(view, *list);
    if (!line) return failed(line.error());
    const std::string target = "/v1/lists/" + base::hex(*list) + "/slips/" + std::to_string(*line) +
                               (options.opened ? "?opened=1" : "");
    auto answered = session->ledger->ask("GET", target, "");
    if (!answered) return failed(answered.error());
    if (answered->status != 200) return failed(client::error_of(*answered));
    const std::string out =
        options.out.empty() ? options.list + "-" + std::to_string(*line) + ".zhida" : options.out;
    if (auto done = installation::write_text(out, answered->body); !done)
        return failed(done.error());
    Answer answer;
    answer.json = {{"file", out}, {"line", *line}, {"bytes", answered->body.size()}};
    answer.text =
        "凭证 / slip  " + out + "  " + std::to_string(answered->body.size()) + " 字节 / bytes\n";
    return answer;
}

// --- verify ---

struct VerifyOptions {
    std::string file;
    std::string trust;
    std::string language = "both";
    bool json = false;
};

json::object json_of(const proof::Reading& r) {
    json::array approvals;
    for (const proof::ApprovalRead& one : r.approvals) {
        approvals.push_back({{"level", static_cast<unsigned>(one.level)},
                             {"organisation", text_of(one.organisation)},
                             {"at", text_of(base::time_text(one.at))},
                             {"key_published", one.key_published}});
    }
    json::object opened;
    for (const proof::OpenedField& field : r.opened) opened[field.name] = text_of(field.value);
    json::object out{{"sound", true},
                     {"issuer_known", r.issuer_known},
                     {"sandbox", r.sandbox},
                     {"ledger", text_of(r.ledger)},
                     {"fingerprint", text_of(r.fingerprint)},
                     {"height", r.height},
                     {"list_no", text_of(r.list_no)},
                     {"line", r.line},
                     {"amount_fen", text_of(std::to_string(r.amount.count()))},
                     {"state", nullptr},
                     {"reason", text_of(vocabulary::word_of(r.reason)->name)},
                     {"held", r.held},
                     {"end_to_end_id", text_of(r.end_to_end_id)},
                     {"booked", nullptr},
                     {"claimed_by", text_of(r.claimed_by)},
                     {"result_by", text_of(r.result_by)},
                     {"witness", nullptr},
                     {"approvals", std::move(approvals)},
                     {"opened", std::move(opened)}};
    if (r.order) out["state"] = text_of(payment::word_of(*r.order).name);
    if (r.booked) out["booked"] = text_of(base::to_text(*r.booked));
    if (r.witness) {
        out["witness"] = {{"bank", text_of(r.witness->bank)},
                          {"day", text_of(base::to_text(r.witness->day))},
                          {"height", r.witness->height}};
    }
    return out;
}

Answer not_sound(const proof::Failure& failure) {
    const std::string part{proof::name_of(failure.part)};
    const std::string part_zh{proof::name_in_zh(failure.part)};
    Answer answer =
        failed(base::fail("the slip does not hold, at \"" + part + "\": " + failure.why.en,
                          "凭证不成立，问题在“" + part_zh + "”：" + failure.why.zh));
    answer.json["sound"] = false;
    answer.json["part"] = part;
    return answer;
}

Answer verify_slip(const VerifyOptions& options) {
    auto file = installation::read_text(options.file);
    if (!file) return failed(file.error());
    std::optional<proof::Trust> trust;
    if (!options.trust.empty()) {
        auto text = installation::read_text(options.trust);
        if (!text) return failed(text.error());
        auto read = proof::trust_from_json(*text);
        if (!read) return failed(read.error());
        trust = std::move(*read);
    }
    const auto result = proof::verify(base::view(*file), trust ? &*trust : nullptr);
    if (const auto* failure = std::get_if<proof::Failure>(&result)) return not_sound(*failure);
    const auto& reading = std::get<proof::Reading>(result);
    Answer answer;
    answer.json = json_of(reading);
    answer.exit = reading.issuer_known ? Exit::done : Exit::issuer_unknown;
    if (options.language != "en") answer.text += proof::in_words(reading, proof::Language::zh);
    if (options.language == "both") answer.text += "\n";
    if (options.language != "zh") answer.text += proof::in_words(reading, proof::Language::en);
    return answer;
}

void add_slip(CLI::App& app, Exit& exit) {
    const auto options = std::make_shared<SlipOptions>();
    auto* const slip = app.add_subcommand("slip", "the proof slip of a line, as a file");
    slip->add_option("list", options->list, "number or id of the list")->required();
    slip->add_option("line", options->line, "line on the ledger; else the first that was paid");
    slip->add_option("--out", options->out, "the file; else LIST-LINE.zhida");
    slip->add_flag("--opened", options->opened, "lay open name and account (for the payee)");
    add_access(*slip, options->access);
    slip->footer("Example:\n  zhida slip RC-2019-0001 12 --home county --out my.zhida --opened");
    slip->callback([options, &exit] { exit = say(fetch_slip(*options), options->access.json); });
}

}  // namespace

void add_slips(CLI::App& app, Exit& exit) {
    add_slip(app, exit);
    const auto checked = std::make_shared<VerifyOptions>();
    auto* const verify = app.add_subcommand("verify", "check a proof slip, offline");
    verify->add_option("file", checked->file, "the slip")->required();
    verify->add_option("--trust", checked->trust,
                       "the published trust file; without one the exit code is 5");
    verify->add_option("--language", checked->language, "zh, en or both")
        ->check(CLI::IsMember({"zh", "en", "both"}))
        ->capture_default_str();
    verify->add_flag("--json", checked->json, "one JSON document");
    verify->footer("Example:\n  zhida verify my.zhida --trust trust.json");
    verify->callback([checked, &exit] { exit = say(verify_slip(*checked), checked->json); });

    const auto options = std::make_shared<TrustOptions>();
    auto* const trust = app.add_subcommand("trust", "the trust file of a ledger, for publishing");
    trust->add_option("--home", options->home, "folder of the installation")
        ->required()
        ->envname("ZHIDA_HOME");
    trust->add_option("--out", options->out, "the file; else standard output");
    trust->add_flag("--json", options->json, "one JSON document");
    trust->footer("Example:\n  zhida trust --home county --out trust.json");
    trust->callback([options, &exit] { exit = say(make_trust(*options), options->json); });
}

}  // namespace zhida::cli
