#include "node/walk/reconcile.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "banks/agent/matching.hpp"
#include "banks/connector/messages.hpp"

namespace zhida::walk {

namespace {

using Orders = std::map<std::string, agent::KnownOrder>;

// Orders of the lists that moved on this account on this day, and of those the close names.
base::Result<std::shared_ptr<Orders>> orders_of(client::Ledger& ledger,
                                                const client::StateView& view,
                                                const payment::Account& account,
                                                const payment::CloseDay& close) {
    auto orders = std::make_shared<Orders>();
    std::vector<vocabulary::ListId> lists;
    const base::Bytes table{payment::Batch::table};
    chain::each<payment::Batch>(view, table, table,
                                [&](base::ByteView key, const payment::Batch& batch) {
                                    const payment::AccountDay day{close.account, close.day};
                                    if (std::ranges::find(batch.days, day) != batch.days.end())
                                        lists.push_back(*base::to_array<8>(key.subspan(1)));
                                    return true;
                                });
    if (view.trouble()) return *view.trouble();
    for (const payment::BreakItem& item : close.items) {
        if (item.list && std::ranges::find(lists, *item.list) == lists.end())
            lists.push_back(*item.list);
    }
    for (const auto& list : lists) {
        vocabulary::LineNumber from = 0;
        while (true) {
            auto page = ledger.list_orders(account.bank, list, from, client::open_orders_max);
            if (!page) return page.error();
            for (const auto& order : *page) {
                orders->emplace(
                    order.end_to_end_id,
                    agent::KnownOrder{order.list, order.line, order.amount, order.state, false});
            }
            if (page->size() < client::open_orders_max) break;
            from = page->back().line + 1;
        }
    }
    return orders;
}

bool names(const payment::CloseDay& close, const payment::BreakItem& found) {
    return std::ranges::any_of(close.items, [&](const payment::BreakItem& item) {
        return item.list == found.list && item.line == found.line &&
               item.bank_more == found.bank_more && item.bank_less == found.bank_less;
    });
}

}  // namespace

std::vector<OpenDay> open_days(const client::StateView& view) {
    std::vector<OpenDay> out;
    const base::Bytes accounts{payment::Account::table};
    view.scan(accounts, accounts, [&](base::ByteView key, base::ByteView value) {
        const auto account = chain::read_record<payment::Account>(value);
        const auto id = static_cast<vocabulary::AccountId>(key[1] << 8 | key[2]);
        std::set<base::Date> days{account.open_days.begin(), account.open_days.end()};
        const base::Date after = account.closed_to.value_or(base::Date{0});
        const auto from =
            chain::key_of<payment::DayClose>({id, static_cast<std::uint32_t>(after.days)});
        view.scan(base::ByteView{from}.first(3), from, [&](base::ByteView, base::ByteView bytes) {
            const auto close = chain::read_record<payment::DayClose>(bytes);
            if (!close.finance) days.insert(close.close.day);
            return true;
        });
        for (const base::Date day : days) out.push_back({id, account, day});
        return true;
    });
    return out;
}

base::Status reconcile(client::Ledger& ledger, const client::StateView& view, crypto::Hash hash,
                       const payment::Account& account, const payment::DayClose& day) {
    const payment::CloseDay& close = day.close;
    auto bytes = ledger.statement(close.statement);
    if (!bytes) return bytes.error();
    if (crypto::digest(hash, *bytes) != close.statement) {
        return base::fail("the statement is not the one the bank signed", "对账单与银行签名的不符");
    }
    const auto statement = connector::read_statement(base::as_text(*bytes));
    if (!statement) return base::fail("the statement cannot be read", "对账单无法读取");
    if (auto done = agent::check_statement(*statement); !done) return done;
    const bool same = statement->opening == close.opening && statement->closing == close.closing &&
                      statement->day == close.day &&
                      statement->entries.front().sequence == close.first_sequence &&
                      statement->entries.back().sequence == close.last_sequence;
    if (!same) {
        return base::fail("the close does not say what its statement says",
                          "日终数字与对账单不一致");
    }
    auto orders = orders_of(ledger, view, account, close);
    if (!orders) return orders.error();
    agent::Books books;
    books.find = [orders = *orders](const std::string& id) -> std::optional<agent::KnownOrder> {
        const auto found = orders->find(id);
        if (found == orders->end()) return std::nullopt;
        return found->second;
    };
    for (const payment::BreakItem& item : agent::match(*statement, books)) {
        if (names(close, item)) continue;
        return base::fail(
            "a difference is not named in the bank's close: line " + std::to_string(item.line),
            "银行日终未列明一处差异：行 " + std::to_string(item.line));
    }
    return base::Done{};
}

}  // namespace zhida::walk
