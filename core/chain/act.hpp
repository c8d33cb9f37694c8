// What a contract hands to the machine: its acts, timers and invariants, and who may sign.
//
// An act is handled in three breaths. For a message type M the contract's namespace has
//   Verdict check_form(const M&)                                   bytes only, no state
//   Verdict check_state(const M&, const Context&, const View&)     reads, never writes
//   void    apply(const M&, const Context&, Draft&)                cannot fail
// and M has `static constexpr std::uint16_t type`, `name`, and a schema.
#pragma once

#include <string_view>

#include "core/chain/refusals.hpp"
#include "core/chain/transaction.hpp"
#include "core/chain/view.hpp"

namespace zhida::chain {

// Everything an act may know beside its own words and the state.
struct Context {
    Body body;  // without its payload
    Digest transaction{};
    crypto::PublicKey key;
    Digest ledger_id{};
    crypto::Profile profile = crypto::Profile::gm;
    Seconds now = 0;           // the block's time
    std::uint64_t height = 0;  // of the block
    bool sandbox = false;
    bool genesis = false;  // an act of the genesis document: nobody signed it
    crypto::Hash hash() const { return crypto::hash_of(profile); }
    base::Date today() const { return base::day_in_china(now); }
};

struct Act {
    std::uint16_t type;
    std::string_view name;
    Verdict (*form)(ByteView payload);
    // Refuses and leaves the draft untouched, or applies.
    Verdict (*run)(ByteView payload, const Context& context, Draft& draft);
};

template <class M>
Verdict form_of(ByteView payload) {
    const auto message = codec::decode<M>(payload);
    if (!message) return refuse(Reject::payload_malformed);
    return check_form(*message);
}

template <class M>
Verdict run_of(ByteView payload, const Context& context, Draft& draft) {
    const auto message = codec::decode<M>(payload);
    if (!message) return refuse(Reject::payload_malformed);
    if (auto verdict = check_form(*message)) return verdict;
    if (auto verdict = check_state(*message, context, draft)) return verdict;
    apply(*message, context, draft);
    return std::nullopt;
}

template <class M>
constexpr Act act_of() {
    return {M::type, M::name, &form_of<M>, &run_of<M>};
}

// A moment at which a contract wants to be woken. Timers are ledger state (payment.md §7).
struct Timer {
    static constexpr std::uint8_t table = 0x03;
    using Key = std::tuple<Seconds, std::uint64_t>;  // due, running number
    std::uint16_t kind = 0;
    Bytes payload;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Timer::kind), codec::field<2>(&Timer::payload, 256));
    }
};

// Wakes `kind` in the first block whose time is at or after `due`.
void set_timer(Draft& draft, Seconds due, std::uint16_t kind, Bytes payload);

struct TimerKind {
    std::uint16_t kind;
    std::string_view name;
    void (*fire)(ByteView payload, const Context& context, Draft& draft);
};

// Looks at what a transaction changed, before it is kept. Returns a sentence when the ledger would
// be wrong; the transaction is then undone. A refused act has changed nothing (asserted), so that
// what every transaction leaves behind has been looked at.
struct Invariant {
    std::string_view name;
    std::optional<std::string> (*broken)(const Draft& draft);
};

struct Signer {
    crypto::PublicKey key;  // empty while the body's key is not known to be its person's
    bool machine = false;
};

// Looks up, at execution and in block order, whether the body's person may act for its organisation
// in its role with its key. Gives the key to check the signature with, also when it refuses: what
// the person's own key has signed is hers, and uses her business reference.
using Authority = Verdict (*)(const Body& body, const View& view, Seconds now, Signer& signer);

// Checks signatures; the node's own one remembers verdicts, which are a pure function of its input.
class SignatureCheck {
  public:
    virtual ~SignatureCheck() = default;
    virtual bool fits(const crypto::PublicKey& key, ByteView message,
                      const crypto::Signature& signature) = 0;
};

// The latest time the block behind one of time `last` may carry (payment.md §7).
using LatestTime = Seconds (*)(const View& view, Seconds last);

// What the node puts together: the contracts it runs. All spans outlive the machine.
struct Assembly {
    Authority authority;
    std::span<const Act> acts;
    std::span<const TimerKind> timers;
    std::span<const Invariant> invariants;
    LatestTime latest_time = nullptr;  // none: any
};

}  // namespace zhida::chain
