#include "banks/sim/accounts.hpp"

#include <gtest/gtest.h>

namespace zhida::sim {
namespace {

const std::string header = "account_no,holder_name,holder_id_no,bank_code,state\r\n";

std::string refusal(const std::string& csv) {
    const auto accounts = read_accounts(csv);
    return accounts.ok() ? "" : accounts.error().en;
}

TEST(Accounts, TheFileOfASampleIsReadWithAndWithoutAByteOrderMark) {
    for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
        const auto accounts = read_accounts(mark + header + "123,张三,ID,102,normal\r\n");
        ASSERT_TRUE(accounts.ok());
        ASSERT_EQ(accounts->size(), 1U);
        EXPECT_EQ((*accounts)[0].account_no, "123");
        EXPECT_EQ((*accounts)[0].state, "normal");
    }
}

TEST(Accounts, AMistypedStateIsRefusedAndNotPaidAsNormal) {
    const std::string said = refusal(header + "1,a,b,102,normal\n2,a,b,102,norml\n");
    EXPECT_NE(said.find("row 3"), std::string::npos);
    EXPECT_NE(said.find("norml"), std::string::npos);
}

TEST(Accounts, ARowOfAnotherShapeIsRefusedWithItsNumberAndNotDropped) {
    for (const std::string row : {"1,a,b,102", "1,a,b,102,normal,x", ",a,b,102,normal",
                                  "1,,b,102,normal", "1,a,b,10,normal", "1,a,b,1o2,normal"}) {
        EXPECT_NE(refusal(header + row + "\n").find("row 2"), std::string::npos) << row;
    }
}

TEST(Accounts, AFileThatIsNoFileOfAccountsIsRefused) {
    for (const std::string text : {"", "a,b\n1,2\n", "PK\x03\x04"}) EXPECT_NE(refusal(text), "");
    EXPECT_NE(refusal(header), "");
}

TEST(Accounts, MoreRowsThanTheLimitAreRefused) {
    std::string csv = header;
    for (std::size_t row = 0; row < account_rows_max; ++row) csv += "1,a,b,102,normal\n";
    EXPECT_NE(refusal(csv), "");
}

}  // namespace
}  // namespace zhida::sim
