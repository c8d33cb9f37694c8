// Silence becomes doubt: what was claimed and has no proven outcome by its deadline
// (payment.md §7).
#include "contracts/payment/rules/book.hpp"
#include "contracts/payment/rules/breaks.hpp"
#include "contracts/payment/rules/doubts.hpp"
#include "contracts/payment/rules/payment.hpp"

namespace zhida::payment {

using chain::Context;
using chain::Draft;

namespace {

// The orders of one claim. They are found again by the transaction that claimed them.
struct Claimed {
    ListId list{};
    LineNumber first = 0;
    LineNumber last = 0;
    chain::Digest claim{};
    static constexpr auto schema() {
        using T = Claimed;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::first),
                             codec::field<3>(&T::last), codec::field<4>(&T::claim));
    }
};

bool is_silent(const Order& order, const chain::Digest& claim) {
    const bool waits = order.state == OrderState::claimed || order.state == OrderState::accepted;
    return waits && order.claim == claim;
}

void answer_deadline(base::ByteView payload, const Context& context, Draft& draft) {
    const auto claimed = codec::decode<Claimed>(payload);
    ASSERT(claimed.has_value());
    std::vector<LineNumber> silent;
    const base::Bytes list = chain::key_of<Order>({claimed->list, 0});
    chain::each<Order>(draft, base::ByteView{list}.first(1 + claimed->list.size()),
                       chain::key_of<Order>({claimed->list, claimed->first}),
                       [&](base::ByteView key, const Order& order) {
                           const LineNumber line = base::read_u32(key.subspan(9));
                           if (line > claimed->last) return false;
                           if (is_silent(order, claimed->claim)) silent.push_back(line);
                           return true;
                       });
    if (silent.empty()) return;
    Bookkeeper book{draft, claimed->list};
    for (const LineNumber line : silent) {
        const auto order = chain::must_load<Order>(draft, {claimed->list, line});
        book.move({.list = claimed->list,
                   .line = line,
                   .to = OrderState::in_doubt,
                   .by = Mover::timer,
                   .evidence = Evidence::timeout,
                   .booked = context.today(),
                   .transaction = order.result.value_or(claimed->claim),
                   .height = context.height},
                  order.epoch);
    }
    book.finish(context.today());
}

constexpr std::uint16_t answer_timer = 300;

}  // namespace

void set_answer_deadline(Draft& draft, const Context& context, const ClaimOrders& m,
                         std::uint64_t hours) {
    constexpr base::Seconds hour = 3'600;
    chain::set_timer(
        draft, context.now + static_cast<base::Seconds>(hours) * hour, answer_timer,
        codec::encode(Claimed{m.list, m.lines.front(), m.lines.back(), context.transaction}));
}

std::span<const chain::TimerKind> timers() {
    static constexpr chain::TimerKind all[] = {
        {answer_timer, "answer_deadline", &answer_deadline}};
    return all;
}

}  // namespace zhida::payment
