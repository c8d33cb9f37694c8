#include "contracts/payment/rules/book.hpp"

#include <algorithm>

namespace zhida::payment {

Fen sum(Fen a, Fen b) {
    const auto s = a.plus(b);
    ASSERT(s.has_value());
    return *s;
}

Fen difference(Fen a, Fen b) {
    const auto d = a.minus(b);
    ASSERT(d.has_value());
    return *d;
}

void add(Tally& tally, Fen amount) {
    ++tally.lines;
    tally.fen = sum(tally.fen, amount);
}

void take(Tally& tally, Fen amount) {
    ASSERT(tally.lines > 0);
    --tally.lines;
    tally.fen = difference(tally.fen, amount);
}

Tally& tally_of(Batch& batch, OrderState state) {
    if (is_in_flight(state)) return batch.in_flight;
    switch (state) {
        case OrderState::released: return batch.unsent;
        case OrderState::paid: return batch.paid;
        case OrderState::failed: return batch.failed;
        case OrderState::returned: return batch.returned;
        case OrderState::held: return batch.held;
        case OrderState::cancelled: return batch.cancelled;
        case OrderState::reissued: return batch.reissued;
        case OrderState::split: return batch.split;
        case OrderState::withheld: return batch.withheld;
        case OrderState::deposited: return batch.deposited;
        case OrderState::refunded: return batch.refunded;
        default: break;
    }
    ASSERT(false);  // no order exists before its release
    return batch.orders;
}

std::uint32_t day_key(base::Date day) {
    ASSERT(day.days >= 0);
    return static_cast<std::uint32_t>(day.days);
}

void note_open_day(Account& account, base::Date day) {
    const auto at = std::ranges::lower_bound(account.open_days, day);
    if (at == account.open_days.end() || *at != day) account.open_days.insert(at, day);
}

namespace {

// Such a move stands on the bank's statement.
bool moves_at_bank(OrderState to) {
    return to == OrderState::paid || to == OrderState::returned || to == OrderState::deposited;
}

// The bucket of the book an order's money lies in.
Fen* bucket_of(Account& account, Bucket bucket) {
    switch (bucket) {
        case Bucket::available: return &account.available;
        case Bucket::locked: return &account.locked;
        case Bucket::returned_pending: return &account.returned_pending;
        case Bucket::paid:
        case Bucket::none: break;
    }
    return nullptr;
}

// Bucket::none: the order was replaced, and its money stays where its children now have it.
void move_money(Account& account, Bucket from, Bucket to, Fen amount) {
    if (from == to) return;
    if (to == Bucket::none) {
        ASSERT(from == Bucket::locked);
        return;
    }
    if (Fen* const source = bucket_of(account, from)) {
        *source = difference(*source, amount);
    } else {
        account.paid = difference(account.paid, amount);
    }
    if (Fen* const target = bucket_of(account, to)) {
        *target = sum(*target, amount);
    } else {
        account.paid = sum(account.paid, amount);
    }
}

}  // namespace

Bookkeeper::Bookkeeper(chain::Draft& draft, const ListId& list)
    : draft_{draft},
      list_{list},
      batch_{chain::must_load<Batch>(draft, {list})} {}

Account& Bookkeeper::account(AccountId id) {
    const auto found = accounts_.find(id);
    if (found != accounts_.end()) return found->second;
    return accounts_.emplace(id, chain::must_load<Account>(draft_, {id})).first->second;
}

DayBook& Bookkeeper::day_book(AccountId id, base::Date day) {
    const std::pair key{id, day_key(day)};
    const auto found = books_.find(key);
    if (found != books_.end()) return found->second;
    const DayBook read = chain::load<DayBook>(draft_, {key.first, key.second}).value_or(DayBook{});
    return books_.emplace(key, read).first->second;
}

void Bookkeeper::move(const Movement& movement, std::uint32_t epoch) {
    Order order = chain::must_load<Order>(draft_, {list_, movement.line});
    const OrderState from = order.state;
    const bool reclaim = from == OrderState::claimed && movement.to == OrderState::claimed;
    ASSERT(reclaim || may_move(from, movement.to, movement.by));
    Account& book = account(order.account);
    const Bucket bucket = bucket_now(order);
    order.state = movement.to;
    move_money(book, bucket, bucket_now(order), order.amount);
    take(tally_of(batch_, from), order.amount);
    add(tally_of(batch_, movement.to), order.amount);
    order.day = movement.booked;
    if (moves_at_bank(movement.to)) {
        DayBook& day = day_book(order.account, movement.booked);
        add(movement.to == OrderState::returned ? day.returns : day.debits, order.amount);
        note_open_day(book, movement.booked);
        const AccountDay on{order.account, movement.booked};
        if (std::ranges::find(batch_.days, on) == batch_.days.end()) batch_.days.push_back(on);
    }
    if (movement.to == OrderState::claimed) {
        if (!reclaim) ++batch_.claimed_ever;
        order.epoch = epoch;
        order.claim = movement.transaction;
        order.claim_height = movement.height;
    } else {
        order.result = movement.transaction;
        order.result_height = movement.height;
    }
    order.reason = movement.reason;
    order.evidence = movement.evidence;
    save(draft_, {list_, movement.line}, order);
}

void Bookkeeper::finish(base::Date today) {
    const bool open = batch_.unsent.lines > 0 || batch_.in_flight.lines > 0;
    if (open) {
        batch_.settled.reset();
    } else if (!batch_.settled) {
        batch_.settled = today;
    }
    save(draft_, {list_}, batch_);
    for (const auto& [id, account] : accounts_) save(draft_, {id}, account);
    for (const auto& [key, book] : books_) save(draft_, {key.first, key.second}, book);
}

}  // namespace zhida::payment
