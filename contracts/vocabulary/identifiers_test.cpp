// The published and synthetic examples of the two numbering standards, and the properties they
// promise.
#include "contracts/vocabulary/identifiers.hpp"

#include <gtest/gtest.h>

namespace zhida::vocabulary {
namespace {

const base::Date today = *base::make_date(2019, 9, 18);

CitizenVerdict citizen(std::string_view number) { return check_citizen_number(number, today); }

TEST(CitizenNumber, ValidExamplesPass) {
    for (std::string_view number :
         {"130629196501010015", "130632197006150021", "130638197502280130", "130600199001011354",
          "13062919391208500X"}) {
        EXPECT_EQ(citizen(number), CitizenVerdict::ok) << number;
        EXPECT_EQ(citizen_check_character(number.substr(0, 17)), number[17]);
    }
}

TEST(CitizenNumber, ASmallXIsACapitalX) {
    EXPECT_EQ(citizen("13062919391208500x"), CitizenVerdict::ok);
}

TEST(CitizenNumber, IsJudgedByFormThenBirthThenCheck) {
    EXPECT_EQ(citizen("130629196501010010"), CitizenVerdict::check);
    EXPECT_EQ(citizen("130629196501001015"), CitizenVerdict::birth);
    EXPECT_EQ(citizen("1306291965A1010015"), CitizenVerdict::format);
    EXPECT_EQ(citizen("13062919650101001"), CitizenVerdict::format);
    EXPECT_EQ(citizen("1306291965010100150"), CitizenVerdict::format);
    EXPECT_EQ(citizen("13062919650101001Y"), CitizenVerdict::format);
    EXPECT_EQ(citizen("130629650101001"), CitizenVerdict::format);
    EXPECT_EQ(citizen(""), CitizenVerdict::format);
}

TEST(CitizenNumber, AnUnknownDivisionIsNoFault) {
    std::string number = "99999919650101001";
    number += citizen_check_character(number);
    EXPECT_EQ(citizen(number), CitizenVerdict::ok);
}

TEST(CitizenNumber, NobodyIsBornAfterTheDayThatIsNamed) {
    std::string number = "13062920190918001";
    number += citizen_check_character(number);
    EXPECT_EQ(check_citizen_number(number, today), CitizenVerdict::ok);
    EXPECT_EQ(check_citizen_number(number, base::plus_days(today, -1)), CitizenVerdict::birth);
}

TEST(CitizenNumber, AWrongBirthIsWrongWithARightCheckCharacter) {
    std::string number = "13062919650230001";
    number += citizen_check_character(number);
    EXPECT_EQ(citizen(number), CitizenVerdict::birth);
}

TEST(CitizenNumber, TheCheckCharacterFindsEverySingleChangeAndEverySwap) {
    const std::string right = "130629196501010015";
    int changes = 0;
    int swaps = 0;
    for (std::size_t i = 0; i < 17; ++i) {
        for (char c = '0'; c <= '9'; ++c) {
            if (c == right[i]) continue;
            std::string wrong = right;
            wrong[i] = c;
            EXPECT_NE(citizen_check_character(wrong), right[17]) << wrong;
            ++changes;
        }
    }
    for (std::size_t i = 0; i + 1 < 17; ++i) {
        if (right[i] == right[i + 1]) continue;
        std::string wrong = right;
        std::swap(wrong[i], wrong[i + 1]);
        EXPECT_NE(citizen_check_character(wrong), right[17]) << wrong;
        ++swaps;
    }
    EXPECT_EQ(changes, 153);
    EXPECT_EQ(swaps, 15);
}

TEST(CreditCode, ValidExamplesPass) {
    for (std::string_view code :
         {"91133100MA0A1B2C23", "93130632MA0E5F6G7D", "12133100400000018D", "91133100MA0000015L",
          "91133100MA0D8N1J7G", "N2130629MFRWBTC25D"}) {
        EXPECT_EQ(check_credit_code(code), CreditVerdict::ok) << code;
        EXPECT_EQ(credit_check_character(code.substr(0, 17)), code[17]);
        EXPECT_EQ(organisation_check_character(code.substr(8, 8)), code[16]);
    }
    EXPECT_EQ(organisation_check_character("59467239"), '9');
}

TEST(CreditCode, SmallLettersCountAsCapitals) {
    EXPECT_EQ(check_credit_code("n2130629mfrwbtc25d"), CreditVerdict::ok);
    EXPECT_TRUE(is_collective_code("n2130629mfrwbtc25d"));
}

// Each code is wrong in the named point and in no earlier one.
TEST(CreditCode, IsJudgedInTheOrderOfTheStandard) {
    EXPECT_EQ(check_credit_code("91133100MA0A1B2C2"), CreditVerdict::length);
    EXPECT_EQ(check_credit_code("91133100MI0A1B2C23"), CreditVerdict::alphabet);
    EXPECT_EQ(check_credit_code("94133100MA0A1B2C23"), CreditVerdict::prefix);
    EXPECT_EQ(check_credit_code("9113310AMA0A1B2C23"), CreditVerdict::division);
    EXPECT_EQ(check_credit_code("91133100MA0A1B2C33"), CreditVerdict::org_check);
    EXPECT_EQ(check_credit_code("91133100MA0A1B2C20"), CreditVerdict::check);
    EXPECT_EQ(check_credit_code("91133100MA0A1B2C23 "), CreditVerdict::length);
}

TEST(CreditCode, EveryLetterOutsideTheAlphabetIsRefused) {
    for (char c : std::string_view{"IOSVZ*"}) {
        std::string code = "91133100MA0A1B2C23";
        code[9] = c;
        EXPECT_EQ(check_credit_code(code), CreditVerdict::alphabet) << code;
    }
}

TEST(CreditCode, OnlyTheFourAgriculturalClassesAreCollectives) {
    for (std::string_view begin : {"N1", "N2", "N3", "N9"}) EXPECT_TRUE(is_collective_code(begin));
    for (std::string_view begin : {"N4", "91", "93", "Y1", "N"})
        EXPECT_FALSE(is_collective_code(begin));
}

TEST(BankBranch, ItsNumberEndsInTheIsoCheckDigit) {
    for (std::string_view number :
         {"313651027012", "105164000190", "313522004113", "307331002584", "102134000011",
          "403134000012", "302134000018", "303134000014", "105134000015"}) {
        EXPECT_TRUE(is_cnaps(number)) << number;
        EXPECT_EQ(cnaps_check_digit(number.substr(0, 11)), number[11]);
        std::string wrong{number};
        wrong[11] = wrong[11] == '9' ? '0' : static_cast<char>(wrong[11] + 1);
        EXPECT_FALSE(is_cnaps(wrong)) << wrong;
    }
    EXPECT_FALSE(is_cnaps("10213400001"));
    EXPECT_FALSE(is_cnaps("1021340000110"));
    EXPECT_FALSE(is_cnaps("10213400001A"));
}

TEST(Card, LuhnDoublesFromTheRight) {
    EXPECT_TRUE(passes_luhn("6225881414207430"));
    EXPECT_TRUE(passes_luhn("6222020402000123453"));
    EXPECT_FALSE(passes_luhn("6225881414207431"));
    EXPECT_FALSE(passes_luhn(""));
    EXPECT_FALSE(passes_luhn("62258814142O7430"));
}

}  // namespace
}  // namespace zhida::vocabulary
