// One bank of the sample county under test, its list released and not yet paid: what it is told to
// do, what the ledger then says of its orders, and whether the money is right.
#pragma once

#include "client/identity.hpp"
#include "contracts/payment/types/case_records.hpp"
#include "tests/whole/sample_county.hpp"

namespace zhida::whole {

using payment::BreakKind;
using payment::OrderState;
using walk::Walk;

class CountyBank : public ::testing::Test {
  protected:
    static constexpr vocabulary::BankCode bank = 403;
    static constexpr vocabulary::AccountId account_id = 2;

    explicit CountyBank(const County::Change& change = County::no_change)
        : made_{small_county(change)},
          county{*made_} {
        county.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
                     &Walk::county_and_area, &Walk::fund});
        // So much on the account that its bank could debit everything twice.
        const auto more = *vocabulary::Fen::of(9'000'000'000);
        EXPECT_TRUE(county.sandbox->deposit(bank, more, "more").ok());
        county.play({&Walk::release});
    }

    sandbox::Sandbox& sandbox() { return *county.sandbox; }
    sim::Book& book() { return sandbox().book(bank); }
    sandbox::InProcessBank& line() { return sandbox().bank(bank); }
    chain::TrieView view() const { return county.sandbox->machine().view(); }
    void behave(sim::Manner manner) { ASSERT_TRUE(book().behave({manner, 1, 7}).ok()); }

    // The day to its end: also one on which only the bank's own book has moved.
    void day() {
        county.play({&Walk::pay, &Walk::close_day});
        ASSERT_TRUE(sandbox().await([] { return base::Result<bool>{false}; }).ok());
        county.play({&Walk::close_day});
    }
    void days(unsigned n) {
        for (unsigned i = 0; i < n; ++i) {
            county.play({&Walk::next_working_day});
            day();
        }
    }

    // The code with which the ledger answers; 0: done. `what` makes the act one of its own.
    template <class M>
    chain::Code act(const std::string& who, const M& message, const std::string& what = "act") {
        const auto& identity = sandbox().people().member(who).identity;
        const auto status = *sandbox().ledger().status();
        const base::Bytes words = codec::encode(message);
        const client::Terms terms{
            status.ledger_id, status.time + 600,
            client::reference_for({base::view(who), base::view(what), words})};
        return sandbox().ledger().submit(client::make(identity, terms, message))->code;
    }

    // The transaction of who signed the same words last.
    template <class M>
    chain::Digest joint_signer(const M& words) const {
        const auto subject = payment::joint_subject(crypto::Hash::sm3, words);
        return chain::must_load<payment::Joint>(view(), {subject}).signers.back().transaction;
    }

    payment::Account account() const {
        return chain::must_load<payment::Account>(view(), {account_id});
    }
    std::map<vocabulary::LineNumber, payment::Order> orders() const {
        std::map<vocabulary::LineNumber, payment::Order> found;
        const base::Bytes table{payment::Order::table};
        chain::each<payment::Order>(view(), table, table,
                                    [&](base::ByteView key, const payment::Order& order) {
                                        if (order.account == account_id)
                                            found.emplace(base::read_u32(key.subspan(9)), order);
                                        return true;
                                    });
        return found;
    }
    std::size_t count(OrderState state) const {
        const auto all = orders();
        return static_cast<std::size_t>(
            std::ranges::count_if(all, [&](const auto& one) { return one.second.state == state; }));
    }
    std::vector<payment::Break> breaks() const {
        std::vector<payment::Break> found;
        for (std::uint32_t n = 1; n <= account().breaks; ++n)
            found.push_back(chain::must_load<payment::Break>(view(), {account_id, n}));
        return found;
    }
    std::size_t count(BreakKind kind) const {
        const auto all = breaks();
        return static_cast<std::size_t>(
            std::ranges::count(all, kind, [](const payment::Break& one) { return one.kind; }));
    }
    payment::DayClose last_close() const {
        return chain::must_load<payment::DayClose>(
            view(), {account_id, static_cast<std::uint32_t>(account().closed_to->days)});
    }

    // Fen for fen: what the bank holds is what the ledger says it holds and what open breaks name;
    // and of every single order that no break names, both say the same.
    void expect_money_is_right() {
        const payment::Account own = account();
        std::int64_t expected = own.available.count() + own.locked.count() +
                                own.returned_pending.count() + own.interest_held.count();
        std::set<vocabulary::LineNumber> named;
        for (const payment::Break& one : breaks()) {
            expected += one.bank_more.count() - one.bank_less.count();
            if (one.order) named.insert(one.order->line);
        }
        EXPECT_EQ(book().balance(), expected);
        EXPECT_EQ(own.closing.count(), book().balance());
        for (const auto& [number, order] : orders()) {
            if (named.contains(number)) continue;
            const bool left =
                order.state == OrderState::paid || order.state == OrderState::returned;
            EXPECT_EQ(book().debited_fen(order.end_to_end_id), left ? order.amount.count() : 0)
                << number << " " << payment::word_of(order.state).name;
        }
    }
    // All that was in order is paid, once, and nothing is named.
    void expect_all_paid_once() {
        EXPECT_TRUE(breaks().empty());
        EXPECT_EQ(count(OrderState::paid) + count(OrderState::failed) +
                      count(OrderState::returned),
                  orders().size());
        EXPECT_EQ(book().counts().twice, 0);
        EXPECT_EQ(book().counts().debits,
                  static_cast<std::int64_t>(count(OrderState::paid) + count(OrderState::returned)));
        expect_money_is_right();
    }

  private:
    std::unique_ptr<County> made_;

  protected:
    County& county;
};

}  // namespace zhida::whole
