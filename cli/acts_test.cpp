#include "cli/acts.hpp"

#include <gtest/gtest.h>

namespace zhida::cli {
namespace {

using resettle::SectionState;
using Lines = std::vector<vocabulary::LineNumber>;
using Sections = std::vector<vocabulary::SectionNumber>;

TEST(ActLines, AscendAndStandOnlyOnce) {
    EXPECT_EQ(parse_lines({"7", "3,5-6", "6"}), (Lines{3, 5, 6, 7}));
    EXPECT_EQ(parse_lines({"4294967295"}), Lines{4'294'967'295});
}

TEST(ActLines, MalformedOnesAreRefusedAndNotGuessed) {
    for (const char* bad : {"", "a", "3-", "-3", "9-5", "3,,4", "3 4", "4294967296"})
        EXPECT_FALSE(parse_lines({bad}).has_value()) << bad;
}

TEST(ActLines, AreNoMoreThanOneActMayName) {
    EXPECT_EQ(parse_lines({"1-500"})->size(), vocabulary::lines_per_chunk_max);
    EXPECT_FALSE(parse_lines({"1-501"}).has_value());
    EXPECT_FALSE(parse_lines({"1-500", "501"}).has_value());
    EXPECT_FALSE(parse_lines({"0-4294967295"}).has_value());
}

ListLook two_townships() {
    ListLook look;
    for (const std::uint64_t village : {130629101001ULL, 130629101002ULL, 130629102001ULL}) {
        SectionLook section;
        section.record.header.village = village;
        section.record.state = SectionState::noticed;
        look.sections.push_back(section);
    }
    return look;
}

TEST(ActSections, OfAnOfficerAreThoseOfHerDivisionThatWait) {
    ListLook look = two_townships();
    EXPECT_EQ(*pick_sections(look, {}, 130629101, SectionState::noticed), (Sections{0, 1}));
    EXPECT_EQ(*pick_sections(look, {}, 130629102001, SectionState::noticed), Sections{2});
    look.sections[0].record.state = SectionState::town_approved;
    EXPECT_EQ(*pick_sections(look, {}, 130629101, SectionState::noticed), Sections{1});
}

TEST(ActSections, ThatDoNotWaitAreSentAllTheSameSoThatTheLedgerSaysWhyNot) {
    EXPECT_EQ(*pick_sections(two_townships(), {}, 130629101, SectionState::verified),
              (Sections{0, 1}));
}

TEST(ActSections, AreNamedByNumberOrByVillage) {
    const ListLook look = two_townships();
    EXPECT_EQ(*pick_sections(look, {"2", "130629101001"}, 0, SectionState::verified),
              (Sections{0, 2}));
    EXPECT_EQ(*pick_sections(look, {"9"}, 0, SectionState::verified), Sections{9});
    EXPECT_FALSE(pick_sections(look, {"130629101009"}, 0, SectionState::verified));
    EXPECT_FALSE(pick_sections(look, {"x"}, 0, SectionState::verified));
}

TEST(ActSections, OfAnotherDivisionAreNobodysToSign) {
    EXPECT_FALSE(pick_sections(two_townships(), {}, 130629103, SectionState::noticed));
}

}  // namespace
}  // namespace zhida::cli
