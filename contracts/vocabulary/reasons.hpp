// Why a line is held or a payment failed: the names of payment.md §4 and funds.md §7.3. Numbers stand
// on the ledger for ever: append, never reuse.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zhida::vocabulary {

enum class Reason : std::uint8_t {
    none = 0,
    acct_not_found = 1,
    acct_name_mismatch = 2,
    acct_closed = 3,
    acct_frozen = 4,
    acct_id_mismatch = 5,
    acct_locked = 6,
    acct_type = 7,
    limit = 8,
    bank_down = 9,
    duplicate = 10,
    funds_short = 11,
    cancelled = 12,
    other = 13,
    acct_unverified = 20,
    entitlement_taken = 21,
    agreement_exceeded = 22,
    objection = 30,
    death = 31,
    dispute = 32,
    court_freeze = 33,
    restraint = 34,
    payer_side = 35,
    detached = 36,
    section_returned = 37,
    sibling_held = 38,
    late_debit = 40,
    evidence_missing = 50,
    owner_differs = 51,
    planted_late = 52,
    awaiting_signature = 53,
};

struct ReasonWord {
    Reason reason;
    std::string_view name;
    std::string_view zh;
    std::string_view en;
};

inline constexpr std::array reason_words{
    ReasonWord{Reason::none, "NONE", "无", "none"},
    ReasonWord{Reason::acct_not_found, "ACCT_NOT_FOUND", "账号不存在", "no such account"},
    ReasonWord{Reason::acct_name_mismatch, "ACCT_NAME_MISMATCH", "户名不符", "the holder's name differs"},
    ReasonWord{Reason::acct_closed, "ACCT_CLOSED", "账户已销户", "the account is closed"},
    ReasonWord{Reason::acct_frozen, "ACCT_FROZEN", "账户已冻结", "the account is frozen"},
    ReasonWord{Reason::acct_id_mismatch, "ACCT_ID_MISMATCH", "证件号不符", "the holder's number differs"},
    ReasonWord{Reason::acct_locked, "ACCT_LOCKED", "账户暂时锁定", "the account is locked for now"},
    ReasonWord{Reason::acct_type, "ACCT_TYPE", "账户类型不支持入账", "the kind of account takes no credit"},
    ReasonWord{Reason::limit, "LIMIT", "超过账户限额", "above the account's limit"},
    ReasonWord{Reason::bank_down, "BANK_DOWN", "银行系统不可用", "the bank is not available"},
    ReasonWord{Reason::duplicate, "DUPLICATE", "重复支付", "a duplicate"},
    ReasonWord{Reason::funds_short, "FUNDS_SHORT", "专户余额不足", "the special account is short of funds"},
    ReasonWord{Reason::cancelled, "CANCELLED", "已撤销", "cancelled"},
    ReasonWord{Reason::other, "OTHER", "其他", "another reason"},
    ReasonWord{Reason::acct_unverified, "ACCT_UNVERIFIED", "银行未在期限内核验账户", "not verified by its bank in time"},
    ReasonWord{Reason::entitlement_taken, "ENTITLEMENT_TAKEN", "同一权益已在其他清单支付或占用", "the same entitlement is paid or locked elsewhere"},
    ReasonWord{Reason::agreement_exceeded, "AGREEMENT_EXCEEDED", "超过协议总额", "more than the agreement's total"},
    ReasonWord{Reason::objection, "OBJECTION", "有异议", "an objection is open"},
    ReasonWord{Reason::death, "DEATH", "收款人死亡", "the payee has died"},
    ReasonWord{Reason::dispute, "DISPUTE", "有争议", "disputed"},
    ReasonWord{Reason::court_freeze, "COURT_FREEZE", "法院冻结", "frozen by a court"},
    ReasonWord{Reason::restraint, "RESTRAINT", "列入限制名单", "on a list of restrained persons"},
    ReasonWord{Reason::payer_side, "PAYER_SIDE", "收款人属于付款方", "the payee belongs to the payer's side"},
    ReasonWord{Reason::detached, "DETACHED", "分段已拆出", "its section was detached"},
    ReasonWord{Reason::section_returned, "SECTION_RETURNED", "分段已退回", "its section was returned"},
    ReasonWord{Reason::sibling_held, "SIBLING_HELD", "同一原指令的其他子指令暂缓", "another child of the same order is held"},
    ReasonWord{Reason::late_debit, "LATE_DEBIT", "原指令迟到扣款", "the order before it was debited after all"},
    ReasonWord{Reason::evidence_missing, "EVIDENCE_MISSING", "缺少依据材料", "evidence its rule asks for is not on the ledger"},
    ReasonWord{Reason::owner_differs, "OWNER_DIFFERS", "收款人不是调查登记的所有人", "the payee is not the owner in the survey"},
    ReasonWord{Reason::planted_late, "PLANTED_LATE", "预公告后抢栽抢建", "planted or built after the notice"},
    ReasonWord{Reason::awaiting_signature, "AWAITING_SIGNATURE", "待签协议", "paid when the resident has signed"},
};

constexpr const ReasonWord* word_of(Reason reason) {
    for (const ReasonWord& word : reason_words) {
        if (word.reason == reason) return &word;
    }
    return nullptr;
}
constexpr bool is_known(Reason reason) { return word_of(reason) != nullptr; }
constexpr std::optional<Reason> reason_of(std::string_view name) {
    for (const ReasonWord& word : reason_words) {
        if (word.name == name) return word.reason;
    }
    return std::nullopt;
}
// What a bank may answer to a verification.
constexpr bool is_account_reason(Reason r) {
    return r >= Reason::acct_not_found && r <= Reason::acct_type;
}
// What an officer may hold a line for.
constexpr bool is_officer_reason(Reason r) {
    return (r >= Reason::objection && r <= Reason::court_freeze) ||
           r == Reason::awaiting_signature;
}

}  // namespace zhida::vocabulary
