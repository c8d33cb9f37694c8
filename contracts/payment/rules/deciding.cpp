// What people of different bodies decide together: doubts, breaks, money made available, queues.
#include <algorithm>

#include "contracts/payment/rules/book.hpp"
#include "contracts/payment/rules/breaks.hpp"
#include "contracts/payment/rules/expect.hpp"
#include "contracts/payment/rules/joint.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"

namespace zhida::payment {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;
using vocabulary::Role;

namespace {

constexpr Role officers[] = {Role::finance_officer, Role::county_officer, Role::area_officer,
                             Role::area_finance_officer, Role::auditor};
constexpr Role deciders[] = {Role::finance_officer, Role::county_officer,
                             Role::area_officer,    Role::area_finance_officer,
                             Role::auditor,         Role::bank_agent};
constexpr Role treasurers[] = {Role::finance_officer, Role::area_finance_officer};

// Two bodies, one of them county finance; grown old: county finance, the bank and audit.
bool is_decided(const Joint& joint, bool aged) {
    if (!has_role(joint, Role::finance_officer)) return false;
    if (!aged) return joint.signers.size() >= 2;
    return has_role(joint, Role::bank_agent) && has_role(joint, Role::auditor);
}

bool are_treasurers(const Joint& joint) {
    return has_role(joint, Role::finance_officer) && has_role(joint, Role::area_finance_officer);
}

// Who signs for county finance or for a bank signs for her own account's only.
Verdict check_body(const Context& context, const View& view, const Account& account,
                   AccountId id) {
    const auto role = static_cast<Role>(context.body.role);
    if (role == Role::finance_officer && context.body.organisation != account.finance) {
        return refuse(Reject::finance_foreign, std::to_string(id));
    }
    if (role == Role::bank_agent) return expect_bank(context, view, account.bank);
    return std::nullopt;
}

}  // namespace

// --- doubts ---

Verdict check_state(const ResolveDoubt& m, const Context& context, const View& view) {
    const auto order = chain::load<Order>(view, {m.list, m.line});
    if (!order) return refuse(Reject::order_unknown, std::to_string(m.line));
    if (order->state != OrderState::in_doubt) {
        return refuse(Reject::not_in_doubt, std::string{word_of(order->state).name});
    }
    const auto account = chain::must_load<Account>(view, {order->account});
    if (auto verdict = check_booked(m.booked, account, context)) return verdict;
    if (auto verdict = check_day_of_batch(view, m.list, order->account, m.booked)) return verdict;
    if (!is_aged(view, parameter_doubt_age, account.county, order->day, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_doubt_age});
    }
    if (auto verdict = check_body(context, view, account, order->account)) return verdict;
    return check_joint(context, view, joint_subject(context.hash(), m), m.previous, deciders);
}

void apply(const ResolveDoubt& m, const Context& context, Draft& draft) {
    const auto subject = joint_subject(context.hash(), m);
    const Joint joint = sign_joint(draft, context, subject);
    const auto order = chain::must_load<Order>(draft, {m.list, m.line});
    const auto account = chain::must_load<Account>(draft, {order.account});
    const auto aged =
        is_aged(draft, parameter_doubt_age, account.county, order.day, context.today());
    if (!is_decided(joint, *aged)) return;
    end_joint(draft, subject);
    Bookkeeper book{draft, m.list};
    book.move({.list = m.list,
               .line = m.line,
               .to = m.outcome,
               .by = Mover::bodies,
               .reason = m.reason,
               .evidence = Evidence::officers,
               .booked = m.booked,
               .transaction = context.transaction,
               .height = context.height},
              order.epoch);
    book.finish(context.today());
}

// --- breaks ---

Verdict check_state(const ResolveBreak& m, const Context& context, const View& view) {
    const auto account = chain::load<Account>(view, {m.account});
    if (!account) return refuse(Reject::account_unknown, std::to_string(m.account));
    const auto one = chain::load<Break>(view, {m.account, m.number});
    if (!one) return refuse(Reject::break_unknown, std::to_string(m.number));
    if (one->ending) return refuse(Reject::break_ended, std::to_string(m.number));
    if (!is_aged(view, parameter_break_age, account->county, one->opened, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_break_age});
    }
    if (auto verdict = check_body(context, view, *account, m.account)) return verdict;
    return check_joint(context, view, joint_subject(context.hash(), m), m.previous, deciders);
}

