#include "cli/list_look.hpp"

#include <gtest/gtest.h>

#include <map>

namespace zhida::cli {
namespace {

using approval::Level;
using resettle::ListState;
using resettle::SectionState;

// The state of a ledger and nothing else of it.
class OnlyState final : public client::Ledger {
  public:
    std::map<base::Bytes, base::Bytes> entries;
    bool broken = false;

    template <class R>
    void put(const typename R::Key& key, const R& record) {
        entries[chain::key_of<R>(key)] = codec::encode(record);
    }
    base::Result<std::vector<client::StateEntry>> state(base::ByteView prefix, base::ByteView from,
                                                        std::size_t limit) override {
        if (broken) return nothing();
        std::vector<client::StateEntry> out;
        for (auto at = entries.lower_bound(base::to_bytes(from));
             at != entries.end() && out.size() < limit; ++at) {
            const base::ByteView key{at->first};
            if (key.size() < prefix.size() || !base::equal(key.first(prefix.size()), prefix)) break;
            out.push_back({at->first, at->second});
        }
        return out;
    }
    base::Result<client::Status> status() override { return nothing(); }
    base::Result<chain::Receipt> submit(const base::Bytes&) override { return nothing(); }
    base::Result<std::vector<client::VerificationWork>> verification_work(
        vocabulary::BankCode) override {
        return nothing();
    }
    base::Result<std::vector<client::OrderView>> open_orders(vocabulary::BankCode,
                                                             const client::OrderPlace&,
                                                             std::size_t) override {
        return nothing();
    }
    base::Result<std::vector<client::AccountView>> accounts(vocabulary::BankCode) override {
        return nothing();
    }
    base::Result<std::vector<client::OrderView>> list_orders(vocabulary::BankCode,
                                                             const vocabulary::ListId&,
                                                             vocabulary::LineNumber,
                                                             std::size_t) override {
        return nothing();
    }
    base::Result<base::Bytes> sealed(const vocabulary::ListId&, vocabulary::OrganisationId,
                                     vocabulary::LineNumber, std::size_t) override {
        return nothing();
    }
    base::Status keep_statement(const base::Bytes&) override { return nothing(); }
    base::Result<base::Bytes> statement(const chain::Digest&) override { return nothing(); }

