#include "contracts/approval/types/records.hpp"
#include "proof/detail/facts.hpp"

namespace zhida::proof::detail {

namespace {

using approval::Level;
using approval::Signatures;
using approval::Signed;

// What a transaction says about this list or section: the digest and overlay it signs.
struct Subject {
    ListId list{};
    Digest digest{};
    Digest overlay{};
};

template <class M>
std::optional<Subject> of_section(ByteView payload, SectionNumber section) {
    const auto m = codec::decode<M>(payload);
    if (!m) return std::nullopt;
    for (const resettle::SectionSeen& one : m->sections) {
        if (one.section == section) return Subject{m->list, one.digest, one.overlay};
    }
    return std::nullopt;
}

template <class M>
std::optional<Subject> of_list(ByteView payload) {
    const auto m = codec::decode<M>(payload);
    return m ? std::optional{Subject{m->list, m->header, m->overlay}} : std::nullopt;
}

std::optional<Subject> subject_of(const chain::Body& body, Level level, SectionNumber section) {
    const auto is = [&]<class M>() { return body.type == M::type; };
    if (level == Level::village && is.operator()<resettle::ConfirmSections>())
        return of_section<resettle::ConfirmSections>(body.payload, section);
    if (level == Level::township && is.operator()<resettle::ApproveSections>())
        return of_section<resettle::ApproveSections>(body.payload, section);
    const bool approves = level == Level::county || level == Level::new_area;
    if (approves && is.operator()<resettle::ApproveList>())
        return of_list<resettle::ApproveList>(body.payload);
    if (level == Level::fund_lock && is.operator()<resettle::LockFunds>())
        return of_list<resettle::LockFunds>(body.payload);
    if (level == Level::fund_release && is.operator()<resettle::ReleaseList>())
        return of_list<resettle::ReleaseList>(body.payload);
    if (level == Level::reconcile && is.operator()<resettle::CloseList>())
        return of_list<resettle::CloseList>(body.payload);
    return std::nullopt;
}

// Cancelling signs words and no figures: that it is about this list is all there is to fit.
bool is_cancellation(const Facts& facts, const chain::Body& body, Level level) {
    if (level != Level::cancel || body.type != resettle::CancelList::type) return false;
    const auto m = codec::decode<resettle::CancelList>(body.payload);
    return m && m->list == facts.slip.list;
}

// The signer signed these very figures: the section's digest or the list's header.
bool is_about(const Facts& facts, const chain::Body& body, const Signed& as, bool whole) {
    if (is_cancellation(facts, body, as.level)) return true;
    const auto subject = subject_of(body, as.level, facts.slip.section);
    const Digest expected = whole ? facts.list.header : facts.section.digest;
    return subject && subject->list == facts.slip.list && subject->digest == expected &&
           resettle::signed_subject(facts.hash, subject->list, subject->digest, subject->overlay) ==
               as.subject;
}

Trouble check_all(Facts& facts, const std::vector<Bytes>& envelopes, std::uint16_t section) {
    const auto kept = entry<Signatures>(facts, {facts.slip.list, section});
    const std::vector<Signed> signatures = kept ? kept->signatures : std::vector<Signed>{};
    if (signatures.size() != envelopes.size())
        return base::fail("an approval is missing or there is one too many", "审批签名缺少或多余");
    for (std::size_t i = 0; i < signatures.size(); ++i) {
        const Signed& as = signatures[i];
        const crypto::PublicKey key{as.algorithm, as.public_key};
        const auto opened = open_signed(facts, envelopes[i], as.transaction, key);
        const bool is_same = opened && opened->body.person == as.person &&
                             opened->body.organisation == as.organisation &&
                             opened->body.role == as.role;
        if (!is_same || !is_about(facts, opened->body, as, section == approval::whole_list))
            return base::fail("approval " + std::to_string(i + 1) + " of " +
                                  std::to_string(signatures.size()) + " does not hold",
                              "第 " + std::to_string(i + 1) + " 个审批签名不成立");
        facts.reading.approvals.push_back(
            {as.level, as.role, title_of(facts, as.organisation), as.at,
             facts.trust != nullptr && facts.trust->find(key) != nullptr});
    }
    return std::nullopt;
}

}  // namespace

Trouble check_approvals(Facts& facts) {
    if (auto trouble = check_all(facts, facts.slip.section_approvals, facts.slip.section))
        return trouble;
    return check_all(facts, facts.slip.list_approvals, approval::whole_list);
}

}  // namespace zhida::proof::detail
