// Signatures gathered at a level, and separation of duties. A level with several signatures is
// filled by as many transactions; each later signer signs exactly what the first one signed. A
// signature lapses when the ledger no longer says what was signed, or when its signer corrects it,
// before the level is complete: it does not count, is kept as Lapsed, and is given again.
#pragma once

#include "contracts/approval/types/records.hpp"
#include "core/chain/act.hpp"
#include "core/chain/view.hpp"

namespace zhida::approval {

std::span<const chain::Act> acts();

struct Place {
    vocabulary::ProgrammeId programme = 0;
    vocabulary::ListId list{};
    std::uint16_t section = whole_list;
    Level level = Level::village;
};

// Whether the signer may sign `subject` at this place now. Judges role, level, seat and agreement
// with the first signer; not the state of the list.
chain::Verdict check_signature(const Place& place, const chain::Digest& subject,
                               const chain::Context& context, const chain::View& view);
// Records it; what was signed here over another subject lapses. True when the level has all its
// signatures now.
bool add_signature(const Place& place, const chain::Digest& subject, const chain::Context& context,
                   chain::Draft& draft);
// What these persons sign is changing on the ledger: unless the level is complete, its signatures
// lapse, and each of them may sign again.
void lapse_unfinished(chain::Draft& draft, const Place& place);
// The signer is one of those who signed at this place.
chain::Verdict check_signed_before(const Place& place, const chain::Context& context,
                                   const chain::View& view);
unsigned signatures_at(const chain::View& view, const Place& place);
std::optional<FlowLevel> flow_level(const chain::View& view, vocabulary::ProgrammeId programme,
                                    Level level);

}  // namespace zhida::approval
