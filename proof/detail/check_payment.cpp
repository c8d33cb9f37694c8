#include <algorithm>

#include "proof/detail/facts.hpp"

namespace zhida::proof::detail {

namespace {

using payment::OrderState;

// The signer belongs to the bank the message speaks for.
bool speaks_for(const Facts& facts, const chain::Body& body, vocabulary::BankCode bank) {
    const auto organisation = entry<registry::Organisation>(facts, {body.organisation});
    return organisation && organisation->bank == bank && bank != 0;
}

std::optional<payment::Outcome> reported(const Facts& facts, const chain::Body& body,
                                         base::Date& booked) {
    const auto m = codec::decode<payment::ReportResults>(body.payload);
    if (!m || m->list != facts.slip.list || !speaks_for(facts, body, m->bank)) return std::nullopt;
    for (const payment::Outcome& one : m->outcomes) {
        if (one.line != facts.slip.line) continue;
        booked = m->booked;
        return one;
    }
    return std::nullopt;
}

std::optional<payment::ReturnedOrder> returned(const Facts& facts, const chain::Body& body,
                                               base::Date& booked) {
    const auto m = codec::decode<payment::ReportReturns>(body.payload);
    if (!m || m->list != facts.slip.list || !speaks_for(facts, body, m->bank)) return std::nullopt;
    for (const payment::ReturnedOrder& one : m->returns) {
        if (one.line != facts.slip.line) continue;
        booked = m->booked;
        return one;
    }
    return std::nullopt;
}

// The outcome on the ledger is what its transaction says.
bool says_so(Facts& facts, const chain::Body& body) {
    const payment::Order& order = *facts.order;
    base::Date booked;
    if (body.type == payment::ReportResults::type) {
        const auto one = reported(facts, body, booked);
        if (!one || one->state != order.state || one->reason != order.reason) return false;
        if (order.state == OrderState::paid) facts.reading.booked = booked;
        return true;
    }
    if (body.type == payment::ReportReturns::type) {
        const auto one = returned(facts, body, booked);
        if (!one || order.state != OrderState::returned || one->reason != order.reason)
            return false;
        facts.reading.booked = booked;
        return true;
    }
    // Taken out by officers before anything was sent.
    const bool by_officers = order.state == OrderState::held ||
                             order.state == OrderState::cancelled ||
                             order.state == OrderState::released;
    return by_officers && !order.claim;
}

}  // namespace

Trouble check_order(Facts& facts) {
    facts.order = entry<payment::Order>(facts, {facts.slip.list, facts.slip.line});
    const bool has_papers = facts.slip.claim || facts.slip.result;
    if (!facts.order) {
        if (!has_papers) return std::nullopt;
        return base::fail("the order's entry is missing", "缺少支付指令条目");
    }
    const payment::Order& order = *facts.order;
    const auto id = payment::end_to_end_id(facts.hash, facts.ledger.ledger_id, facts.slip.list,
                                           facts.slip.line);
    const bool fits = order.payee == facts.line.payee && order.amount == facts.line.amount &&
                      order.payee_bank == facts.line.bank && order.end_to_end_id == id;
    if (!fits) return base::fail("the order does not fit the line", "支付指令与明细行不符");
    facts.reading.order = order.state;
    facts.reading.end_to_end_id = order.end_to_end_id;
    facts.reading.reason = order.reason;
    return std::nullopt;
}

Trouble check_claim(Facts& facts) {
    if (!facts.order) return std::nullopt;
    if (facts.order->claim.has_value() != facts.slip.claim.has_value())
        return base::fail("the bank's claim is missing or does not belong here",
                          "缺少银行认领，或认领不属于此指令");
    if (!facts.slip.claim) return std::nullopt;
    const auto opened = open_signed(facts, *facts.slip.claim, *facts.order->claim);
    const auto m = opened && opened->body.type == payment::ClaimOrders::type
                       ? codec::decode<payment::ClaimOrders>(opened->body.payload)
                       : std::nullopt;
    const bool fits = m && m->list == facts.slip.list && m->epoch == facts.order->epoch &&
                      speaks_for(facts, opened->body, m->bank) &&
                      std::ranges::find(m->lines, facts.slip.line) != m->lines.end();
    if (!fits) return base::fail("the bank's claim does not hold", "银行认领不成立");
    facts.reading.claimed_by = title_of(facts, opened->body.organisation);
    return std::nullopt;
}

Trouble check_result(Facts& facts) {
    if (!facts.order) return std::nullopt;
    if (facts.order->result.has_value() != facts.slip.result.has_value())
        return base::fail("the result is missing or does not belong here",
                          "缺少结果，或结果不属于此指令");
    if (!facts.slip.result) return std::nullopt;
    const auto opened = open_signed(facts, *facts.slip.result, *facts.order->result);
    if (!opened || !says_so(facts, opened->body))
        return base::fail("the signed result does not say what the ledger says",
                          "签名的结果与账本记载不符");
    facts.reading.result_by = title_of(facts, opened->body.organisation);
    return std::nullopt;
}

}  // namespace zhida::proof::detail
