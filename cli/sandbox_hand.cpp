#include "cli/sandbox_hand.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <map>
#include <memory>

#include "cli/list_look.hpp"
#include "cli/screen.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/types/messages.hpp"
#include "node/county/county.hpp"
#include "node/installation/installation.hpp"
#include "node/settings/settings.hpp"
#include "node/walk/walk.hpp"
#include "transport/http.hpp"

namespace zhida::cli {

namespace {

using vocabulary::BankCode;

constexpr base::Seconds day_seconds = 86'400;
constexpr std::string_view clock_keeper = "administrator";

base::Result<transport::Credentials> control_of(const std::string& home) {
    transport::Credentials out;
    for (auto [name, to] :
         {std::pair{"certificate.pem", &out.certificate}, std::pair{"key.pem", &out.key},
          std::pair{"authority.pem", &out.authority}}) {
        auto text = installation::read_text(home + "/control/" + name);
        if (!text) return text.error();
        *to = std::move(*text);
    }
    return out;
}

// The controller's word to one simulated bank.
base::Status tell_bank(const std::string& home, BankCode bank, const std::string& path,
                       const std::string& body) {
    const std::string code = std::to_string(bank);
    auto settings = settings::Settings::read(home + "/agents/" + code + "/agent.toml");
    if (!settings) return settings.error();
    transport::ClientSetting setting;
    settings->take("bank", "address", setting.host);
    settings->take("bank", "port", setting.port);
    auto control = control_of(home);
    if (!control) return control.error();
    setting.credentials = std::move(*control);
    transport::Client client{std::move(setting)};
    const auto answer = client.send({"POST", path, {}, body, {}});
    if (!answer) return answer.error();
    if (answer->status == 200) return base::Done{};
    const auto why = client::error_of({answer->status, answer->body});
    return base::fail("bank " + code + ": " + why.en, "银行 " + code + "：" + why.zh);
}

base::Status tell_banks(const std::string& home, const std::string& path, const std::string& body) {
    for (const county::Bank& bank : county::banks) {
        if (auto done = tell_bank(home, bank.code, path, body); !done) return done;
    }
    return base::Done{};
}

base::Result<Session> open_sandbox(const Access& access, std::string_view otherwise) {
    auto session = open_session(access, otherwise);
    if (!session) return session;
    if (!session->facts.sandbox || session->home.empty()) {
        return base::fail("only a sandbox whose folder lies here", "只适用于文件夹在本机的沙盒");
    }
    return session;
}

base::Result<std::map<BankCode, std::int64_t>> totals_of(const client::StateView& view,
                                                         const ListLook& look) {
    std::map<BankCode, std::int64_t> by_payee_bank;
    base::Bytes prefix{resettle::Line::table};
    base::append(prefix, look.id);
    view.scan(prefix, prefix, [&](base::ByteView, base::ByteView value) {
        const auto line = chain::read_record<resettle::Line>(value);
        by_payee_bank[line.bank] += line.amount.count();
        return true;
    });
    std::map<BankCode, std::int64_t> out;
    for (const auto& [bank, fen] : by_payee_bank) {
        const auto id = payment::route(view, look.record.county, bank);
        const auto account =
            id ? chain::load<payment::Account>(view, {*id}) : std::optional<payment::Account>{};
        if (view.trouble()) return *view.trouble();
        if (!account) return base::fail("a bank has no route", "有银行未配置专户路由");
        out[account->bank] += fen;
    }
    if (view.trouble()) return *view.trouble();
    return out;
}

}  // namespace

Answer run_clock(const ClockOptions& options) {
    auto session = open_sandbox(options.access, clock_keeper);
    if (!session) return failed(session.error());
    base::Seconds to = session->facts.status.time + options.days * day_seconds;
    if (!options.to.empty()) {
        const auto read = base::parse_time(options.to);
        if (!read) {
            return failed(base::fail("--to is a time, as 2019-09-25T10:00:00+08:00",
                                     "--to 是时间，例如 2019-09-25T10:00:00+08:00"));
        }
        to = *read;
    }
    auto sent = sign_and_send(*session, registry::MoveClock{to});
    if (!sent) return failed(sent.error());
    Answer answer = answer_of(*session, {*sent});
    answer.json["time"] = base::time_text(to);
    if (sent->receipt.code != 0) return answer;
    const std::string day = R"({"day":")" + base::to_text(base::day_in_china(to)) + "\"}";
    if (auto done = tell_banks(session->home, "/control/clock", day); !done)
        return failed(done.error());
    answer.text += "账本与银行时间 time  " + base::time_text(to) + "\n";
    return answer;
}

