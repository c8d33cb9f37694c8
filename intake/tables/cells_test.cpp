// Numbers, columns and shared texts of a worksheet.
#include "intake/tables/detail/cells.hpp"

#include <gtest/gtest.h>

#include "intake/tables/table_reader.hpp"

namespace zhida::intake::detail {
namespace {

TEST(Cells, ANumberReadsAsAPersonSeesIt) {
    const std::vector<std::pair<std::string, std::string>> good{
        {"48240", "48240"},
        {"48240.5", "48240.5"},
        {"1.0049999999999999", "1.005"},
        {"8.0500000000000007", "8.05"},
        {"0.29999999999999999", "0.3"},
        {"0.00012345678901234567", "0.000123456789012346"},
        {"99999999999999.996", "100000000000000"},
        {"999999999999999.9", "1000000000000000"},
        {"102134000011", "102134000011"},
        {"-0.50", "-0.5"},
        {"-0", "0"},
        {"7.000", "7"}};
    for (const auto& [stored, text] : good) EXPECT_EQ(number_text(stored), text) << stored;
}

TEST(Cells, ANumberWhoseLastDigitsMayBeLostIsNone) {
    for (const std::string bad : {"6225881414207430", "1.3062919650101E+17", "1e5", "", "-", ".5",
                                  "5.", "+5", "00.5", "1,5", "1 5", "NaN", "INF", "--1"}) {
        EXPECT_EQ(number_text(bad), std::nullopt) << bad;
    }
}

TEST(Cells, AColumnIsOneThatASheetCanHave) {
    EXPECT_EQ(column_of("A1"), 0U);
    EXPECT_EQ(column_of("AB3"), 27U);
    EXPECT_EQ(column_of("XFD1048576"), 16'383U);
    for (const std::string bad : {"XFE1", "AAAA1", "1", "A", "a1", "A0", "A1048577", "A1B", ""}) {
        EXPECT_EQ(column_of(bad), std::nullopt) << bad;
    }
}

TEST(Cells, OfALongSharedTextOnlySoMuchIsKeptThatItStaysTooLong) {
    SharedTexts texts;
    texts.add("before the first");
    texts.begin();
    texts.add(std::string(field_bytes_max, 'x'));
    texts.add("yz");
    texts.begin();
    texts.begin();
    texts.add("last");
    EXPECT_EQ(texts.get("0")->size(), field_bytes_max + 1);
    EXPECT_EQ(texts.get("1"), "");
    EXPECT_EQ(texts.get("2"), "last");
    for (const std::string bad : {"3", "-1", "", "x", "4294967296"}) {
        EXPECT_EQ(texts.get(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace zhida::intake::detail
