// One function a route. Each checks what the caller may see, asks the node, and shapes the answer.
#pragma once

#include <atomic>

#include "gateway/node.hpp"
#include "gateway/policy.hpp"
#include "transport/http.hpp"

namespace zhida::gateway::detail {

// What callers share among them.
struct Shared {
    std::atomic<std::uint32_t> subscribers = 0;
    std::atomic<std::uint32_t> waiters = 0;
};

struct Answered {
    unsigned status = 200;
    std::string type = "application/json";
    std::string body;
    std::shared_ptr<transport::Source> source = {};
};

struct Call {
    const transport::Request& request;
    const Caller& caller;
    std::vector<std::string> parts;  // what stood at {…}
    const Policy& policy;
    Shared& shared;
};

Answered error(unsigned status, std::string_view en, std::string_view zh);
Answered error(unsigned status, const base::Error& error);

Answered status(Node& node, const Call& call);
Answered block(Node& node, const Call& call);
Answered submit(Node& node, const Call& call);
Answered events(Node& node, const Call& call);
Answered event_stream(Node& node, const Call& call);
Answered state(Node& node, const Call& call);
Answered proof(Node& node, const Call& call);
Answered lists(Node& node, const Call& call);
Answered list(Node& node, const Call& call);
Answered orders(Node& node, const Call& call);
Answered list_orders(Node& node, const Call& call);
Answered records(Node& node, const Call& call);
Answered slip(Node& node, const Call& call);
Answered verification(Node& node, const Call& call);
Answered open_orders(Node& node, const Call& call);
Answered accounts(Node& node, const Call& call);
Answered keep_statement(Node& node, const Call& call);
Answered statement(Node& node, const Call& call);
Answered begin_upload(Node& node, const Call& call);
Answered upload(Node& node, const Call& call);
Answered packages(Node& node, const Call& call);
Answered begin_delivery(Node& node, const Call& call);
Answered delivery(Node& node, const Call& call);
Answered keep_piece(Node& node, const Call& call);
Answered import(Node& node, const Call& call);
Answered prepared(Node& node, const Call& call);

}  // namespace zhida::gateway::detail
