#include "contracts/resettle/types/messages.hpp"

#include "contracts/resettle/types/form.hpp"

namespace zhida::resettle {

namespace {

using base::ByteView;

using chain::refuse;
using chain::Verdict;

Verdict check_seen(const std::vector<SectionSeen>& sections) {
    return check_ascending(sections, Reject::chunk_empty,
                           [](const SectionSeen& s) { return s.section; });
}

}  // namespace

Verdict check_sections(const std::vector<SectionHeader>& sections) {
    if (sections.empty()) return refuse(Reject::list_empty);
    for (const SectionHeader& section : sections) {
        if (section.count == 0)
            return refuse(Reject::count_outside, std::to_string(section.village));
        if (section.total == Fen{}) {
            return refuse(Reject::amount_outside, std::to_string(section.village));
        }
    }
    return check_ascending(sections, Reject::list_empty,
                           [](const SectionHeader& s) { return s.village; });
}

Verdict check_form(const OpenList& m) { return check_sections(m.sections); }

Verdict check_form(const AddAgreements& m) {
    if (m.agreements.empty()) return refuse(Reject::chunk_empty);
    return std::nullopt;
}

Verdict check_form(const AddLines& m) {
    if (m.lines.empty()) return refuse(Reject::chunk_empty);
    for (const Line& line : m.lines) {
        if (line.amount == Fen{}) return refuse(Reject::amount_outside);
        if (line.bank > bank_code_max) return refuse(Reject::bank_outside);
    }
    return std::nullopt;
}

Verdict check_form(const AnswerVerification& m) {
    if (m.end <= m.first || m.end - m.first > verification_range_max) {
        return refuse(Reject::range_reversed,
                      std::to_string(m.first) + ".." + std::to_string(m.end));
    }
    LineNumber last = 0;
    for (const RefusedLine& refused : m.refused) {
        const bool inside = refused.line >= m.first && refused.line < m.end;
        if (!inside || (last != 0 && refused.line <= last)) {
            return refuse(Reject::sections_unordered, std::to_string(refused.line));
        }
        if (!vocabulary::is_account_reason(refused.reason)) {
            return refuse(Reject::reason_unlawful, std::to_string(refused.line));
        }
        last = refused.line;
    }
    return std::nullopt;
}

Verdict check_form(const ConfirmSections& m) { return check_seen(m.sections); }
Verdict check_form(const OpenNotice& m) { return check_seen(m.sections); }
Verdict check_form(const ApproveSections& m) { return check_seen(m.sections); }
Verdict check_form(const ApproveList&) { return std::nullopt; }
Verdict check_form(const LockFunds&) { return std::nullopt; }
Verdict check_form(const ReleaseList&) { return std::nullopt; }
Verdict check_form(const CloseList&) { return std::nullopt; }

Verdict check_form(const HoldLines& m) {
    if (!vocabulary::is_officer_reason(m.reason)) return refuse(Reject::reason_unlawful);
    return check_lines(m.lines);
}

Verdict check_form(const ReturnSections& m) {
    if (auto verdict = check_reason(m.reason)) return verdict;
    return check_ascending(m.sections, Reject::chunk_empty, [](SectionNumber s) { return s; });
}

Verdict check_form(const ReturnList& m) { return check_reason(m.reason); }
Verdict check_form(const CancelList& m) { return check_reason(m.reason); }

ListId list_id(crypto::Hash hash, std::string_view source_system, std::string_view list_no,
               std::uint8_t version) {
    const base::ByteArray<2> mark{0, version};
    const auto whole = crypto::digest(hash, {base::view("zhida/list/1"), base::view(source_system),
                                             ByteView{mark}.first(1), base::view(list_no), mark});
    return *base::to_array<8>(ByteView{whole}.first(8));
}

crypto::Digest section_digest(crypto::Hash hash, const SectionHeader& section) {
    const SumNode root{section.root, static_cast<std::uint64_t>(section.total.count()),
                       section.count};
    return section_leaf(hash, section.village, root).hash;
}

std::optional<SumNode> header_root(crypto::Hash hash, const std::vector<SectionHeader>& sections) {
    std::vector<SumNode> leaves;
    leaves.reserve(sections.size());
    for (const SectionHeader& section : sections) {
        leaves.push_back({section_digest(hash, section),
                          static_cast<std::uint64_t>(section.total.count()), section.count});
    }
    return sum_root(hash, leaves);
}

crypto::Digest overlay_digest(crypto::Hash hash, const std::vector<HeldLine>& held) {
    base::Bytes bytes = base::to_bytes(base::view("zhida/overlay/1"));
    for (const HeldLine& one : held) {
        base::append_u32(bytes, one.line);
        bytes.push_back(static_cast<base::Byte>(one.reason));
    }
    return crypto::digest(hash, bytes);
}

crypto::Digest list_overlay(crypto::Hash hash, const std::vector<crypto::Digest>& sections) {
    base::Bytes bytes = base::to_bytes(base::view("zhida/overlays/1"));
    for (const crypto::Digest& one : sections) base::append(bytes, one);
    return crypto::digest(hash, bytes);
}

crypto::Digest signed_subject(crypto::Hash hash, const ListId& list, const crypto::Digest& digest,
                              const crypto::Digest& overlay) {
    return crypto::digest(hash, {base::view("zhida/subject/1"), list, digest, overlay});
}

}  // namespace zhida::resettle