void apply(const ResolveBreak& m, const Context& context, Draft& draft) {
    const auto subject = joint_subject(context.hash(), m);
    const Joint joint = sign_joint(draft, context, subject);
    const auto account = chain::must_load<Account>(draft, {m.account});
    const auto one = chain::must_load<Break>(draft, {m.account, m.number});
    const auto aged =
        is_aged(draft, parameter_break_age, account.county, one.opened, context.today());
    if (!is_decided(joint, *aged)) return;
    end_joint(draft, subject);
    end_break(draft, m.account, m.number,
              {.how = m.how,
               .on = context.today(),
               .evidence = m.evidence,
               .signers = joint.signers});
}

// --- money ---

namespace {

std::vector<Fate> refunds(const MakeAvailable& m) {
    std::vector<Fate> fates;
    for (const OrderName& order : m.orders) {
        fates.push_back({.order = order, .to = OrderState::refunded, .by = Mover::bodies});
    }
    return fates;
}

}  // namespace

Verdict check_state(const MakeAvailable& m, const Context& context, const View& view) {
    const auto account = chain::load<Account>(view, {m.account});
    if (!account) return refuse(Reject::account_unknown, std::to_string(m.account));
    if (account->interest_held < m.interest) {
        return refuse(Reject::interest_short, std::to_string(account->interest_held.count()));
    }
    if (auto verdict = check_fates(view, context, refunds(m))) return verdict;
    for (const OrderName& name : m.orders) {
        const auto order = chain::must_load<Order>(view, {name.list, name.line});
        if (order.account != m.account) {
            return refuse(Reject::foreign_order, std::to_string(name.line));
        }
    }
    if (auto verdict = check_body(context, view, *account, m.account)) return verdict;
    return check_joint(context, view, joint_subject(context.hash(), m), m.previous, treasurers);
}

void apply(const MakeAvailable& m, const Context& context, Draft& draft) {
    const auto subject = joint_subject(context.hash(), m);
    if (!are_treasurers(sign_joint(draft, context, subject))) return;
    end_joint(draft, subject);
    auto account = chain::must_load<Account>(draft, {m.account});
    account.interest_held = difference(account.interest_held, m.interest);
    account.available = sum(account.available, m.interest);
    save(draft, {m.account}, account);
    apply_fates(draft, context, refunds(m));
}

// --- queues ---

namespace {

Verdict check_queues(const std::vector<AccountId>& ids, const Context& context, const View& view,
                     bool stopped) {
    for (const AccountId id : ids) {
        const auto account = chain::load<Account>(view, {id});
        if (!account) return refuse(Reject::account_unknown, std::to_string(id));
        if (account->stopped != stopped) {
            return refuse(stopped ? Reject::sending_not_stopped : Reject::sending_stopped,
                          std::to_string(id));
        }
        if (auto verdict = check_body(context, view, *account, id)) return verdict;
    }
    return std::nullopt;
}

void set_queues(Draft& draft, const std::vector<AccountId>& ids, bool stopped) {
    for (const AccountId id : ids) {
        auto account = chain::must_load<Account>(draft, {id});
        account.stopped = stopped;
        save(draft, {id}, account);
    }
}

// A bank that debits twice gets nothing to send before each such debit is explained.
bool has_duplicate(const View& view, AccountId id, const Account& account) {
    for (std::uint32_t n = 1; account.open_breaks > 0 && n <= account.breaks; ++n) {
        const auto one = chain::must_load<Break>(view, {id, n});
        if (one.kind == BreakKind::duplicate_debit && !one.ending) return true;
    }
    return false;
}

}  // namespace

Verdict check_state(const StopSending& m, const Context& context, const View& view) {
    if (auto verdict = check_queues(m.accounts, context, view, false)) return verdict;
    return check_joint(context, view, joint_subject(context.hash(), m), m.previous, officers);
}

void apply(const StopSending& m, const Context& context, Draft& draft) {
    const auto subject = joint_subject(context.hash(), m);
    if (sign_joint(draft, context, subject).signers.size() < 2) return;
    end_joint(draft, subject);
    set_queues(draft, m.accounts, true);
}

Verdict check_state(const ResumeSending& m, const Context& context, const View& view) {
    if (auto verdict = check_queues(m.accounts, context, view, true)) return verdict;
    for (const AccountId id : m.accounts) {
        if (has_duplicate(view, id, chain::must_load<Account>(view, {id}))) {
            return refuse(Reject::break_open, std::to_string(id));
        }
    }
    return check_joint(context, view, joint_subject(context.hash(), m), m.previous, treasurers);
}

void apply(const ResumeSending& m, const Context& context, Draft& draft) {
    const auto subject = joint_subject(context.hash(), m);
    if (!are_treasurers(sign_joint(draft, context, subject))) return;
    end_joint(draft, subject);
    set_queues(draft, m.accounts, false);
}

}  // namespace zhida::payment
