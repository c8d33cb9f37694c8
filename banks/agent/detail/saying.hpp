// What the agent's steps share: cutting orders into messages, and putting words on the ledger.
#pragma once

#include <algorithm>

#include "banks/agent/agent.hpp"

namespace zhida::agent {

inline constexpr base::Seconds machine_terms_seconds = 3'600;

// As many orders as one message to the bank may hold, in their order.
inline std::vector<std::vector<client::OrderView>> batches_of(
    const std::vector<client::OrderView>& orders) {
    std::vector<std::vector<client::OrderView>> batches;
    for (std::size_t at = 0; at < orders.size(); at += bank_port::orders_per_message_max) {
        const std::size_t end = std::min(orders.size(), at + bank_port::orders_per_message_max);
        batches.emplace_back(orders.begin() + static_cast<std::ptrdiff_t>(at),
                             orders.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return batches;
}

inline std::vector<std::string> ids_of(const std::vector<client::OrderView>& orders) {
    std::vector<std::string> ids;
    for (const client::OrderView& order : orders) ids.push_back(order.end_to_end_id);
    return ids;
}

inline base::Bytes number_bytes(std::uint64_t n) {
    base::Bytes out;
    base::append_u64(out, n);
    return out;
}

// The reference is made from what the act is about: said again after a crash it is the same act.
template <class M>
base::Result<chain::Receipt> Agent::submit(const M& message,
                                           std::initializer_list<base::ByteView> about) {
    auto status = ledger_.status();
    if (!status) return status.error();
    const client::Terms terms{status->ledger_id, status->time + machine_terms_seconds,
                              client::reference_for(about)};
    return ledger_.submit(client::make(identity_, terms, message));
}

// What is no news to the ledger (`no_news`: how it refuses that) is as good as said.
template <class M>
base::Status Agent::say(const M& message, std::initializer_list<base::ByteView> about,
                        std::initializer_list<chain::Code> no_news) {
    auto receipt = submit(message, about);
    if (!receipt) return receipt.error();
    if (receipt->code == 0 || std::ranges::find(no_news, receipt->code) != no_news.end())
        return base::Done{};
    return base::fail(
        std::string{M::name} + " is refused: " + std::to_string(receipt->code) + " " +
            receipt->datum,
        std::string{M::name} + " 被拒绝：" + std::to_string(receipt->code) + " " + receipt->datum);
}

}  // namespace zhida::agent
