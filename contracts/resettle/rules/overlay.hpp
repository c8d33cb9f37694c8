// Holds beside the signed header: they come at any time before the claim, and end only together
// with the signatures that were given with them (payment.md §2, ADR 0015).
#pragma once

#include "contracts/approval/rules/approval.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "contracts/resettle/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

approval::Place place_of(const ListId& id, const List& list, approval::Level level,
                         std::uint16_t section = approval::whole_list);
// Signs at a place over the overlay as it is. True when the level is complete now.
bool sign_at(chain::Draft& draft, const chain::Context& context, const approval::Place& place,
             const chain::Digest& subject);

// Adds holds to the lines of one section and brings its overlay up to date. A level that lacks a
// signature begins anew: its persons would have signed different things.
void hold_lines(chain::Draft& draft, const chain::Context& context, const ListId& id,
                SectionNumber number, const std::vector<std::pair<LineNumber, Reason>>& lines,
                std::optional<base::ByteArray<32>> document);

// The line may be taken out now: its list is under way and no bank has claimed its order.
chain::Verdict check_take_out(const chain::View& view, const chain::Context& context,
                              const ListId& id, const List& list, LineNumber line);
// Takes lines that are not held out of the payment: money, entitlement and hold together.
void take_out(chain::Draft& draft, const chain::Context& context, const ListId& id,
              const std::vector<LineNumber>& lines, Reason reason,
              std::optional<base::ByteArray<32>> document);

// These lines are held no more; the section's overlay follows.
void erase_holds(chain::Draft& draft, const chain::Context& context, const ListId& id,
                 SectionNumber number, const std::vector<LineNumber>& lines);

// Another child of the same order is held for a reason of its own.
bool sibling_stands(const chain::View& view, const ListId& id,
                    const std::vector<LineNumber>& lines);
// Whether these held lines may join the payment again; the money they need is there.
chain::Verdict check_lift(const chain::View& view, const ListId& id, const List& list,
                          const std::vector<LineNumber>& lines);
// Before release the lines join the payment and who signed with the holds signs again; after it
// the holds are marked as ended and the lines may leave for a follow-up list.
void lift(chain::Draft& draft, const chain::Context& context, const ListId& id,
          const std::vector<LineNumber>& lines);

chain::Verdict check_state(const LiftHolds& m, const chain::Context& context,
                           const chain::View& view);
void apply(const LiftHolds& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const ClearAccounts& m, const chain::Context& context,
                           const chain::View& view);
void apply(const ClearAccounts& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const RaiseObjection& m, const chain::Context& context,
                           const chain::View& view);
void apply(const RaiseObjection& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const DecideObjection& m, const chain::Context& context,
                           const chain::View& view);
void apply(const DecideObjection& m, const chain::Context& context, chain::Draft& draft);
void objection_deadline(base::ByteView payload, const chain::Context& context,
                        chain::Draft& draft);

// Visits the objections against a line in the order they were raised.
void each_objection(const chain::View& view, const ListId& id, LineNumber line,
                    const std::function<void(std::uint16_t, const Objection&)>& visit);

}  // namespace zhida::resettle
