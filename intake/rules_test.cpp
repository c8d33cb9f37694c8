// Every rule of list-format.md §2 and §3 at its edge: what is just right, and what is just wrong.
#include <gtest/gtest.h>

#include "intake/detail/testing_package.hpp"

namespace zhida::intake::testing {
namespace {

using Strings = std::vector<std::string>;

// The faults of a package with one cell of its one line set.
Strings with_line(std::string_view column, const std::string& value) {
    SmallPackage p;
    p.line(1, column) = value;
    return p.faults();
}
Strings with_agreement(std::string_view column, const std::string& value) {
    SmallPackage p;
    p.agreement(1, column) = value;
    return p.faults();
}
Strings with_standard(std::string_view column, const std::string& value) {
    SmallPackage p;
    p.standard(2, column) = value;
    return p.faults();
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

TEST(Rules, TheSmallPackageIsClean) { EXPECT_EQ(SmallPackage{}.faults(), Strings{}); }

TEST(Rules, EveryValueOfALineHasItsForm) {
    const std::vector<std::pair<std::string_view, Strings>> bad{
        {"line_no", {"", "0", "01", "10000000", "+1", "1.0", "x", "１"}},
        {"village_code", {"", "13062910000", "130629999999", "130632101208", "130629100001 "}},
        {"household_no", {"", repeated("a", 33), "a_b", "中"}},
        {"agreement_no", {"", repeated("a", 33), "a b"}},
        {"installment_no", {"", "0", "100", "01", "-1"}},
        {"item_code", {"", "L", "l2", "L1234", "2L", "L2 "}},
        {"payee_kind", {"", "Person", "person ", "个人"}},
        {"payee_name",
         {"", " 王", "王 ", "\u3000王", "王\u00a0", "王\t芳", "王\u0085芳", "\xff", "\xed\xa0\x80",
          repeated("王", 121)}},
        {"payee_id_no", {"", repeated("1", 65)}},
        {"account_no", {"", repeated("1", 65), " 6225881414207430"}},
        {"cnaps", {"", repeated("1", 65)}},
        {"quantity", {"", "1.", ".5", "01", "1.0000", "1234567890", "-1", "+1", "1e2"}},
        {"unit", {"", repeated("亩", 17)}},
        {"unit_price_yuan", {"", "48000", "48000.0", "-1.00", "048000.00", "12345678901.00"}},
        {"amount_yuan", {"", "48240", "048240.00", "+48240.00", "12345678901.00", "壹拾万元"}},
        {"remark", {repeated("字", 61), " x", "\x7f"}},
        {"phone", {"1234", repeated("1", 21), "138 0013", "(0312)12"}}};
    for (const auto& [column, values] : bad) {
        for (const std::string& value : values) {
            EXPECT_EQ(with_line(column, value), Strings{"lines.csv 1 FORM " + std::string{column}})
                << column << " = " << value;
        }
    }
}

TEST(Rules, AValueMayStandAtTheEdgeOfItsForm) {
    const std::vector<std::pair<std::string_view, Strings>> good{
        {"line_no", {"1", "9999999"}},
        {"installment_no", {"99"}},
        {"payee_name", {repeated("王", 120), "𫖯𫖯", "a b", "x"}},
        {"quantity", {"1.005"}},
        {"remark", {repeated("字", 60), "\"a,\"\"b\"\"\"", "\"\""}},
        {"phone", {"12345", "+86-1234567890123456"}}};
    for (const auto& [column, values] : good) {
        for (const std::string& value : values) {
            EXPECT_EQ(with_line(column, value), Strings{}) << column << " = " << value;
        }
    }
}

TEST(Rules, EveryValueOfAnAgreementHasItsForm) {
    const std::vector<std::pair<std::string_view, Strings>> bad{
        {"village_code", {"", "130629999999", "130632101208"}},
        {"household_no", {"", "a/b"}},
        {"head_name", {"", repeated("王", 121)}},
        {"head_id_no", {"", repeated("1", 65)}},
        {"kind", {"", "contract"}},
        {"signed_on", {"", "2019-06-31", "2019/08/01", "2019-8-1"}},
        {"total_yuan", {"", "-1.00", "12345678901234567.00", "100"}},
        {"doc_sm3", {repeated("a", 63), repeated("A", 64), repeated("g", 64), repeated("a", 65)}}};
    for (const auto& [column, values] : bad) {
        for (const std::string& value : values) {
            // Told once, where it lies: the line that points there is not bad.
            EXPECT_EQ(with_agreement(column, value),
                      Strings{"agreements.csv 1 FORM " + std::string{column}})
                << column << " = " << value;
        }
    }
    EXPECT_EQ(with_agreement("head_id_no", "130629196501010010"),
              Strings{"agreements.csv 1 ID head_id_no"});
    EXPECT_EQ(with_agreement("head_id_no", "n2130629mfrwbtc25d"), Strings{});
    EXPECT_EQ(with_agreement("total_yuan", "9999999999999999.99"), Strings{});
}

TEST(Rules, ARowWithoutAReadableAgreementNumberIsNoAgreement) {
    EXPECT_EQ(with_agreement("agreement_no", "A_1"),
              (Strings{"agreements.csv 1 FORM agreement_no", "lines.csv 1 R1-03 agreement_no"}));
}

TEST(Rules, OfARepeatedAgreementTheFirstCounts) {
    SmallPackage p;
    p.agreement(2, "household_no") = "H-2";
    EXPECT_EQ(p.faults(), Strings{"agreements.csv 2 FORM agreement_no"});
    p.agreement(1, "signed_on") = "x";  // bad itself, and the first all the same
    EXPECT_EQ(p.faults(),
              (Strings{"agreements.csv 1 FORM signed_on", "agreements.csv 2 FORM agreement_no"}));
}

TEST(Rules, EveryValueOfAStandardHasItsForm) {
    const std::vector<std::pair<std::string_view, Strings>> bad{{"item_code", {"", "s1"}},
                                                                {"name", {"", repeated("x", 61)}},
                                                                {"unit", {""}},
                                                                {"unit_price_yuan", {"", "-1.00"}},
                                                                {"valid_from", {"", "2019-02-29"}},
                                                                {"valid_to", {"", "2018-12-31"}}};
    for (const auto& [column, values] : bad) {
        for (const std::string& value : values) {
            EXPECT_EQ(with_standard(column, value),
                      Strings{"standards.csv 2 FORM " + std::string{column}})
                << column << " = " << value;
        }
    }
    EXPECT_EQ(with_standard("valid_to", "2019-01-01"), Strings{});
}

TEST(Rules, PeriodsOfOneItemDoNotOverlap) {
    SmallPackage p;
    p.standard(3, "valid_from") = "2020-01-01";
    p.standard(3, "valid_to") = "2020-12-31";
    EXPECT_EQ(p.faults(), Strings{});
    p.standard(3, "valid_from") = "2019-12-31";
    EXPECT_EQ(p.faults(), Strings{"standards.csv 3 FORM valid_from"});
    p.standard(2, "unit_price_yuan") = "x";  // an earlier bad row covers its days
    EXPECT_EQ(p.faults(),
              (Strings{"standards.csv 2 FORM unit_price_yuan", "standards.csv 3 FORM valid_from"}));
    p.standard(3, "item_code") = "T1";
    EXPECT_EQ(p.faults(), Strings{"standards.csv 2 FORM unit_price_yuan"});
}

TEST(Rules, WithABadStandardNoPriceIsCompared) {
    SmallPackage p;
    p.line(1, "unit_price_yuan") = "50000.00";
    p.line(1, "amount_yuan") = "50250.00";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 R1-05 unit_price_yuan"});
    p.standard(2, "name") = "";
    EXPECT_EQ(p.faults(), Strings{"standards.csv 2 FORM name"});
    p.line(1, "amount_yuan") = "50250.01";  // the product is compared all the same
    EXPECT_EQ(p.faults(), (Strings{"lines.csv 1 R1-05 amount_yuan", "standards.csv 2 FORM name"}));
}

TEST(Rules, RowsAreReadAsRows) {
    SmallPackage p;
    p.line(2, "remark") = "";
    p.lines[1].push_back("more");
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 FORM "});
    p = {};
    p.lines.insert(p.lines.begin() + 1, SmallPackage::Fields{""});  // an empty line
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 FORM "});
    p = {};
    p.line(1, "remark") = "a\"b";
    p.manifest["total_yuan"] = "\"0.00\"";  // of a row that cannot be read nothing counts
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 FORM "});
}

TEST(Rules, AByteOrderMarkAndEitherLineEndAreAllowed) {
    SmallPackage p;
    p.agreements_begin = "\xef\xbb\xbf";
    for (auto* rows : {&p.agreements, &p.lines, &p.standards}) {
        for (auto& row : *rows) row.back() += "\r";
    }
    EXPECT_EQ(p.faults(), Strings{});
    p.agreements_begin = "\xef\xbb\xbf\xef\xbb\xbf";
    EXPECT_EQ(p.faults()[0].substr(0, 21), "agreements.csv 0 FORM");
}

TEST(Rules, ALineNumberIsUsedOnce) {
    SmallPackage p;
    p.line(2, "quantity") = "x";
    p.line(3, "line_no") = "2";  // the earlier row is bad and counts
    EXPECT_EQ(p.faults(), (Strings{"lines.csv 2 FORM quantity", "lines.csv 3 FORM line_no"}));
}

TEST(Rules, ThePayeesNumberFitsTheKind) {
    const auto judged = [](const std::string& kind, const std::string& number) {
        SmallPackage p;
        p.line(1, "payee_kind") = kind;
        p.line(1, "payee_id_no") = number;
        return p.faults();
    };
    const Strings bad{"lines.csv 1 ID payee_id_no"};
    EXPECT_EQ(judged("person", "13062919391208500x"), Strings{});
    EXPECT_EQ(judged("person", "130629196501010010"), bad);
    EXPECT_EQ(judged("person", "91133100MA0A1B2C23"), bad);
    EXPECT_EQ(judged("unit", "91133100ma0a1b2c23"), Strings{});
    EXPECT_EQ(judged("unit", "N2130629MFRWBTC25D"), Strings{});
    EXPECT_EQ(judged("unit", "130629196501010015"), bad);
    EXPECT_EQ(judged("collective", "N2130629MFRWBTC25D"), Strings{});
    EXPECT_EQ(judged("collective", "91133100MA0A1B2C23"), bad);
    EXPECT_EQ(judged("person", "130629201909180018"), bad);  // check character
    EXPECT_EQ(judged("person", "130629201909190012"), bad);  // born after the list's day
}

TEST(Rules, TheAmountIsAboveZeroAndNotAboveTheCap) {
    const auto judged = [](const std::string& amount, const std::string& quantity) {
        SmallPackage p;
        p.line(1, "amount_yuan") = amount;
        p.line(1, "quantity") = quantity;
        p.line(1, "unit_price_yuan") = "100.00";
        p.standard(1, "unit_price_yuan") = "100.00";
        return p.faults();
    };
    const Strings bad{"lines.csv 1 R1-19 amount_yuan"};
    EXPECT_EQ(judged("10000000.00", "100000"), Strings{});
    EXPECT_EQ(judged("10000000.01", "100000"), bad);
    EXPECT_EQ(judged("0.10", "0.001"), Strings{});
    EXPECT_EQ(judged("0.00", "0"), bad);
    EXPECT_EQ(judged("-0.10", "0.001"), bad);
}

TEST(Rules, AnIdentityStandsInOneRow) {
    SmallPackage p;
    p.line(2, "installment_no") = "1";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 2 R1-02 agreement_no"});
    p.line(1, "quantity") = "x";  // wrong elsewhere, readable here
    EXPECT_EQ(p.faults(), (Strings{"lines.csv 1 FORM quantity", "lines.csv 2 R1-02 agreement_no"}));
    p.line(1, "installment_no") = "x";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 FORM installment_no"});
    p = {};
    p.line(1, "payee_id_no") = "13062919391208500X";
    p.line(2, "installment_no") = "1";
    p.line(2, "payee_id_no") = "13062919391208500x";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 2 R1-02 agreement_no"});
}

TEST(Rules, TheAgreementFitsTheLine) {
    EXPECT_EQ(with_line("agreement_no", "A-2"), Strings{"lines.csv 1 R1-03 agreement_no"});
    EXPECT_EQ(with_line("household_no", "H-2"), Strings{"lines.csv 1 R1-03 household_no"});
    EXPECT_EQ(with_line("village_code", "130629100002"), Strings{"lines.csv 1 R1-03 village_code"});
    EXPECT_EQ(with_agreement("doc_sm3", ""), Strings{"lines.csv 1 R1-03 agreement_no"});
    EXPECT_EQ(with_agreement("signed_on", "2019-09-18"), Strings{});
    EXPECT_EQ(with_agreement("signed_on", "2019-09-19"), Strings{"lines.csv 1 R1-03 agreement_no"});
}

TEST(Rules, TheListsDayIsTheDayInChina) {
    SmallPackage p;
    p.manifest["prepared_at"] = "\"2019-09-17T16:00:00Z\"";
    p.agreement(1, "signed_on") = "2019-09-18";
    EXPECT_EQ(p.faults(), Strings{});
    p.manifest["prepared_at"] = "\"2019-09-17T15:59:59Z\"";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 R1-03 agreement_no"});
}

// The last day on which an agreement is too early, by the two notices.
TEST(Rules, AnAgreementIsSignedAfterBothNoticesWereFull) {
    struct Case {
        std::string pre;
        std::string plan;
        std::string full;
    };
    const std::vector<Case> cases{{R"({"from":"2019-05-06","to":"2019-05-20"})",
                                   R"({"from":"2019-06-03","to":"2019-07-05"})", "2019-07-05"},
                                  // Not before the 30th day.
                                  {R"({"from":"2019-05-06","to":"2019-05-20"})",
                                   R"({"from":"2019-06-03","to":"2019-06-10"})", "2019-07-03"},
                                  // Not before the 10th working day: the days off of May 2019 are
                                  // skipped, the make-up day counts.
                                  {R"({"from":"2019-04-30","to":"2019-05-01"})",
                                   R"({"from":"2019-03-01","to":"2019-04-01"})", "2019-05-16"},
                                  {R"({"from":"2019-05-06","to":"2019-07-20"})",
                                   R"({"from":"2019-06-03","to":"2019-07-05"})", "2019-07-20"}};
    for (const Case& c : cases) {
        SmallPackage p;
        p.manifest["pre_notice"] = c.pre;
        p.manifest["plan_notice"] = c.plan;
        p.agreement(1, "signed_on") = c.full;
        EXPECT_EQ(p.faults(), Strings{"lines.csv 1 R1-04 agreement_no"}) << c.full;
        p.agreement(1, "signed_on") = base::to_text(base::plus_days(*base::parse_date(c.full), 1));
        EXPECT_EQ(p.faults(), Strings{}) << c.full;
    }
}

TEST(Rules, TheAmountIsQuantityTimesPriceRoundedHalfUp) {
    const auto judged = [](const std::string& quantity, const std::string& price,
                           const std::string& amount) {
        SmallPackage p;
        p.line(1, "quantity") = quantity;
        p.line(1, "unit_price_yuan") = price;
        p.line(1, "amount_yuan") = amount;
        p.standard(1, "unit_price_yuan") = price;
        return p.faults();
    };
    const Strings bad{"lines.csv 1 R1-05 amount_yuan"};
    EXPECT_EQ(judged("0.001", "5.00", "0.01"), Strings{});  // half a fen goes up
    EXPECT_EQ(judged("0.001", "14.99", "0.01"), Strings{});
    EXPECT_EQ(judged("0.001", "15.00", "0.02"), Strings{});
    EXPECT_EQ(judged("0.001", "15.00", "0.01"), bad);
    EXPECT_EQ(judged("1.5", "100.00", "150.00"), Strings{});
    EXPECT_EQ(judged("1.50", "100.00", "150.01"), bad);
    // 10^24 thousandths of a fen do not wrap round to something small.
    EXPECT_EQ(judged("999999999.999", "9999999999.99", "9999.99"), bad);
}

TEST(Rules, PriceAndUnitAreThoseOfTheDayOfSigning) {
    EXPECT_EQ(with_line("unit", "公顷"), Strings{"lines.csv 1 R1-05 unit"});
    EXPECT_EQ(with_line("item_code", "L3"), Strings{"lines.csv 1 R1-05 item_code"});
    SmallPackage p;
    p.standard(1, "valid_from") = "2019-08-01";
    p.standard(1, "valid_to") = "2019-08-01";
    EXPECT_EQ(p.faults(), Strings{});
    p.standard(1, "valid_from") = "2019-07-31";
    p.standard(1, "valid_to") = "2019-07-31";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 R1-05 item_code"});
    p.standard(1, "valid_from") = "2019-08-02";
    p.standard(1, "valid_to") = "2019-08-02";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 R1-05 item_code"});
    p.agreement(1, "signed_on") = "x";  // whose day cannot be read
    EXPECT_EQ(p.faults(), Strings{"agreements.csv 1 FORM signed_on"});
}

TEST(Rules, TheSocialSecurityFeeNeverGoesToAPerson) {
    SmallPackage p;
    p.line(1, "item_code") = "S1";
    p.line(1, "unit_price_yuan") = "9000.00";
    p.line(1, "amount_yuan") = "9045.00";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 1 R1-08 payee_kind"});
    p.line(1, "payee_kind") = "unit";
    p.line(1, "payee_id_no") = "91133100MA0A1B2C23";
    EXPECT_EQ(p.faults(), Strings{});
}

TEST(Rules, AnAccountHasTheRightNumberOfDigits) {
    const Strings bad{"lines.csv 1 R1-12 account_no"};
    for (const std::string& good : {std::string(8, '1'), std::string(32, '1'),
                                    "62" + std::string(14, '1'), "62" + std::string(17, '1')}) {
        EXPECT_EQ(with_line("account_no", good), Strings{}) << good;
    }
    for (const std::string& wrong : {std::string(7, '1'), std::string(33, '1'),
                                     "62" + std::string(13, '1'), "62" + std::string(18, '1'),
                                     std::string{"1234567a"}, std::string{"6222 0204 0000 0000"}}) {
        EXPECT_EQ(with_line("account_no", wrong), bad) << wrong;
    }
    SmallPackage p;  // of an organisation 62 says nothing
    p.line(1, "payee_kind") = "unit";
    p.line(1, "payee_id_no") = "91133100MA0A1B2C23";
    p.line(1, "account_no") = "62111111";
    EXPECT_EQ(p.faults(), Strings{});
}

TEST(Rules, ACardThatFailsLuhnIsOnlyWarnedOf) {
    SmallPackage p;
    p.line(1, "account_no") = "6225881414207431";
    const auto judgement = p.judged();
    ASSERT_TRUE(std::holds_alternative<Content>(judgement));
    ASSERT_EQ(std::get<Content>(judgement).warnings.size(), 1U);
    EXPECT_EQ(std::get<Content>(judgement).warnings[0].find("6225881414207431"), std::string::npos);
}

TEST(Rules, TheBankBranchCarriesItsCheckDigit) {
    for (const std::string wrong : {"102134000012", "10213400001", "1021340000110"}) {
        EXPECT_EQ(with_line("cnaps", wrong), Strings{"lines.csv 1 R1-13 cnaps"});
    }
    EXPECT_EQ(with_line("cnaps", "313651027012"), Strings{});
}

TEST(Rules, GoodLinesOfAnAgreementAddUpToNoMoreThanItsTotal) {
    SmallPackage p;
    p.agreement(1, "total_yuan") = "96480.00";
    p.line(2, "remark") = "";
    EXPECT_EQ(p.faults(), Strings{});
    p.agreement(1, "total_yuan") = "96479.99";
    const Strings both{"lines.csv 1 R1-06 amount_yuan", "lines.csv 2 R1-06 amount_yuan"};
    EXPECT_EQ(p.faults(), both);
    p.line(2, "cnaps") = "1";  // a bad line does not count
    EXPECT_EQ(p.faults(), Strings{"lines.csv 2 R1-13 cnaps"});
    p = {};
    p.agreement(1, "total_yuan") = "x";
    EXPECT_EQ(p.faults(), Strings{"agreements.csv 1 FORM total_yuan"});
}

TEST(Rules, ABadHeaderSilencesWhatNeedsTheFile) {
    SmallPackage p;
    p.agreements[0][0] = "agreement";
    p.line(1, "agreement_no") = "A-9";
    p.manifest["agreement_count"] = "77";
    EXPECT_EQ(p.faults(), Strings{"agreements.csv 0 FORM agreement"});
    p = {};
    p.lines[0][15] = "phone";
    p.manifest["line_count"] = "77";
    p.manifest["total_yuan"] = "\"1.00\"";
    EXPECT_EQ(p.faults(), Strings{"lines.csv 0 FORM phone"});
    p = {};
    p.standards[0].pop_back();
    p.line(1, "unit") = "公顷";
    EXPECT_EQ(p.faults(), Strings{"standards.csv 0 FORM valid_to"});
    p = {};
    p.lines[0][1] = "村代码";  // all English or all Chinese
    EXPECT_EQ(p.faults().size(), 1U);
    p = {};
    p.standards.clear();
    EXPECT_EQ(p.faults(), Strings{"standards.csv 0 FORM item_code"});
    p = {};
    p.lines[0] = p.lines[1];  // no header at all: what is told shows no person
    const auto judgement = p.judged();
    ASSERT_TRUE(std::holds_alternative<Faults>(judgement));
    EXPECT_EQ(faults_json(std::get<Faults>(judgement)).find("130629196501010015"),
              std::string::npos);
}

TEST(Rules, TheTotalCountsReadableAmountsWithTheirSign) {
    SmallPackage p;
    p.line(3, "remark") = "";
    p.line(1, "amount_yuan") = "-5.00";
    p.line(2, "amount_yuan") = "7.00";
    p.line(2, "payee_kind") = "x";
    p.line(3, "amount_yuan") = "x";
    p.manifest["total_yuan"] = "\"2.00\"";
    EXPECT_EQ(p.faults(), (Strings{"lines.csv 1 R1-19 amount_yuan", "lines.csv 2 FORM payee_kind",
                                   "lines.csv 3 FORM amount_yuan"}));
}

TEST(Rules, APackageOfAnotherKindIsUnreadable) {
    const auto unreadable = [](auto change) {
        SmallPackage p;
        change(p);
        return p.faults() == Strings{"unreadable"};
    };
    EXPECT_TRUE(unreadable([](SmallPackage& p) { p.manifest["encoding"] = "\"GBK\""; }));
    EXPECT_TRUE(unreadable([](SmallPackage& p) { p.manifest["source_system"] = "\"OTHER\""; }));
    EXPECT_TRUE(unreadable([](SmallPackage& p) { p.other_files["more.zip"] = "x"; }));
    EXPECT_TRUE(unreadable([](SmallPackage& p) { p.other_files["lines.xlsx"] = "x"; }));
    EXPECT_FALSE(unreadable([](SmallPackage& p) { p.other_files["notes.xlsx"] = "x"; }));
    EXPECT_FALSE(unreadable([](SmallPackage& p) { p.other_files["notes.txt"] = "x"; }));
    EXPECT_FALSE(unreadable([](SmallPackage& p) { p.manifest["encoding"] = "\"utf-8\""; }));
    EXPECT_FALSE(unreadable([](SmallPackage& p) { p.other_files["manifest.sig"] = "nothing"; }));
    EXPECT_TRUE(unreadable([](SmallPackage& p) {
        for (int i = 0; i < 62; ++i) p.other_files["f" + std::to_string(i)] = "";
    }));
    EXPECT_FALSE(unreadable([](SmallPackage& p) {
        for (int i = 0; i < 61; ++i) p.other_files["f" + std::to_string(i)] = "";
    }));
}

TEST(Rules, MoreThanAMillionLinesAreNoPackage) {
    SmallPackage p;
    p.lines_end = std::string(package_lines_max - 1, '\n');
    EXPECT_NE(p.faults(), Strings{"unreadable"});
    p.lines_end += '\n';
    EXPECT_EQ(p.faults(), Strings{"unreadable"});
}

}  // namespace
}  // namespace zhida::intake::testing
