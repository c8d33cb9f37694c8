// The list of villages: what it knows and what it refuses to be made from.
#include "contracts/vocabulary/village.hpp"

#include <gtest/gtest.h>

namespace zhida::vocabulary {
namespace {

TEST(Villages, OnlyWhatIsListedIsKnown) {
    const auto villages = Villages::parse(
        "\xef\xbb\xbf"
        "code,name\r\n130629100002,团结\r\n130629100001,朝阳\r\n");
    ASSERT_TRUE(villages.ok());
    EXPECT_TRUE(villages->contains(130629100001));
    EXPECT_FALSE(villages->contains(130629100003));
    EXPECT_EQ(villages->find(130629100002)->name, "团结");
    EXPECT_EQ(villages->all().front().code, 130629100001U);
}

TEST(Villages, ABrokenListIsRefused) {
    for (std::string_view text :
         {"", "name,code\n", "code,name\n13062910000,short\n", "code,name\n130629100001\n",
          "code,name\n130629100001,\n", "code,name\n\n", "code,name\n130629100001,a,b\n",
          "code,name\n130629100001,\xff\n", "code,name\n130629100001,a\n130629100001,b\n"}) {
        EXPECT_FALSE(Villages::parse(text).ok()) << text;
    }
}

TEST(Villages, ACodeIsTwelveDigits) {
    EXPECT_EQ(parse_village_code("130629100001"), 130629100001U);
    for (std::string_view text : {"13062910000", "1306291000010", "13062910000a", " 13062910000"}) {
        EXPECT_EQ(parse_village_code(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace zhida::vocabulary
