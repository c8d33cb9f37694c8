// Two versions of a small package side by side.
#include "intake/difference.hpp"

#include <gtest/gtest.h>

#include "intake/detail/testing_package.hpp"

namespace zhida::intake::testing {
namespace {

constexpr std::uint64_t village = 130'629'100'001;

Content content_of(const SmallPackage& package) {
    auto judgement = package.judged();
    EXPECT_EQ(told(judgement), std::vector<std::string>{"clean"});
    return std::get<Content>(std::move(judgement));
}

SmallPackage three_lines() {
    SmallPackage package;
    package.line(3, "remark") = "";
    return package;
}

// Which of the four ways of changing; `added` and `removed` for lines of one side.
std::vector<std::string> words(const Difference& difference) {
    std::vector<std::string> out;
    for (const LineChange& change : difference.lines) {
        std::string one;
        if (change.before == nullptr) one = "added";
        if (change.after == nullptr) one = "removed";
        if (change.amount) one += "amount ";
        if (change.account) one += "account ";
        if (change.payee) one += "payee ";
        if (change.other) one += "other ";
        out.push_back(one);
    }
    return out;
}

using Words = std::vector<std::string>;

TEST(Difference, TheSameVersionTwiceDiffersInNothing) {
    const Content one = content_of(three_lines());
    const Difference found = compare(one, one);
    EXPECT_TRUE(found.lines.empty());
    EXPECT_EQ(found.villages.at(village).lines_before, 3U);
    EXPECT_EQ(found.all.fen_after, 3 * 4'824'000);
}

TEST(Difference, EachKindOfChangeIsToldApart) {
    const Content before = content_of(three_lines());
    SmallPackage changed = three_lines();
    changed.line(1, "quantity") = "2";
    changed.line(1, "amount_yuan") = "96000.00";
    changed.line(2, "account_no") = "6225881414207448";
    changed.line(3, "payee_name") = "王方";
    changed.line(3, "remark") = "a";
    const Content after = content_of(changed);
    const Difference found = compare(before, after);
    EXPECT_EQ(words(found), (Words{"amount ", "account ", "payee other "}));
    EXPECT_EQ(found.all.changed, 3U);
    EXPECT_EQ(found.all.fen_after - found.all.fen_before, 9'600'000 - 4'824'000);
}

TEST(Difference, AnotherPersonInTheSamePlaceIsAChangedPayee) {
    const Content before = content_of(three_lines());
    SmallPackage changed = three_lines();
    changed.line(2, "payee_id_no") = "11010519491231002X";
    const Content after = content_of(changed);
    const Difference found = compare(before, after);
    EXPECT_EQ(words(found), Words{"payee "});
    EXPECT_EQ(found.lines[0].before->payee_id_no, "130629196501010015");
    EXPECT_EQ(found.lines[0].after->payee_id_no, "11010519491231002X");
}

TEST(Difference, LinesOfOneSideAreAddedOrRemoved) {
    const Content three = content_of(three_lines());
    SmallPackage shorter = three_lines();
    shorter.lines.pop_back();
    const Content two = content_of(shorter);
    EXPECT_EQ(words(compare(three, two)), Words{"removed"});
    const Difference added = compare(two, three);
    EXPECT_EQ(words(added), Words{"added"});
    EXPECT_EQ(added.villages.at(village).added, 1U);
    EXPECT_EQ(added.villages.at(village).lines_before, 2U);
}

TEST(Difference, ALineThatMovesToAnotherVillageCountsInBoth) {
    const Content before = content_of(three_lines());
    SmallPackage changed = three_lines();
    for (std::size_t row = 1; row <= 3; ++row) changed.line(row, "village_code") = "130629100002";
    changed.agreement(1, "village_code") = "130629100002";
    const Difference found = compare(before, content_of(changed));
    EXPECT_EQ(words(found), (Words{"other ", "other ", "other "}));
    EXPECT_EQ(found.villages.at(village).lines_after, 0U);
    EXPECT_EQ(found.villages.at(village + 1).lines_after, 3U);
}

}  // namespace
}  // namespace zhida::intake::testing
