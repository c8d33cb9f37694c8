#include "proof/verify.hpp"

#include "core/store/pruned_trie.hpp"
#include "proof/detail/facts.hpp"
#include "proof/detail/signed_header.hpp"
#include "proof/slip_file.hpp"

namespace zhida::proof {

namespace {

using detail::Facts;
using detail::Trouble;

Trouble check_header(Facts& facts) {
    return detail::header_trouble(facts.slip.header, facts.slip.commit);
}

Trouble check_commit(Facts& facts) {
    return detail::commit_trouble(facts.slip.header, facts.slip.commit, facts.slip.validators);
}

Trouble check_state(Facts& facts) {
    auto pruned = store::open_pruned(facts.hash, facts.slip.state);
    if (!pruned || !base::equal(facts.slip.header.app_hash, pruned->root))
        return base::fail("the entries do not lead to the header's state root",
                          "状态条目与区块头的状态根不符");
    facts.entries = std::move(pruned->entries);
    return std::nullopt;
}

Trouble check_ledger(Facts& facts) {
    const auto ledger = detail::entry<chain::LedgerRecord>(facts, {});
    if (!ledger || ledger->profile != facts.slip.profile)
        return base::fail("the ledger's own entry is missing or of another profile",
                          "缺少账本条目或密码体系不符");
    facts.ledger = *ledger;
    Reading& reading = facts.reading;
    reading.ledger = ledger->name;
    reading.fingerprint = chain::fingerprint(ledger->ledger_id);
    reading.sandbox = ledger->sandbox;
    reading.validators = facts.slip.validators.size();
    reading.height = facts.slip.header.height;
    reading.time = facts.slip.header.time;
    return std::nullopt;
}

Trouble check_trust(Facts& facts) {
    if (facts.trust == nullptr) return std::nullopt;
    const Trust& trust = *facts.trust;
    const bool is_same =
        trust.ledger_id == facts.ledger.ledger_id && trust.chain_id == facts.slip.header.chain_id &&
        trust.profile == facts.ledger.profile && trust.sandbox == facts.ledger.sandbox &&
        trust.validators == facts.slip.validators;
    if (!is_same)
        return base::fail(
            "this slip is of another ledger than the trust file: " + facts.reading.fingerprint,
            "凭证不属于信任文件所述账本：" + facts.reading.fingerprint);
    facts.reading.issuer_known = true;
    return std::nullopt;
}

struct Check {
    Part part;
    Trouble (*check)(Facts&);
};
constexpr Check checks[] = {
    {Part::header, check_header},
    {Part::commit, check_commit},
    {Part::state, check_state},
    {Part::ledger, check_ledger},
    {Part::trust, check_trust},
    {Part::list, detail::check_list},
    {Part::section, detail::check_section},
    {Part::line, detail::check_line},
    {Part::approval, detail::check_approvals},
    {Part::order, detail::check_order},
    {Part::claim, detail::check_claim},
    {Part::result, detail::check_result},
    {Part::witness, detail::check_witness},
    {Part::opening, detail::check_openings},
};

struct PartName {
    std::string_view en;
    std::string_view zh;
};
constexpr PartName part_names[] = {
    {"container", "文件封装"}, {"form", "格式"},         {"header", "区块头"},
    {"commit", "区块签名"},    {"state", "状态证明"},    {"ledger", "账本"},
    {"trust", "信任"},         {"list", "清单"},         {"section", "分册"},
    {"line", "明细行"},        {"approval", "审批签名"}, {"order", "支付指令"},
    {"claim", "银行认领"},     {"result", "银行结果"},   {"witness", "见证"},
    {"opening", "公开字段"},
};

}  // namespace

std::string_view name_of(Part part) { return part_names[static_cast<std::size_t>(part)].en; }
std::string_view name_in_zh(Part part) { return part_names[static_cast<std::size_t>(part)].zh; }

std::variant<Reading, Failure> verify(ByteView file, const Trust* trust) {
    const auto content = open_file(file);
    if (!content)
        return Failure{Part::container,
                       base::fail("the file is damaged or is no slip", "文件损坏或不是凭证")};
    const auto slip = codec::decode<Slip>(*content);
    if (!slip || slip->format != slip_format)
        return Failure{Part::form, base::fail("the content is malformed, or of a version this "
                                              "program does not know",
                                              "内容格式有误，或版本未知")};
    Facts facts{.slip = *slip,
                .trust = trust,
                .hash = crypto::hash_of(slip->profile),
                .entries = {},
                .ledger = {},
                .list = {},
                .section = {},
                .line = {},
                .order = {},
                .reading = {}};
    for (const Check& one : checks) {
        if (auto trouble = one.check(facts)) return Failure{one.part, *trouble};
    }
    return std::move(facts.reading);
}

}  // namespace zhida::proof