Answer run_accounts(const Access& access, const std::string& csv_path) {
    auto csv = installation::read_text(csv_path);
    if (!csv) return failed(csv.error());
    if (access.home.empty()) return failed(base::fail("give --home", "请给出 --home"));
    if (auto done = tell_banks(access.home, "/control/accounts", *csv); !done)
        return failed(done.error());
    Answer answer;
    answer.json = {{"banks", county::banks.size()}};
    answer.text = "五家模拟银行已登记账户\nthe simulated banks know the accounts\n";
    return answer;
}

Answer run_deposit(const Access& access, const std::string& no) {
    auto session = open_sandbox(access, reader);
    if (!session) return failed(session.error());
    const auto view = session->state();
    auto id = find_list(view, no);
    if (!id) return failed(id.error());
    auto look = look_at(view, session->hash(), *id);
    if (!look) return failed(look.error());
    auto totals = totals_of(view, *look);
    if (!totals) return failed(totals.error());
    boost::json::array deposits;
    std::vector<std::vector<std::string>> rows;
    for (const auto& [bank, fen] : *totals) {
        const std::string code = std::to_string(bank);
        // Once a reference: a second deposit for the same list is the first one.
        const auto reference = walk::payment_reference(look->record, bank);
        const boost::json::object body{{"reference", reference}, {"fen", fen}};
        if (auto done =
                tell_bank(session->home, bank, "/control/deposit", boost::json::serialize(body));
            !done) {
            return failed(done.error());
        }
        deposits.push_back({{"bank", code}, {"fen", std::to_string(fen)}});
        rows.push_back({code, yuan(fen)});
    }
    Answer answer;
    answer.json["deposits"] = std::move(deposits);
    answer.text = table({"银行 bank", "到账 deposit"}, rows);
    return answer;
}

void add_sandbox_hands(CLI::App& sandbox, Exit& exit) {
    const auto clock = std::make_shared<ClockOptions>();
    auto* const move = sandbox.add_subcommand("clock", "move the time of ledger and banks forward");
    add_access(*move, clock->access);
    auto* const to = move->add_option("--to", clock->to, "as 2019-09-25T10:00:00+08:00");
    move->add_option("--days", clock->days, "so many days from the ledger's time")
        ->check(CLI::Range(1U, 366U))
        ->excludes(to);
    move->footer("Example:\n  zhida sandbox clock --home county --days 7");
    move->callback([clock, &exit] { exit = say(run_clock(*clock), clock->access.json); });

    const auto access = std::make_shared<Access>();
    const auto word = std::make_shared<std::string>();
    auto* const accounts = sandbox.add_subcommand("accounts", "what the simulated banks know");
    accounts->add_option("file", *word, "CSV of accounts")->required();
    add_access(*accounts, *access);
    accounts->footer("Example:\n  zhida sandbox accounts accounts.csv --home county");
    accounts->callback(
        [access, word, &exit] { exit = say(run_accounts(*access, *word), access->json); });
    auto* const deposit =
        sandbox.add_subcommand("deposit", "the county's money for a list reaches its accounts");
    deposit->add_option("no", *word, "number of the list")->required();
    add_access(*deposit, *access);
    deposit->footer("Example:\n  zhida sandbox deposit XA-2019-0900 --home county");
    deposit->callback(
        [access, word, &exit] { exit = say(run_deposit(*access, *word), access->json); });
}

}  // namespace zhida::cli
