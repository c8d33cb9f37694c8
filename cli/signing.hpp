// Signs an act, sends it, and tells its receipt or its numbered refusal.
#pragma once

#include <vector>

#include "cli/access.hpp"
#include "cli/answer.hpp"

namespace zhida::cli {

struct Sent {
    std::string act;
    chain::Receipt receipt;
    std::uint64_t height = 0;  // of the block that holds it; 0: refused before it came into one
    std::vector<vocabulary::SectionNumber> sections;
};

struct ActToSign {
    std::string_view name;
    std::uint16_t type = 0;
    base::Bytes payload;
    // What a second sending is known by; empty: every sending is an act of its own.
    base::Bytes reference = {};
    // The act ends the key it is signed with: whoever goes on asks with another one.
    bool is_last_of_key = false;
};

base::Result<Sent> sign_and_send(Session& session, const ActToSign& act);
// Of the block that holds the act with this reference; 0: none does.
base::Result<std::uint64_t> height_of(Session& session, std::uint16_t type,
                                      const base::Bytes& reference);

template <class M>
base::Result<Sent> sign_and_send(Session& session, const M& message) {
    return sign_and_send(session, ActToSign{M::name, M::type, codec::encode(message)});
}

boost::json::object json_of(const Sent& sent);
// {"code":…,"name":…,"datum":…,"message_zh":…,…}
boost::json::object refusal_json(const chain::Receipt& receipt);
base::Error refusal_error(const chain::Receipt& receipt);
// {"by":…,"receipts":[…]} and, when the last one was refused, "refusal".
Answer answer_of(const Session& session, const std::vector<Sent>& all);

}  // namespace zhida::cli
