#include "cli/watching.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>

#include "cli/list_look.hpp"
#include "cli/screen.hpp"

namespace zhida::cli {

namespace {

constexpr std::size_t events_max = 1'000;  // at once

struct Overview {
    std::map<std::string, std::uint64_t> lists;  // by state
    payment::Tally in_doubt;
    payment::Tally unsent;
    std::uint64_t open_breaks = 0;
    std::map<vocabulary::AccountId, payment::Account> accounts;
};

base::Result<Overview> overview_of(const client::StateView& view) {
    Overview out;
    const auto add = [](payment::Tally& to, const payment::Tally& more) {
        to.lines += more.lines;
        to.fen = to.fen.plus(more.fen).value_or(to.fen);
    };
    const base::Bytes lists{resettle::List::table};
    view.scan(lists, lists, [&](base::ByteView key, base::ByteView value) {
        const auto list = chain::read_record<resettle::List>(value);
        const auto id = *base::to_array<8>(key.subspan(1));
        const auto batch = list.state == resettle::ListState::released
                               ? chain::load<payment::Batch>(view, {id})
                               : std::nullopt;
        const auto state = batch ? resettle::state_now(view, id, list) : list.state;
        ++out.lists[std::string{resettle::word_of(state).name}];
        if (!batch) return true;
        add(out.in_doubt, batch->in_flight);
        add(out.unsent, batch->unsent);
        out.open_breaks += batch->open_breaks;
        return true;
    });
    const base::Bytes accounts{payment::Account::table};
    view.scan(accounts, accounts, [&](base::ByteView key, base::ByteView value) {
        const auto id = static_cast<vocabulary::AccountId>(key[1] << 8 | key[2]);
        out.accounts[id] = chain::read_record<payment::Account>(value);
        return true;
    });
    if (view.trouble()) return *view.trouble();
    return out;
}

boost::json::object account_json(vocabulary::AccountId id, const payment::Account& account) {
    boost::json::array days;
    for (const base::Date day : account.open_days) days.emplace_back(base::to_text(day));
    boost::json::object out{{"account", id},
                            {"bank", std::to_string(account.bank)},
                            {"received_fen", std::to_string(account.received.count())},
                            {"available_fen", std::to_string(account.available.count())},
                            {"locked_fen", std::to_string(account.locked.count())},
                            {"paid_fen", std::to_string(account.paid.count())},
                            {"returned_pending_fen",
                             std::to_string(account.returned_pending.count())},
                            {"open_days", std::move(days)},
                            {"closed_to", nullptr},
                            {"stopped", account.stopped}};
    if (account.closed_to) out["closed_to"] = base::to_text(*account.closed_to);
    return out;
}

std::string accounts_table(const Overview& overview) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [id, account] : overview.accounts) {
        std::string days;
        for (const base::Date day : account.open_days) {
            days += (days.empty() ? "" : " ") + base::to_text(day);
        }
        rows.push_back({std::to_string(account.bank), yuan(account.available.count()),
                        yuan(account.locked.count()), yuan(account.paid.count()),
                        yuan(account.returned_pending.count()), days});
    }
    return table({"专户 bank", "可用 available", "锁定 locked", "已付 paid", "退回 returned",
                  "未日终 open days"},
                 rows);
}

std::string overview_text(const Facts& facts, const Overview& overview) {
    std::string lists;
    for (const auto& [state, count] : overview.lists) {
        lists += (lists.empty() ? "" : ", ") + state + " " + std::to_string(count);
    }
    const auto& doubt = overview.in_doubt;
    return "账本 ledger       " + facts.name + "（" + facts.fingerprint + "）" +
           (facts.sandbox ? "沙盒 sandbox" : "") + "\n" + "区块 height       " +
           std::to_string(facts.status.height) + "\n" + "账本时间 time     " +
           base::time_text(facts.status.time) + "\n" + "状态根 root       " +
           base::hex(facts.status.state_root) + "\n" + "清单 lists        " +
           (lists.empty() ? "0" : lists) + "\n" + "待查 in doubt     " +
           std::to_string(doubt.lines) + " 笔 orders，" + yuan(doubt.fen.count()) + " 元 yuan\n" +
           "未发 unsent       " + std::to_string(overview.unsent.lines) + " 笔 orders\n" +
           "差异 breaks       " + std::to_string(overview.open_breaks) + "\n\n" +
           accounts_table(overview);
}

