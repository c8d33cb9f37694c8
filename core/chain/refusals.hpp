// A refusal is data: a number that is written to the ledger for ever, with what it means and which
// office can put it right. Append, never reuse. The hundreds tell the consequence:
//   n1xx malformed: wrong in every state; sending it again cannot help
//   n2xx untimely: the state forbids it now; the same act may pass later
//   n3xx forbidden: somebody else may do this
// Thousands are a contract: 0 chain, 1 registry, 2 approval, 3 payment, 4 resettle, 7 privacy.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace zhida::chain {

using Code = std::uint16_t;

constexpr bool is_malformed(Code c) { return c / 100 % 10 == 1; }
constexpr bool may_pass_later(Code c) { return c / 100 % 10 == 2; }
constexpr bool is_forbidden(Code c) { return c / 100 % 10 == 3; }

struct RefusalText {
    Code code;
    std::string_view name;
    std::string_view zh;
    std::string_view en;
    std::string_view office_zh;
    std::string_view office_en;
};

// What was refused, and the datum that shows it (a digest, a line, an amount; never personal data).
struct Refusal {
    Code code = 0;
    std::string datum;
};
// Empty: nothing against it.
using Verdict = std::optional<Refusal>;

inline constexpr std::size_t datum_bytes_max = 120;

template <class E>
Refusal refuse(E code, std::string datum = {}) {
    if (datum.size() > datum_bytes_max) datum.resize(datum_bytes_max);
    return {static_cast<Code>(code), std::move(datum)};
}

enum class Reject : Code {
    envelope_malformed = 100,
    version_unknown = 101,
    ledger_wrong = 102,
    type_unknown = 103,
    payload_malformed = 104,
    too_large = 105,
    reference_missing = 106,
    expired = 200,
    not_after_too_far = 201,
    reference_used = 202,
    invariant_broken = 203,
    signature_wrong = 300,
};

inline constexpr RefusalText refusal_texts[] = {
    {100, "envelope_malformed", "交易格式无法读取", "the transaction cannot be read", "发送方系统", "the sending system"},
    {101, "version_unknown", "交易版本不认识", "the transaction has an unknown version", "发送方系统", "the sending system"},
    {102, "ledger_wrong", "交易属于另一个账本", "the transaction was made for another ledger", "发送方", "the sender"},
    {103, "type_unknown", "交易类型不认识", "the type of the transaction is unknown", "发送方系统", "the sending system"},
    {104, "payload_malformed", "交易内容格式无法读取", "the payload of the transaction cannot be read", "发送方系统", "the sending system"},
    {105, "too_large", "交易超过大小上限", "the transaction is larger than the limit", "发送方系统", "the sending system"},
    {106, "reference_missing", "缺少业务编号", "the business reference is missing", "发送方系统", "the sending system"},
    {200, "expired", "交易已过有效时间，请重新签名", "the transaction is past its not-after time; sign anew", "签名人", "the signer"},
    {201, "not_after_too_far", "有效时间设置过远", "the not-after time lies too far ahead", "发送方系统", "the sending system"},
    {202, "reference_used", "业务编号已用于另一内容", "the business reference was used for other content", "发送方", "the sender"},
    {203, "invariant_broken", "执行结果违反账本不变量，已撤销", "the result would break a ledger invariant and was undone", "运维", "operations"},
    {300, "signature_wrong", "签名无效", "the signature does not fit the body and key", "签名人", "the signer"},
};

}  // namespace zhida::chain
