// What the payment contract refuses. Append, never reuse.
#pragma once

#include "core/chain/refusals.hpp"

namespace zhida::payment {

enum class Reject : chain::Code {
    amount_zero = 3100,
    batch_empty = 3101,
    lines_unordered = 3103,
    outcome_unlawful = 3104,
    reason_missing = 3105,
    day_reversed = 3106,
    account_unknown = 3200,
    account_exists = 3201,
    route_missing = 3202,
    funds_short = 3203,
    order_unknown = 3204,
    move_unlawful = 3205,
    epoch_old = 3206,
    list_not_released = 3207,
    booked_in_future = 3208,
    day_closed = 3209,
    day_too_early = 3210,
    balance_differs = 3211,
    close_unknown = 3212,
    close_differs = 3213,
    close_done = 3214,
    seen_ahead = 3215,
    epoch_foreign = 3216,
    queue_stopped = 3217,
    statement_missing = 3218,
    child_exists = 3219,
    children_differ = 3220,
    bank_foreign = 3300,
    finance_foreign = 3301,
};

inline constexpr chain::RefusalText refusal_texts[] = {
    {3100, "amount_zero", "金额必须大于零", "the amount must be above zero", "发送方系统", "the sending system"},
    {3101, "batch_empty", "批次为空", "the batch is empty", "银行代理", "the bank's agent"},
    {3103, "lines_unordered", "行号须递增且不重复", "the lines must ascend without repetition", "银行代理", "the bank's agent"},
    {3104, "outcome_unlawful", "银行结果只能是已受理、已支付、失败或待查", "a bank reports accepted, paid, failed or in doubt only", "银行代理", "the bank's agent"},
    {3105, "reason_missing", "失败或退汇须说明原因", "a failure or return needs its reason", "银行代理", "the bank's agent"},
    {3106, "day_reversed", "日期次序不对", "the days are in the wrong order", "银行代理", "the bank's agent"},
    {3200, "account_unknown", "专户未登记", "the special account is not registered", "账本管理员", "the registry administrator"},
    {3201, "account_exists", "专户已登记", "the special account is registered already", "账本管理员", "the registry administrator"},
    {3202, "route_missing", "该银行没有付款路径，也没有主专户", "no route for this bank and no main account", "账本管理员", "the registry administrator"},
    {3203, "funds_short", "专户可用资金不足", "the special account has too little available", "县财政", "county finance"},
    {3204, "order_unknown", "没有这笔指令", "there is no such order", "银行代理", "the bank's agent"},
    {3205, "move_unlawful", "指令当前状态不允许此变化", "the order's state does not allow this move", "银行代理", "the bank's agent"},
    {3206, "epoch_old", "代理任期已被更新的任期取代", "a newer epoch of this bank's agent has taken over", "银行代理", "the bank's agent"},
    {3207, "list_not_released", "清单尚未放款", "the list is not released", "县财政", "county finance"},
    {3208, "booked_in_future", "入账日期在未来", "the booking date lies in the future", "银行代理", "the bank's agent"},
    {3209, "day_closed", "该日已日终", "the day is closed already", "银行代理", "the bank's agent"},
    {3210, "day_too_early", "较早的日期尚未日终", "an earlier day is not closed yet", "银行代理", "the bank's agent"},
    {3211, "balance_differs", "日终余额与账本不符且未列明差异", "the closing balance differs from the ledger by more than the named items", "银行与县财政", "the bank and county finance"},
    {3212, "close_unknown", "银行尚未提交该日日终", "the bank has not signed this day's close", "银行", "the bank"},
    {3213, "close_differs", "所签日终与银行所签不同", "not the close the bank signed", "县财政对账员", "county finance's reconciler"},
    {3214, "close_done", "该日日终已完成", "the close of this day is complete", "无需再签", "nobody; it is done"},
    {3215, "seen_ahead", "所引用的区块高于本账本", "the quoted block is above this ledger's height", "银行代理", "the bank's agent"},
    {3216, "epoch_foreign", "该指令由另一任期领取", "the order was claimed in another epoch", "银行代理", "the bank's agent"},
    {3217, "queue_stopped", "该专户的付款队列已停", "the account's queue is stopped", "县财政与银行", "county finance and the bank"},
    {3218, "statement_missing", "该指令所属日期的完整对账单尚未日终", "the complete statement of the order's day is not closed yet", "银行与县财政对账员", "the bank and county finance's reconciler"},
    {3219, "child_exists", "该指令的资金已由另一清单的子指令占用", "another list's child orders hold this order's money already", "县征迁办", "the county office"},
    {3220, "children_differ", "子指令合计与原指令金额不等", "the child orders do not add up to the order they replace", "县征迁办", "the county office"},
    {3300, "bank_foreign", "专户不在该银行", "the special account lies at another bank", "开户银行", "the account's bank"},
    {3301, "finance_foreign", "专户不属于该财政机构", "the special account belongs to another finance body", "所属财政局", "its finance body"},
};

}  // namespace zhida::payment
