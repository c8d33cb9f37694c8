// Acts and timers of a list that arrives.
#pragma once

#include "contracts/resettle/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

using base::ByteView;

chain::Verdict check_state(const OpenList& m, const chain::Context& context,
                           const chain::View& view);
void apply(const OpenList& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const AddAgreements& m, const chain::Context& context,
                           const chain::View& view);
void apply(const AddAgreements& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const AddLines& m, const chain::Context& context,
                           const chain::View& view);
void apply(const AddLines& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const AnswerVerification& m, const chain::Context& context,
                           const chain::View& view);
void apply(const AnswerVerification& m, const chain::Context& context, chain::Draft& draft);

// The chunk as such: who sends it, its place, its tags, its lines and the roots they give.
chain::Verdict check_add(const AddLines& m, const chain::Context& context,
                         const chain::View& view);
void add(const AddLines& m, const chain::Context& context, chain::Draft& draft);
// Sections and deadline of a list that begins to arrive.
void begin_list(chain::Draft& draft, const chain::Context& context, const ListId& id, List& list,
                const std::vector<SectionHeader>& sections);
// A registrar that is in office signed this.
chain::Verdict check_registrar(const chain::View& view, const crypto::KeyId& id,
                               ByteView statement, const crypto::Signature& signature);

void receiving_deadline(ByteView payload, const chain::Context& context, chain::Draft& draft);
void verification_deadline(ByteView payload, const chain::Context& context, chain::Draft& draft);

}  // namespace zhida::resettle
