// Child orders and the ends of single orders, asked of the payment contract as other contracts do:
// each request is judged, applied to a draft, looked at by the invariants and kept.
#include <gtest/gtest.h>

#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

// Who may move an order that exists to this state.
payment::Mover lawful_mover(payment::OrderState to) {
    auto by = payment::Mover::contract;
    for (const payment::OrderMove& move : payment::order_moves) {
        if (move.to == to) by = move.by;
    }
    return by;
}

using payment::Child;
using payment::Fate;
using payment::NewOrder;
using payment::OrderName;
using payment::OrderState;
using payment::Reject;
using resettle::ListState;
using vocabulary::Reason;

constexpr resettle::ListId follow_up{9, 9, 9};
constexpr vocabulary::OrganisationId finance = 3;

chain::Code code(Reject r) { return static_cast<chain::Code>(r); }

// A list whose line 0 failed at bank 102 and whose other lines are paid; its day is closed.
class ChildOrders : public ::testing::Test {
  protected:
    ChildOrders() {
        rig.to_stage(ListState::released);
        rig.claim_all();
        rig.pay_all(
            {{.line = 0, .state = OrderState::failed, .reason = Reason::acct_name_mismatch}});
        name = {rig.list, 0};
    }

    void close() { rig.close_days(rig.today()); }

    chain::Context context() const {
        chain::Context c;
        c.ledger_id = rig.machine.ledger().ledger_id;
        c.now = rig.now;
        c.height = rig.height;
        return c;
    }
    chain::TrieView view() const { return rig.machine.view(); }

    // Applies `change`, asks the invariants, keeps it.
    template <class Change>
    void keep(Change change) {
        const auto under = rig.machine.view();
        chain::Draft draft{under};
        change(draft);
        for (const chain::Invariant& invariant : payment::invariants()) {
            const auto broken = invariant.broken(draft);
            ASSERT_FALSE(broken.has_value()) << *broken;
        }
        draft.write_to(rig.machine.trie());
    }
    chain::Code may(std::vector<Fate> fates) const {
        for (Fate& fate : fates) fate.by = lawful_mover(fate.to);
        const auto verdict = payment::check_fates(view(), context(), fates);
        return verdict ? verdict->code : 0;
    }
    chain::Code end(const OrderName& order, OrderState to) {
        const std::vector<Fate> fates{
            {.order = order,
             .to = to,
             .by = lawful_mover(to),
             .reason = Reason::death,
             .booked = rig.today()}};
        const chain::Code refused = may(fates);
        if (refused == 0) keep([&](auto& draft) { payment::apply_fates(draft, context(), fates); });
        return refused;
    }
    chain::Code may_lock(const std::vector<Child>& children,
                         vocabulary::OrganisationId by = finance) const {
        const auto verdict = payment::check_lock_children(view(), children, by);
        return verdict ? verdict->code : 0;
    }
    void lock(const std::vector<Child>& children) {
        ASSERT_EQ(may_lock(children), 0);
        keep([&](auto& draft) { payment::lock_children(draft, follow_up, children); });
    }
    void release(const std::vector<Child>& children) {
        std::vector<NewOrder> orders;
        for (const Child& child : children) {
            orders.push_back({.line = static_cast<LineNumber>(orders.size()),
                              .account = parent().account,
                              .payee_bank = 403,
                              .payee = {1},
                              .amount = child.amount,
                              .parent = child.parent});
        }
        keep([&](auto& draft) {
            payment::release(draft, context(), follow_up, orders, rig.today());
        });
    }
    payment::Order parent() const { return rig.order(0); }
    payment::Order child(LineNumber line) const {
        return chain::must_load<payment::Order>(view(), {follow_up, line});
    }
    payment::Batch batch(const resettle::ListId& list) const {
        return chain::must_load<payment::Batch>(view(), {list});
    }
    payment::Account account() const { return rig.account(parent().account); }
    Child whole() const { return {name, parent().amount}; }
    std::vector<Child> halves() const {
        const std::int64_t fen = parent().amount.count();
        return {{name, *Fen::of(fen / 3)}, {name, *Fen::of(fen - fen / 3)}};
    }

    Rig rig;
    OrderName name;
};

TEST_F(ChildOrders, NoChildBeforeTheParentsDayIsClosedWithItsCompleteStatement) {
    EXPECT_EQ(may_lock({whole()}), code(Reject::statement_missing));
    EXPECT_EQ(may({{.order = name, .to = OrderState::refunded}}), code(Reject::statement_missing));
    close();
    EXPECT_EQ(may_lock({whole()}), 0);
}

