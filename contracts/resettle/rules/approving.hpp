// Acts of approval, funding, release, closing, and of ending a list before its time.
#pragma once

#include "contracts/resettle/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::Verdict;
using chain::View;

Verdict check_state(const ConfirmSections& m, const Context& context, const View& view);
void apply(const ConfirmSections& m, const Context& context, Draft& draft);
Verdict check_state(const OpenNotice& m, const Context& context, const View& view);
void apply(const OpenNotice& m, const Context& context, Draft& draft);
Verdict check_state(const ApproveSections& m, const Context& context, const View& view);
void apply(const ApproveSections& m, const Context& context, Draft& draft);
Verdict check_state(const ApproveList& m, const Context& context, const View& view);
void apply(const ApproveList& m, const Context& context, Draft& draft);
Verdict check_state(const LockFunds& m, const Context& context, const View& view);
void apply(const LockFunds& m, const Context& context, Draft& draft);
Verdict check_state(const ReleaseList& m, const Context& context, const View& view);
void apply(const ReleaseList& m, const Context& context, Draft& draft);
Verdict check_state(const CloseList& m, const Context& context, const View& view);
void apply(const CloseList& m, const Context& context, Draft& draft);
Verdict check_state(const HoldLines& m, const Context& context, const View& view);
void apply(const HoldLines& m, const Context& context, Draft& draft);
Verdict check_state(const ReturnSections& m, const Context& context, const View& view);
void apply(const ReturnSections& m, const Context& context, Draft& draft);
Verdict check_state(const ReturnList& m, const Context& context, const View& view);
void apply(const ReturnList& m, const Context& context, Draft& draft);
Verdict check_state(const CancelList& m, const Context& context, const View& view);
void apply(const CancelList& m, const Context& context, Draft& draft);

void notice_over(base::ByteView payload, const Context& context, Draft& draft);
void entitlement_deadline(base::ByteView payload, const Context& context, Draft& draft);

}  // namespace zhida::resettle
