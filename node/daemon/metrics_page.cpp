// The page that Prometheus reads.
#include <string>

#include "node/assembly/assembly.hpp"
#include "node/daemon/node.hpp"

namespace zhida::daemon {

namespace {

using metrics::Page;

void ledger_part(Page& page, SharedLedger& ledger, base::Seconds wall) {
    const auto status = *ledger.status();
    page.gauge("zhida_height", "Height of the newest durable block.");
    page.value(static_cast<std::int64_t>(status.height));
    page.gauge("zhida_ledger_time_seconds", "Time of the ledger, since 1970.");
    page.value(status.time);
    page.gauge("zhida_last_block_age_seconds", "Since the newest block became durable.");
    page.value(wall - ledger.last_made());
    page.gauge("zhida_queue_length", "Transactions that wait for their block.");
    page.value(static_cast<std::int64_t>(ledger.queue_length()));
    page.counter("zhida_transactions_total", "Transactions by the number of their receipt.");
    for (const auto& [code, count] : ledger.traffic().codes.all()) {
        const auto* const text = node::refusal(static_cast<chain::Code>(code));
        const std::string name = code == 0 ? "accepted" : text ? std::string{text->name} : "";
        page.value(static_cast<std::int64_t>(count),
                   {{"code", std::to_string(code)}, {"name", name}});
    }
    page.counter("zhida_transactions_repeated_total",
                 "Transactions sent again, answered with their first receipt.");
    std::uint64_t repeated = 0;
    for (const auto& [code, count] : ledger.traffic().repeated.all()) repeated += count;
    page.value(static_cast<std::int64_t>(repeated));
    page.histogram("zhida_commit_seconds", "From a transaction's arrival until it is durable.",
                   ledger.traffic().commit);
}

void state_part(Page& page, const GaugeValues& now) {
    page.gauge("zhida_lists", "Lists by state.");
    for (const auto& [state, count] : now.lists) page.value(count, {{"state", state}});
    page.gauge("zhida_orders_unsent", "Released orders that no bank has claimed.");
    page.value(now.unsent);
    page.gauge("zhida_orders_at_banks", "Orders that a bank has claimed and not answered finally.");
    page.value(now.in_flight);
    page.gauge("zhida_orders_in_doubt", "The same by age of the claim, in seconds at most.");
    for (std::size_t i = 0; i < now.ages.size(); ++i) {
        const bool last = i == doubt_ages.size();
        page.value(now.ages[i], {{"age", last ? "older" : std::to_string(doubt_ages[i])}});
    }
    page.gauge("zhida_open_breaks", "Items of a statement that fit no order, or differ from it.");
    page.value(now.breaks);
    page.gauge("zhida_vault_records", "Private records kept here.");
    page.value(now.vault_records);
}

void api_part(Page& page, const gateway::ApiFigures& api) {
    page.counter("zhida_api_answers_total", "Answers of the API by status.");
    for (const auto& [status, count] : api.answers) {
        page.value(static_cast<std::int64_t>(count), {{"status", std::to_string(status)}});
    }
    page.counter("zhida_api_denials_total", "Requests that were not allowed, by reason.");
    for (const auto& [why, count] : api.denials) {
        page.value(static_cast<std::int64_t>(count), {{"why", why}});
    }
    page.gauge("zhida_event_subscribers", "Followers of the event stream.");
    page.value(api.subscribers);
    page.gauge("zhida_waiters", "Requests that wait for a block.");
    page.value(api.waiters);
}

void hooks_part(Page& page, const std::vector<webhooks::HookState>& hooks) {
    page.gauge("zhida_webhook_lag_blocks", "Blocks whose events a webhook has not taken.");
    for (const auto& one : hooks)
        page.value(static_cast<std::int64_t>(one.lag), {{"hook", one.name}});
    page.gauge("zhida_webhook_dead", "1: it failed too often and is not tried any more.");
    for (const auto& one : hooks) page.value(one.dead ? 1 : 0, {{"hook", one.name}});
}

}  // namespace

std::string Daemon::metrics(const gateway::ApiFigures& api) {
    Page page;
    ledger_part(page, *shared_, wall_time());
    state_part(page, gauges_->now());
    api_part(page, api);
    if (webhooks_) hooks_part(page, webhooks_->states());
    if (const auto lag = views_lag()) {
        page.gauge("zhida_views_lag_blocks", "Blocks that the views have not taken in yet.");
        page.value(static_cast<std::int64_t>(lag->blocks));
    }
    page.gauge("zhida_resident_bytes", "Memory of this process.");
    page.value(metrics::resident_bytes());
    return page.text();
}

}  // namespace zhida::daemon
