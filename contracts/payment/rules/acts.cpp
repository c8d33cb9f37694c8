// Everything that can be said to this contract.
#include "contracts/payment/rules/payment.hpp"
#include "contracts/payment/types/cases.hpp"

namespace zhida::payment {

using chain::Context;
using chain::Draft;
using chain::Verdict;
using chain::View;

// act_of() needs every check_state and apply in sight; they stand in the files beside this one.
Verdict check_state(const OpenAccount& m, const Context& context, const View& view);
void apply(const OpenAccount& m, const Context& context, Draft& draft);
Verdict check_state(const SetRoute& m, const Context& context, const View& view);
void apply(const SetRoute& m, const Context& context, Draft& draft);
Verdict check_state(const NoteCredit& m, const Context& context, const View& view);
void apply(const NoteCredit& m, const Context& context, Draft& draft);
Verdict check_state(const ClaimOrders& m, const Context& context, const View& view);
void apply(const ClaimOrders& m, const Context& context, Draft& draft);
Verdict check_state(const ReportResults& m, const Context& context, const View& view);
void apply(const ReportResults& m, const Context& context, Draft& draft);
Verdict check_state(const ReportReturns& m, const Context& context, const View& view);
void apply(const ReportReturns& m, const Context& context, Draft& draft);
Verdict check_state(const CloseDay& m, const Context& context, const View& view);
void apply(const CloseDay& m, const Context& context, Draft& draft);
Verdict check_state(const ConfirmClose& m, const Context& context, const View& view);
void apply(const ConfirmClose& m, const Context& context, Draft& draft);
Verdict check_state(const RequestRecall& m, const Context& context, const View& view);
void apply(const RequestRecall& m, const Context& context, Draft& draft);
Verdict check_state(const AnswerRecall& m, const Context& context, const View& view);
void apply(const AnswerRecall& m, const Context& context, Draft& draft);
Verdict check_state(const ClaimNotReceived& m, const Context& context, const View& view);
void apply(const ClaimNotReceived& m, const Context& context, Draft& draft);
Verdict check_state(const AnswerNotReceived& m, const Context& context, const View& view);
void apply(const AnswerNotReceived& m, const Context& context, Draft& draft);
Verdict check_state(const ReportContradiction& m, const Context& context, const View& view);
void apply(const ReportContradiction& m, const Context& context, Draft& draft);
Verdict check_state(const ResolveDoubt& m, const Context& context, const View& view);
void apply(const ResolveDoubt& m, const Context& context, Draft& draft);
Verdict check_state(const ResolveBreak& m, const Context& context, const View& view);
void apply(const ResolveBreak& m, const Context& context, Draft& draft);
Verdict check_state(const MakeAvailable& m, const Context& context, const View& view);
void apply(const MakeAvailable& m, const Context& context, Draft& draft);
Verdict check_state(const StopSending& m, const Context& context, const View& view);
void apply(const StopSending& m, const Context& context, Draft& draft);
Verdict check_state(const ResumeSending& m, const Context& context, const View& view);
void apply(const ResumeSending& m, const Context& context, Draft& draft);
Verdict check_state(const NoteCharge& m, const Context& context, const View& view);
void apply(const NoteCharge& m, const Context& context, Draft& draft);
Verdict check_state(const TakeOver& m, const Context& context, const View& view);
void apply(const TakeOver& m, const Context& context, Draft& draft);

std::span<const chain::Act> acts() {
    static constexpr chain::Act all[] = {
        chain::act_of<OpenAccount>(),         chain::act_of<SetRoute>(),
        chain::act_of<NoteCredit>(),          chain::act_of<ClaimOrders>(),
        chain::act_of<ReportResults>(),       chain::act_of<ReportReturns>(),
        chain::act_of<CloseDay>(),            chain::act_of<ConfirmClose>(),
        chain::act_of<RequestRecall>(),       chain::act_of<AnswerRecall>(),
        chain::act_of<ClaimNotReceived>(),    chain::act_of<AnswerNotReceived>(),
        chain::act_of<ReportContradiction>(), chain::act_of<ResolveDoubt>(),
        chain::act_of<ResolveBreak>(),        chain::act_of<MakeAvailable>(),
        chain::act_of<StopSending>(),         chain::act_of<ResumeSending>(),
        chain::act_of<NoteCharge>(),          chain::act_of<TakeOver>()};
    return all;
}

}  // namespace zhida::payment
