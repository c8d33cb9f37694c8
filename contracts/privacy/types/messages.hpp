// Erasing private records: one proposes, another of another body agrees. Types 700–709.
#pragma once

#include <vector>

#include "contracts/privacy/types/refusals.hpp"
#include "contracts/vocabulary/words.hpp"
#include "core/chain/transaction.hpp"

namespace zhida::privacy {

using vocabulary::LineNumber;
using vocabulary::ListId;

inline constexpr std::size_t erased_lists_max = 50;   // of one decision
inline constexpr std::size_t erased_lines_max = 500;  // of one list; more: the whole list

// Why records may go. A legal period that still runs ends only by a court's paper.
enum class Basis : std::uint8_t { period_over = 1, court_order = 2 };
constexpr bool is_known(Basis basis) {
    return basis == Basis::period_over || basis == Basis::court_order;
}

// Lines of one list, ascending; none named: every line.
struct ErasedPart {
    ListId list{};
    std::vector<LineNumber> lines;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ErasedPart::list),
                             codec::field<2>(&ErasedPart::lines, erased_lines_max));
    }
};

// All of a payee are its lines in every list.
struct ProposeErasure {
    static constexpr std::uint16_t type = 700;
    static constexpr std::string_view name = "propose_erasure";
    std::vector<ErasedPart> parts;
    Basis basis = Basis::period_over;
    chain::Digest document{};  // of the paper that decides it
    static constexpr auto schema() {
        using T = ProposeErasure;
        return codec::fields(codec::field<1>(&T::parts, erased_lists_max),
                             codec::field<2>(&T::basis), codec::field<3>(&T::document));
    }
};

struct ApproveErasure {
    static constexpr std::uint16_t type = 701;
    static constexpr std::string_view name = "approve_erasure";
    chain::Digest proposal{};  // proposal_digest() of exactly what was proposed
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ApproveErasure::proposal));
    }
};

// Names a proposal; the same one is made once.
chain::Digest proposal_digest(crypto::Hash hash, const ProposeErasure& proposal);

chain::Verdict check_form(const ProposeErasure& m);
chain::Verdict check_form(const ApproveErasure& m);

}  // namespace zhida::privacy
