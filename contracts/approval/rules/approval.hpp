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
// Records it, with the revision of the overlay it was given over; what was signed here over another
// subject lapses. True when the level has all its signatures now.
bool add_signature(const Place& place, const chain::Digest& subject, const chain::Context& context,
                   chain::Draft& draft, std::uint32_t overlay = 0);
// The signer is one of those who signed at this place.
chain::Verdict check_signed_before(const Place& place, const chain::Context& context,
                                   const chain::View& view);
unsigned signatures_at(const chain::View& view, const Place& place);
bool is_complete(const chain::View& view, const Place& place);

// The levels of one subject that signed over an overlay of this revision or a newer one, and those
// that have signed but lack a signature still. A cancellation says nothing about holds and stays.
std::vector<Level> signed_with(const chain::View& view, vocabulary::ProgrammeId programme,
                               const vocabulary::ListId& list, std::uint16_t section,
                               std::uint32_t overlay);
// What these levels signed is changing on the ledger: their signatures lapse, and each of their
// persons may sign again.
void lapse(chain::Draft& draft, const vocabulary::ListId& list, std::uint16_t section,
           const std::vector<Level>& levels);
std::optional<FlowLevel> flow_level(const chain::View& view, vocabulary::ProgrammeId programme,
                                    Level level);

}  // namespace zhida::approval