  private:
    static base::Error nothing() { return base::fail("not here"); }
};

vocabulary::ListId id_of(std::uint8_t n) { return {0, 0, 0, 0, 0, 0, 0, n}; }

resettle::List list_named(const std::string& no, const std::string& source, std::uint8_t version) {
    resettle::List list;
    list.list_no = no;
    list.source_system = source;
    list.version = version;
    return list;
}

TEST(FindList, TakesTheHighestVersionOfANumberAndAnyListByItsId) {
    OnlyState ledger;
    ledger.put<resettle::List>({id_of(1)}, list_named("A-1", "src", 2));
    ledger.put<resettle::List>({id_of(2)}, list_named("A-1", "src", 1));
    ledger.put<resettle::List>({id_of(3)}, list_named("A-2", "src", 1));
    const client::StateView view{ledger};
    EXPECT_EQ(*find_list(view, "A-1"), id_of(1));
    EXPECT_EQ(*find_list(view, "0000000000000002"), id_of(2));
    EXPECT_FALSE(find_list(view, "A-3"));
}

TEST(FindList, DoesNotGuessBetweenTwoSourcesOfTheSameNumber) {
    OnlyState ledger;
    ledger.put<resettle::List>({id_of(1)}, list_named("A-1", "one", 1));
    ledger.put<resettle::List>({id_of(2)}, list_named("A-1", "two", 1));
    const client::StateView view{ledger};
    EXPECT_FALSE(find_list(view, "A-1"));
    EXPECT_EQ(*find_list(view, "0000000000000002"), id_of(2));
}

TEST(FindList, ALedgerThatCannotBeReadIsNotAMissingList) {
    OnlyState ledger;
    ledger.broken = true;
    const client::StateView view{ledger};
    const auto found = find_list(view, "A-1");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().en, "not here");
}

TEST(LookAtList, CountsSignaturesByPlaceAndHoldsByLine) {
    OnlyState ledger;
    resettle::List list = list_named("A-1", "src", 1);
    list.state = ListState::validated;
    list.sections = 2;
    list.programme = 1;
    ledger.put<resettle::List>({id_of(1)}, list);
    resettle::Section section;
    section.state = SectionState::noticed;
    section.held_total = *vocabulary::Fen::of(700);
    ledger.put<resettle::Section>({id_of(1), 0}, section);
    ledger.put<resettle::Section>({id_of(1), 1}, section);
    ledger.put<resettle::Hold>({id_of(1), 4}, {.reason = resettle::Reason::dispute});
    ledger.put<resettle::Hold>({id_of(9), 5}, {.reason = resettle::Reason::death});
    approval::Signatures signatures;
    signatures.signatures = {
        {.level = Level::village}, {.level = Level::village}, {.level = Level::township}};
    ledger.put<approval::Signatures>({id_of(1), 1}, signatures);
    signatures.signatures = {{.level = Level::county}};
    ledger.put<approval::Signatures>({id_of(1), approval::whole_list}, signatures);
    const client::StateView view{ledger};
    const auto look = look_at(view, crypto::Hash::sm3, id_of(1));
    ASSERT_TRUE(look);
    ASSERT_EQ(look->sections.size(), 2U);
    EXPECT_EQ(look->sections[0].village_signatures, 0U);
    EXPECT_EQ(look->sections[1].village_signatures, 2U);
    EXPECT_EQ(look->sections[1].township_signatures, 1U);
    EXPECT_EQ(look->signatures.at(Level::county), 1U);
    EXPECT_EQ(look->held.size(), 1U);
    EXPECT_EQ(look->held.at(4), resettle::Reason::dispute);
    EXPECT_EQ(look->held_fen(), 1'400);
}

ListLook look_with(std::initializer_list<SectionState> states) {
    ListLook look;
    look.state = ListState::validated;
    look.needed = {{Level::village, 2}, {Level::township, 2}, {Level::county, 2}};
    for (const SectionState state : states) {
        SectionLook section;
        section.record.state = state;
        section.record.header.village = 130629101000 + look.sections.size();
        look.sections.push_back(section);
    }
    look.record.sections = static_cast<std::uint32_t>(look.sections.size());
    look.record.county = 130629;
    return look;
}

TEST(Awaited, EachVillageForItselfAndATownshipForAllItsSections) {
    ListLook look = look_with({SectionState::verified, SectionState::verified,
                               SectionState::noticed, SectionState::noticed});
    look.sections[1].village_signatures = 1;
    const auto all = awaited(look);
    ASSERT_EQ(all.size(), 3U);
    std::map<std::uint64_t, Awaited> by_division;
    for (const Awaited& one : all) by_division[one.division] = one;
    EXPECT_EQ(by_division.at(130629101000).signatures, 2U);
    EXPECT_EQ(by_division.at(130629101001).signatures, 1U);
    EXPECT_EQ(by_division.at(130629101).who, "township");
    EXPECT_EQ(by_division.at(130629101).sections, (std::vector<vocabulary::SectionNumber>{2, 3}));
}

TEST(Awaited, BanksThatHaveNotAnsweredAndTheEndOfANotice) {
    ListLook look = look_with({SectionState::validated, SectionState::in_notice});
    look.sections[0].record.unanswered = {{102, 3}, {303, 0}};
    look.sections[1].record.notice_ends = 777;
    const auto all = awaited(look);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].who, "bank");
    EXPECT_EQ(all[0].bank, 102);
    EXPECT_EQ(all[1].who, "timer");
    EXPECT_EQ(all[1].until, 777);
}

TEST(Awaited, TheCountyOnlyWhenEverySectionIsApproved) {
    ListLook look = look_with({SectionState::town_approved, SectionState::town_approved});
    look.record.town_approved = 2;
    look.signatures[Level::county] = 1;
    const auto all = awaited(look);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].who, "county");
    EXPECT_EQ(all[0].signatures, 1U);
    look.record.town_approved = 1;
    look.sections[1].record.state = SectionState::noticed;
    EXPECT_EQ(awaited(look).at(0).who, "township");
}

TEST(Awaited, NobodyOnceTheListIsOver) {
    ListLook look = look_with({});
    for (const ListState state :
         {ListState::closed, ListState::abandoned, ListState::cancelled, ListState::returned}) {
        look.state = state;
        EXPECT_TRUE(awaited(look).empty());
    }
    for (const auto& word : resettle::list_words) {
        look.state = word.state;
        EXPECT_EQ(awaited(look).empty(), word.final) << word.name;
    }
}

}  // namespace
}  // namespace zhida::cli