std::string text_in(const boost::json::object& from, const char* name) {
    const auto* const found = from.if_contains(name);
    if (found == nullptr) return "";
    if (found->is_string()) return std::string{found->as_string()};
    return boost::json::serialize(*found);
}

std::string time_in(const boost::json::object& event) {
    const auto* const time = event.if_contains("time");
    return time && time->is_int64() ? base::time_text(time->as_int64()) : "";
}

}  // namespace

Answer run_status(const Access& access) {
    auto session = open_session(access, reader);
    if (!session) return failed(session.error());
    const auto view = session->state();
    auto overview = overview_of(view);
    if (!overview) return failed(overview.error());
    const Facts& facts = session->facts;
    boost::json::object lists;
    for (const auto& [state, count] : overview->lists) lists[state] = count;
    boost::json::array accounts;
    std::uint64_t open_days = 0;
    for (const auto& [id, account] : overview->accounts) {
        accounts.push_back(account_json(id, account));
        open_days += account.open_days.size();
    }
    Answer answer;
    answer.json = {
        {"ledger",
         {{"ledger_id", base::hex(facts.status.ledger_id)},
          {"fingerprint", facts.fingerprint},
          {"name", facts.name},
          {"sandbox", facts.sandbox},
          {"profile", facts.profile == crypto::Profile::gm ? "gm" : "intl"},
          {"engine", facts.engine}}},
        {"height", facts.status.height},
        {"time", base::time_text(facts.status.time)},
        {"block_hash", base::hex(facts.status.block_hash)},
        {"state_root", base::hex(facts.status.state_root)},
        {"lists", std::move(lists)},
        {"in_doubt",
         {{"orders", overview->in_doubt.lines},
          {"fen", std::to_string(overview->in_doubt.fen.count())}}},
        {"unsent",
         {{"orders", overview->unsent.lines},
          {"fen", std::to_string(overview->unsent.fen.count())}}},
        {"open_breaks", overview->open_breaks},
        {"open_days", open_days},
        {"accounts", std::move(accounts)}};
    answer.text = overview_text(facts, *overview);
    return answer;
}

Answer run_events(const Access& access, std::uint64_t from, std::size_t limit) {
    auto session = open_session(access, reader);
    if (!session) return failed(session.error());
    const std::string target =
        "/v1/events?after=" + std::to_string(from) + "&limit=" + std::to_string(limit);
    auto got = session->ledger->ask("GET", target, "");
    if (!got) return failed(got.error());
    if (got->status != 200) return failed(client::error_of(*got));
    boost::system::error_code bad;
    const auto value = boost::json::parse(got->body, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    const auto* const events = object ? object->if_contains("events") : nullptr;
    if (events == nullptr || !events->is_array()) {
        return failed(base::fail("the node's answer cannot be read", "无法读取节点的应答"));
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : events->as_array()) {
        if (!one.is_object()) continue;
        const auto& event = one.as_object();
        const std::string name = text_in(event, "name");
        rows.push_back({text_in(event, "height"), time_in(event),
                        name.empty() ? text_in(event, "kind") : name, text_in(event, "list"),
                        text_in(event, "section"), text_in(event, "state")});
    }
    Answer answer;
    answer.json = *object;
    answer.text =
        table({"区块 height", "时间 time", "事件 event", "清单 list", "册 no", "状态 state"},
              rows) +
        "下一游标 next  " + text_in(*object, "next") + "\n";
    return answer;
}

void add_watching(CLI::App& app, Exit& exit) {
    const auto access = std::make_shared<Access>();
    auto* const status =
        app.add_subcommand("status", "height, time, root, lists, orders in doubt, open days");
    add_access(*status, *access);
    status->footer("Example:\n  zhida status --home county");
    status->callback([access, &exit] { exit = say(run_status(*access), access->json); });
    const auto from = std::make_shared<std::uint64_t>(0);
    const auto limit = std::make_shared<std::size_t>(50);
    auto* const events = app.add_subcommand("events", "committed events, a page from a cursor on");
    add_access(*events, *access);
    events->add_option("--from", *from, "cursor: events above this height")->capture_default_str();
    events->add_option("--limit", *limit, "at most so many")
        ->check(CLI::Range(std::size_t{1}, events_max))
        ->capture_default_str();
    events->footer("Example:\n  zhida events --home county --from 120 --limit 20");
    events->callback([access, from, limit, &exit] {
        exit = say(run_events(*access, *from, *limit), access->json);
    });
}

}  // namespace zhida::cli
