// What must hold of money after every transaction: buckets, tallies and orders say the same
// (reliability.md §2.1, I1 and I2). Judged on the records a transaction touched.
#include <map>

#include "contracts/payment/rules/payment.hpp"

namespace zhida::payment {

using base::ByteView;
using chain::Draft;

namespace {

using Broken = std::optional<std::string>;

Broken broken_account(const Account& a) {
    const std::int64_t in =
        a.received.count() + a.interest.count() - a.paid.count() - a.fees.count();
    const std::int64_t held = a.available.count() + a.locked.count() + a.returned_pending.count() +
                              a.interest_held.count();
    if (in == held) return std::nullopt;
    return "account: " + std::to_string(in) + " in, " + std::to_string(held) + " held";
}

// The tallies of a batch, each with a state that counts in it.
struct TallyOf {
    OrderState state;
    Tally Batch::* tally;
};
constexpr TallyOf all_tallies[] = {
    {OrderState::released, &Batch::unsent},     {OrderState::claimed, &Batch::in_flight},
    {OrderState::paid, &Batch::paid},           {OrderState::failed, &Batch::failed},
    {OrderState::returned, &Batch::returned},   {OrderState::held, &Batch::held},
    {OrderState::cancelled, &Batch::cancelled}, {OrderState::reissued, &Batch::reissued},
    {OrderState::split, &Batch::split},         {OrderState::withheld, &Batch::withheld},
    {OrderState::deposited, &Batch::deposited}, {OrderState::refunded, &Batch::refunded}};

std::size_t tally_index(OrderState state) {
    const OrderState counts = is_in_flight(state) ? OrderState::claimed : state;
    for (std::size_t i = 0; i < std::size(all_tallies); ++i) {
        if (all_tallies[i].state == counts) return i;
    }
    ASSERT(false);  // no order exists before its release
    return 0;
}

struct Change {
    std::int64_t lines = 0;
    std::int64_t fen = 0;
};
struct BatchChange {
    std::array<Change, std::size(all_tallies)> tallies{};
    Change orders;
};
struct BucketChange {
    std::int64_t paid = 0;
    std::int64_t returned_pending = 0;
};

// What the orders of a transaction say that batches and accounts must have become.
struct Recount {
    std::map<ListId, BatchChange> batches;
    std::map<AccountId, BucketChange> accounts;
    std::map<OrderName, Change> replaced;  // parents that became REISSUED or SPLIT
    std::map<OrderName, Change> children;  // by their parent
};

void count(Recount& recount, const ListId& list, const Order& order, int sign) {
    const std::int64_t fen = sign * order.amount.count();
    Change& tally = recount.batches[list].tallies[tally_index(order.state)];
    tally.lines += sign;
    tally.fen += fen;
    const Bucket bucket = bucket_now(order);
    if (bucket == Bucket::paid) recount.accounts[order.account].paid += fen;
    if (bucket == Bucket::returned_pending) {
        recount.accounts[order.account].returned_pending += fen;
    }
}

bool is_replaced(OrderState s) { return s == OrderState::reissued || s == OrderState::split; }

OrderName name_of(ByteView key) {
    return {*base::to_array<8>(key.subspan(1, 8)), base::read_u32(key.subspan(9))};
}

Broken born(Recount& recount, const OrderName& name, const Order& order) {
    if (order.state != OrderState::released) return "order: born in another state than RELEASED";
    if (order.child_list) return "order: born with children";
    Change& made = recount.batches[name.list].orders;
    ++made.lines;
    made.fen += order.amount.count();
    if (order.parent) {
        Change& children = recount.children[*order.parent];
        ++children.lines;
        children.fen += order.amount.count();
    }
    return std::nullopt;
}

Broken moved(Recount& recount, const OrderName& name, const Order& before, const Order& after) {
    const bool same = before.account == after.account && before.amount == after.amount &&
                      before.payee == after.payee &&
                      before.end_to_end_id == after.end_to_end_id && before.parent == after.parent;
    if (!same) return "order: account, payee, amount, id or parent changed";
    if (before.state != after.state && !may_move(before.state, after.state)) {
        return "order: unlawful move";
    }
    if (is_replaced(after.state) && !is_replaced(before.state)) {
        if (!before.child_list) return "order: replaced without its money locked for children";
        recount.replaced[name] = {after.state == OrderState::reissued, after.amount.count()};
    }
    count(recount, name.list, before, -1);
    return std::nullopt;
}

Broken broken_order(const Draft& draft, Recount& recount, ByteView key, ByteView value) {
    const auto after = chain::read_record<Order>(value);
    const OrderName name = name_of(key);
    const auto read = draft.before().get(key);
    const Broken broken = read ? moved(recount, name, chain::read_record<Order>(*read), after)
                               : born(recount, name, after);
    if (broken) return broken;
    count(recount, name.list, after, 1);
    return std::nullopt;
}

// Children and the parents they replace appear in the same transaction and make the same sum.
Broken broken_families(const Recount& recount) {
    if (recount.replaced.size() != recount.children.size()) {
        return "order: a parent and its children do not appear together";
    }
    for (const auto& [name, parent] : recount.replaced) {
        const auto found = recount.children.find(name);
        if (found == recount.children.end()) return "order: replaced without children";
        if (found->second.fen != parent.fen) return "order: children do not add up to their parent";
        const bool one = parent.lines == 1;
        if (one && found->second.lines != 1) return "order: reissued as several";
    }
    return std::nullopt;
}

template <class R>
R before_of(const Draft& draft, const typename R::Key& key) {
    return chain::load<R>(draft.before(), key).value_or(R{});
}

bool fits(const Tally& before, const Tally& after, const Change& change) {
    return after.lines == before.lines + change.lines &&
           after.fen.count() == before.fen.count() + change.fen;
}

Broken broken_tallies(const Draft& draft, const Recount& recount) {
    for (const auto& [list, change] : recount.batches) {
        const auto after = chain::load<Batch>(draft, {list});
        if (!after) return "batch: orders without one";
        const auto before = before_of<Batch>(draft, {list});
        if (!fits(before.orders, after->orders, change.orders)) return "batch: orders miscounted";
        for (std::size_t i = 0; i < std::size(all_tallies); ++i) {
            const auto tally = all_tallies[i].tally;
            if (!fits(before.*tally, (*after).*tally, change.tallies[i])) {
                return "batch: the tally of " + std::string{word_of(all_tallies[i].state).name} +
                       " is not its orders";
            }
        }
    }
    return std::nullopt;
}

Broken broken_buckets(const Draft& draft, const Recount& recount, AccountId id,
                      const Account& after) {
    const auto before = before_of<Account>(draft, {id});
    const auto found = recount.accounts.find(id);
    const BucketChange change = found == recount.accounts.end() ? BucketChange{} : found->second;
    if (after.paid.count() - before.paid.count() != change.paid) {
        return "account: paid is not its orders";
    }
    if (after.returned_pending.count() - before.returned_pending.count() !=
        change.returned_pending) {
        return "account: returned_pending is not its orders";
    }
    return broken_account(after);
}

// A batch changes its tallies by its orders only.
Broken broken_batch(const Draft& draft, const Recount& recount, ByteView key, ByteView value) {
    const ListId list = *base::to_array<8>(key.subspan(1, 8));
    if (recount.batches.contains(list)) return std::nullopt;  // counted with its orders
    const auto after = chain::read_record<Batch>(value);
    const auto before = before_of<Batch>(draft, {list});
    bool same = before.orders == after.orders;
    for (const TallyOf& one : all_tallies) {
        same = same && before.*(one.tally) == after.*(one.tally);
    }
    return same ? std::nullopt : Broken{"batch: tallies changed without an order"};
}

Broken broken_money(const Draft& draft) {
    Recount recount;
    for (const auto& [key, value] : draft.changes()) {
        if (key[0] < Account::table || key[0] > Order::table) continue;
        if (!value) return "a money record was erased";
        if (key[0] != Order::table) continue;
        if (auto broken = broken_order(draft, recount, key, *value)) return broken;
    }
    if (auto broken = broken_families(recount)) return broken;
    if (auto broken = broken_tallies(draft, recount)) return broken;
    for (const auto& [key, value] : draft.changes()) {
        Broken broken;
        if (key[0] == Account::table) {
            const auto id = static_cast<AccountId>(key[1] << 8 | key[2]);
            broken = broken_buckets(draft, recount, id, chain::read_record<Account>(*value));
        }
        if (key[0] == Batch::table) broken = broken_batch(draft, recount, key, *value);
        if (broken) return broken;
    }
    for (const auto& [id, change] : recount.accounts) {
        if (!draft.changes().contains(chain::key_of<Account>({id})) &&
            (change.paid != 0 || change.returned_pending != 0)) {
            return "account: orders moved without it";
        }
    }
    return std::nullopt;
}

}  // namespace

std::span<const chain::Invariant> invariants() {
    static constexpr chain::Invariant all[] = {{"money", &broken_money}};
    return all;
}

}  // namespace zhida::payment