TEST_F(ChildOrders, OneChildTakesItsParentsPlaceOutOfReturnedMoneyAndNotOutOfAvailable) {
    close();
    const auto before = account();
    lock({whole()});
    EXPECT_EQ(account().available, before.available);
    EXPECT_EQ(account().returned_pending, Fen{});
    EXPECT_EQ(account().locked.count(), before.locked.count() + parent().amount.count());
    EXPECT_EQ(parent().state, OrderState::failed);  // until the child exists
    release({whole()});
    EXPECT_EQ(parent().state, OrderState::reissued);
    EXPECT_EQ(parent().child_list, follow_up);
    EXPECT_EQ(child(0).parent, name);
    EXPECT_NE(child(0).end_to_end_id, parent().end_to_end_id);
    EXPECT_EQ(batch(rig.list).reissued.lines, 1U);
    EXPECT_EQ(batch(rig.list).failed.lines, 0U);
    EXPECT_EQ(batch(follow_up).unsent.fen, parent().amount);
    EXPECT_EQ(account().locked.count(), before.locked.count() + parent().amount.count());
}

TEST_F(ChildOrders, SeveralChildrenMakeTheSameSumToTheFen) {
    close();
    auto short_by_one = halves();
    short_by_one[1].amount = *Fen::of(short_by_one[1].amount.count() - 1);
    EXPECT_EQ(may_lock(short_by_one), code(Reject::children_differ));
    lock(halves());
    release(halves());
    EXPECT_EQ(parent().state, OrderState::split);
    EXPECT_EQ(batch(rig.list).split.fen, parent().amount);
    EXPECT_EQ(batch(follow_up).orders.fen, parent().amount);
    EXPECT_EQ(batch(follow_up).orders.lines, 2U);
}

TEST_F(ChildOrders, MoneyThatOneListHoldsIsNobodyElses) {
    close();
    lock({whole()});
    EXPECT_EQ(may_lock({whole()}), code(Reject::child_exists));
    EXPECT_EQ(end(name, OrderState::refunded), code(Reject::child_exists));
    EXPECT_EQ(end(name, OrderState::withheld), code(Reject::child_exists));
    keep([&](auto& draft) { payment::unlock_children(draft, {whole()}); });
    EXPECT_EQ(account().returned_pending, parent().amount);
    EXPECT_EQ(may_lock({whole()}), 0);
    lock({whole()});
    release({whole()});
    EXPECT_EQ(may_lock({whole()}), code(Reject::move_unlawful));  // replaced once, for ever
}

TEST_F(ChildOrders, OnlyOrdersThatFailedOrCameBackAreReplacedAndByTheirOwnFinance) {
    close();
    EXPECT_EQ(may_lock({{{rig.list, 1}, rig.order(1).amount}}), code(Reject::move_unlawful));
    EXPECT_EQ(may_lock({{{rig.list, 77}, rig.order(1).amount}}), code(Reject::order_unknown));
    EXPECT_EQ(may_lock({whole()}, finance + 1), code(Reject::finance_foreign));
}

TEST_F(ChildOrders, AWithheldOrderIsSplitEvenForASoleHeir) {
    close();
    ASSERT_EQ(end(name, OrderState::withheld), 0);
    EXPECT_EQ(account().returned_pending, parent().amount);
    EXPECT_EQ(batch(rig.list).withheld.fen, parent().amount);
    lock({whole()});
    release({whole()});
    EXPECT_EQ(parent().state, OrderState::split);
}

