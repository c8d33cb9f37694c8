// What a proof slip holds (wire.md §8). Everything in it hangs on one header: the state entries by
// the state's root, the signed transactions by their digests in those entries, the header by its
// commit. Nothing in it is taken on its own word.
#pragma once

#include "contracts/vocabulary/words.hpp"
#include "core/chain/block.hpp"
#include "core/chain/transaction.hpp"

namespace zhida::proof {

using base::Bytes;
using base::ByteView;
using crypto::Digest;
using vocabulary::LineNumber;
using vocabulary::ListId;
using vocabulary::SectionNumber;

inline constexpr std::string_view slip_format = "zhida-slip/1";
inline constexpr std::size_t openings_max = 16;
inline constexpr std::size_t descent_max = 16;  // headers from a quoted history down to a block

// A step up a Merkle-sum tree (wire.md §6).
struct Step {
    bool sibling_is_left = false;
    Digest hash{};
    std::uint64_t sum = 0;
    std::uint64_t count = 0;
    static constexpr auto schema() {
        using T = Step;
        return codec::fields(codec::field<1>(&T::sibling_is_left), codec::field<2>(&T::hash),
                             codec::field<3>(&T::sum), codec::field<4>(&T::count));
    }
};

// One field of the payee's record laid open (wire.md §5).
struct Opening {
    std::string name;
    std::string value;
    base::ByteArray<32> salt{};
    std::uint16_t index = 0;
    std::uint16_t count = 0;
    std::vector<Digest> siblings;
    static constexpr auto schema() {
        using T = Opening;
        return codec::fields(codec::field<1>(&T::name, 32), codec::field<2>(&T::value, 480),
                             codec::field<3>(&T::salt), codec::field<4>(&T::index),
                             codec::field<5>(&T::count), codec::field<6>(&T::siblings, 8));
    }
};

// A bank has signed, in a day's close, the newest block it had seen. The result of this slip lies
// in the history of that block.
struct Witness {
    Bytes close;           // signed envelope
    chain::Header quoted;  // the block the bank names
    Bytes history;         // the history entry under that block's state root
    std::uint64_t index = 0;
    std::vector<Digest> path;            // from the first of `descent` to its mountain's peak
    std::vector<chain::Header> descent;  // from a block of the history down to the result's
    std::uint64_t transaction_index = 0;
    std::uint64_t transactions = 0;
    std::vector<Digest> transaction_path;
    static constexpr auto schema() {
        using T = Witness;
        return codec::fields(
            codec::field<1>(&T::close, chain::transaction_bytes_max), codec::field<2>(&T::quoted),
            codec::field<3>(&T::history, 16'384), codec::field<4>(&T::index),
            codec::field<5>(&T::path, 64), codec::field<6>(&T::descent, descent_max),
            codec::field<7>(&T::transaction_index), codec::field<8>(&T::transactions),
            codec::field<9>(&T::transaction_path, 32));
    }
};

struct Slip {
    std::string format{slip_format};
    crypto::Profile profile = crypto::Profile::gm;
    std::vector<Bytes> validators;  // Ed25519 keys, each of the same power
    chain::Header header;           // its state root covers `state`
    chain::Commit commit;
    Bytes state;  // store::PrunedTrie
    ListId list{};
    SectionNumber section = 0;
    LineNumber line = 0;
    std::vector<Step> to_section;          // from the line to its section's root
    std::vector<Step> to_list;             // from the section to the list's header
    std::vector<Bytes> section_approvals;  // signed envelopes, in the order of the state's entry
    std::vector<Bytes> list_approvals;
    std::optional<Bytes> claim;
    std::optional<Bytes> result;
    std::optional<Witness> witness;
    std::vector<Opening> openings;
    static constexpr auto schema() {
        using T = Slip;
        constexpr std::size_t envelope = chain::transaction_bytes_max;
        return codec::fields(
            codec::field<1>(&T::format, 32), codec::field<2>(&T::profile),
            codec::field<3>(&T::validators, 200), codec::field<4>(&T::header),
            codec::field<5>(&T::commit), codec::field<6>(&T::state, 256 * 1'024),
            codec::field<7>(&T::list), codec::field<8>(&T::section), codec::field<9>(&T::line),
            codec::field<10>(&T::to_section, 32), codec::field<11>(&T::to_list, 32),
            codec::field<12>(&T::section_approvals, envelope),
            codec::field<13>(&T::list_approvals, envelope), codec::field<14>(&T::claim, envelope),
            codec::field<15>(&T::result, envelope), codec::field<16>(&T::witness),
            codec::field<17>(&T::openings, openings_max));
    }
};

// The parts of a slip, as a failed check names them.
enum class Part : std::uint8_t {
    container,
    form,
    header,
    commit,
    state,
    ledger,
    trust,
    list,
    section,
    line,
    approval,
    order,
    claim,
    result,
    witness,
    opening,
};

}  // namespace zhida::proof