TEST_F(ChildOrders, ADepositLeavesTheAccountOnItsDayAndARefundStays) {
    close();
    ASSERT_EQ(end(name, OrderState::withheld), 0);
    EXPECT_EQ(may({{.order = name, .to = OrderState::deposited, .booked = rig.today()}}),
              code(Reject::day_closed));
    EXPECT_EQ(may({{.order = name, .to = OrderState::deposited}}), code(Reject::booked_in_future));
    rig.wait(86'400);
    const auto before = account();
    ASSERT_EQ(end(name, OrderState::deposited), 0);
    EXPECT_EQ(account().paid.count(), before.paid.count() + parent().amount.count());
    EXPECT_EQ(account().open_days, std::vector{rig.today()});
    EXPECT_EQ(batch(rig.list).deposited.lines, 1U);
    EXPECT_EQ(end(name, OrderState::refunded), code(Reject::move_unlawful));
}

TEST_F(ChildOrders, ARefundGivesTheMoneyBackToTheProgramme) {
    close();
    const auto before = account();
    ASSERT_EQ(end(name, OrderState::refunded), 0);
    EXPECT_EQ(account().available.count(), before.available.count() + parent().amount.count());
    EXPECT_EQ(account().returned_pending, Fen{});
    EXPECT_EQ(batch(rig.list).refunded.fen, parent().amount);
    EXPECT_EQ(may_lock({whole()}), code(Reject::move_unlawful));
}

TEST_F(ChildOrders, AnUnclaimedChildIsFrozenAndFreedOrCancelledButNeverAfterItsClaim) {
    close();
    lock(halves());
    release(halves());
    const OrderName first{follow_up, 0};
    const OrderName second{follow_up, 1};
    ASSERT_EQ(end(first, OrderState::held), 0);
    EXPECT_EQ(account().available, child(0).amount);
    EXPECT_EQ(batch(follow_up).settled.has_value(), false);
    ASSERT_EQ(end(second, OrderState::cancelled), 0);
    EXPECT_EQ(batch(follow_up).settled, rig.today());
    EXPECT_EQ(batch(follow_up).cancelled.fen, child(1).amount);
    ASSERT_EQ(end(first, OrderState::released), 0);
    EXPECT_EQ(child(0).state, OrderState::released);
    EXPECT_FALSE(batch(follow_up).settled.has_value());  // open again
    const auto bank = account().bank;
    ASSERT_EQ(rig.act("agent-" + std::to_string(bank),
                      payment::ClaimOrders{bank, 1, follow_up, {0}}),
              0);
    EXPECT_EQ(end(first, OrderState::held), code(Reject::move_unlawful));
    EXPECT_EQ(end(first, OrderState::cancelled), code(Reject::move_unlawful));
}

TEST_F(ChildOrders, AFrozenOrderIsFreedOnlyWhileItsMoneyIsStillThere) {
    close();
    lock({whole()});
    release({whole()});
    const OrderName only{follow_up, 0};
    ASSERT_EQ(end(only, OrderState::held), 0);
    keep([&](auto& draft) {
        payment::lock(draft, {{child(0).account, account().available}});
    });
    EXPECT_EQ(end(only, OrderState::released), code(Reject::funds_short));
    EXPECT_EQ(may({{.order = only, .to = OrderState::cancelled},
                   {.order = only, .to = OrderState::cancelled}}),
              code(Reject::lines_unordered));
    EXPECT_EQ(end({follow_up, 5}, OrderState::held), code(Reject::order_unknown));
    EXPECT_EQ(end(only, OrderState::paid), code(Reject::move_unlawful));  // no officer pays
}

// --- the invariants notice what no rule would do ---

class Sabotage : public ChildOrders {
  protected:
    Sabotage() { close(); }
    template <class Change>
    std::string broken(Change change) const {
        const auto under = rig.machine.view();
        chain::Draft draft{under};
        change(draft);
        const auto found = payment::invariants()[0].broken(draft);
        return found.value_or("");
    }
    void put(chain::Draft& draft, const OrderName& at, const payment::Order& order) const {
        save(draft, {at.list, at.line}, order);
    }
};

TEST_F(Sabotage, AParentWithoutChildrenIsSeen) {
    const auto replace = [&](auto& draft) {
        payment::apply_fates(draft, context(), {{.order = name,
                                            .to = OrderState::reissued,
                                            .by = lawful_mover(OrderState::reissued)}});
    };
    EXPECT_EQ(broken([&](auto& draft) {
                  payment::lock_children(draft, follow_up, {whole()});
                  replace(draft);
              }),
              "order: replaced without its money locked for children");
    lock({whole()});
    EXPECT_EQ(broken(replace), "order: a parent and its children do not appear together");
}

TEST_F(Sabotage, AChildWhoseParentKeepsItsMoneyIsSeen) {
    EXPECT_EQ(broken([&](auto& draft) {
                  payment::release(draft, context(), follow_up,
                                   {{.line = 0, .account = 1, .amount = parent().amount}},
                                   rig.today());
                  auto order = chain::must_load<payment::Order>(draft, {follow_up, 0});
                  order.parent = name;
                  put(draft, {follow_up, 0}, order);
              }),
              "order: a parent and its children do not appear together");
}

TEST_F(Sabotage, AnOrderThatMovesWithoutItsTallyOrItsBucketIsSeen) {
    EXPECT_EQ(broken([&](auto& draft) {
                  auto order = parent();
                  order.state = OrderState::withheld;
                  put(draft, name, order);
              }),
              "batch: the tally of FAILED is not its orders");
    EXPECT_EQ(broken([&](auto& draft) {
                  payment::apply_fates(draft, context(),
                                       {{.order = name,
                                         .to = OrderState::refunded,
                                         .by = lawful_mover(OrderState::refunded)}});
                  save(draft, {parent().account}, account());
              }),
              "account: returned_pending is not its orders");
    EXPECT_EQ(broken([&](auto& draft) {
                  auto order = parent();
                  order.child_list = follow_up;
                  put(draft, name, order);
              }),
              "account: orders moved without it");
}

TEST_F(Sabotage, MoneyThatAppearsInABookIsSeen) {
    EXPECT_EQ(broken([&](auto& draft) {
                  auto book = account();
                  book.returned_pending = *Fen::of(book.returned_pending.count() + 1);
                  book.received = *Fen::of(book.received.count() + 1);
                  save(draft, {parent().account}, book);
              }),
              "account: returned_pending is not its orders");
    EXPECT_EQ(broken([&](auto& draft) {
                  auto tallies = batch(rig.list);
                  ++tallies.paid.lines;
                  save(draft, {rig.list}, tallies);
              }),
              "batch: tallies changed without an order");
}

TEST_F(Sabotage, AnOrderThatChangesWhatItIsIsSeen) {
    EXPECT_EQ(broken([&](auto& draft) {
                  auto order = parent();
                  order.parent = OrderName{rig.list, 1};
                  put(draft, name, order);
              }),
              "order: account, payee, amount, id or parent changed");
    EXPECT_EQ(broken([&](auto& draft) {
                  auto order = parent();
                  order.state = OrderState::paid;
                  put(draft, name, order);
              }),
              "order: unlawful move");
}

}  // namespace
}  // namespace zhida::rig
