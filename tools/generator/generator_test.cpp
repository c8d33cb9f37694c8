// A generated list passes the same judge as one from outside, and nothing in it is shared with
// another.
#include "tools/generator/generator.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "contracts/vocabulary/money.hpp"
#include "core/crypto/signature.hpp"
#include "intake/package.hpp"
#include "tools/generator/detail/identity.hpp"

namespace zhida::generator {
namespace {

namespace fs = std::filesystem;

std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

vocabulary::Villages villages() {
    return *vocabulary::Villages::parse(
        text_of(std::string{ZHIDA_SOURCE_DIR} + "/data/villages.csv"));
}

Order order(std::uint64_t lines, std::uint64_t seed = 1, std::string list_no = "RC-2019-0003") {
    return {.lines = lines,
            .seed = seed,
            .list_no = std::move(list_no),
            .prepared_at = *base::parse_time("2019-09-18T10:00:00+08:00"),
            .county = "130629"};
}

Product made(const Order& order) {
    auto product = generate(order, villages());
    EXPECT_TRUE(product.ok());
    return *product;
}

intake::Judgement judged(const Product& product) {
    const std::string root = ZHIDA_SOURCE_DIR;
    const auto key = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    const fs::path folder =
        fs::temp_directory_path() / ("zhida-generated-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::create_directory(folder);
    const std::string signature = base::base64(key.sign(base::view(product.manifest)));
    const std::pair<std::string, std::string> files[] = {{"manifest.json", product.manifest},
                                                         {"manifest.sig", signature},
                                                         {"agreements.csv", product.agreements},
                                                         {product.lines_name, product.lines},
                                                         {"standards.csv", product.standards}};
    for (const auto& [name, text] : files) std::ofstream{folder / name, std::ios::binary} << text;
    intake::Terms terms;
    terms.villages = intake::read_villages(text_of(root + "/data/villages.csv"));
    for (const auto& entry : fs::directory_iterator{root + "/data/calendar"}) {
        auto year = intake::read_calendar_year(text_of(entry.path().string()));
        if (year && !year->second.off.empty()) terms.calendar.add(year->first, year->second);
    }
    terms.sources["XA-ZQ"] = key.public_key();
    terms.line_cap_fen = vocabulary::line_cap_fen;
    auto judgement = intake::judge(folder.string(), terms);
    fs::remove_all(folder);
    return judgement;
}

std::string trouble(const intake::Judgement& judgement) {
    if (const auto* faults = std::get_if<intake::Faults>(&judgement)) {
        return intake::faults_json(*faults).substr(0, 2'000);
    }
    if (const auto* unreadable = std::get_if<intake::Unreadable>(&judgement)) {
        return unreadable->error.en;
    }
    return "";
}

std::vector<std::vector<std::string>> rows(const std::string& csv) {
    std::vector<std::vector<std::string>> out;
    for (std::size_t at = 0; at < csv.size();) {
        const std::size_t end = csv.find("\r\n", at);
        std::vector<std::string> fields{""};
        bool quoted = false;
        for (const char c : csv.substr(at, end - at)) {
            if (c == '"') quoted = !quoted;
            if (c == ',' && !quoted) {
                fields.emplace_back();
            } else {
                fields.back().push_back(c);
            }
        }
        out.push_back(std::move(fields));
        at = end + 2;
    }
    out.erase(out.begin());
    return out;
}

TEST(Generator, AListPassesTheJudgeAndHasExactlyTheLinesThatWereOrdered) {
    for (const std::uint64_t lines : {1U, 2U, 7U, 2'000U}) {
        const auto judgement = judged(made(order(lines)));
        ASSERT_TRUE(std::holds_alternative<intake::Content>(judgement)) << trouble(judgement);
        const auto& content = std::get<intake::Content>(judgement);
        EXPECT_EQ(content.lines.size(), lines);
        EXPECT_TRUE(content.warnings.empty());
    }
}

TEST(Generator, EveryCountyAndAnyDayOfTheCalendarsWorks) {
    for (const std::string county : {"130629", "130632", "130638"}) {
        for (const std::string day : {"2018-05-16", "2020-02-29", "2024-12-31", "2026-12-31"}) {
            Order one = order(200);
            one.county = county;
            one.prepared_at = *base::parse_time(day + "T09:00:00+08:00");
            const auto judgement = judged(made(one));
            EXPECT_TRUE(std::holds_alternative<intake::Content>(judgement)) << trouble(judgement);
        }
    }
}

TEST(Generator, AnOrderThatCannotBeMetIsRefused) {
    const auto refused = [&](auto change) {
        Order one = order(10);
        change(one);
        return !generate(one, villages()).ok();
    };
    EXPECT_TRUE(refused([](Order& o) { o.lines = 0; }));
    EXPECT_TRUE(refused([](Order& o) { o.lines = lines_max + 1; }));
    EXPECT_TRUE(refused([](Order& o) { o.county = "110000"; }));
    EXPECT_TRUE(refused([](Order& o) { o.list_no = "\"x\""; }));
    EXPECT_TRUE(
        refused([](Order& o) { o.prepared_at = *base::parse_time("2018-05-15T23:00:00+08:00"); }));
    EXPECT_TRUE(
        refused([](Order& o) { o.prepared_at = *base::parse_time("2027-01-01T00:00:00+08:00"); }));
}

TEST(Generator, TheSameOrderMakesTheSameFiles) {
    const Product a = made(order(500));
    const Product b = made(order(500));
    EXPECT_EQ(a.manifest, b.manifest);
    EXPECT_EQ(a.lines, b.lines);
    EXPECT_EQ(a.accounts, b.accounts);
    EXPECT_EQ(a.report, b.report);
}

TEST(Generator, TwoListsShareNothingButCollectives) {
    std::map<std::string, std::size_t> seen;
    std::map<std::string, std::string> collective;
    const Order orders[] = {order(800), order(800, 2), order(800, 1, "RC-2019-0004"),
                            order(800, 3'999), order(800, 1, "AX-2019-0003")};
    for (std::size_t i = 0; i < std::size(orders); ++i) {
        for (const auto& row : rows(made(orders[i]).lines)) {
            if (row[6] == "collective") {
                const std::string all = row[7] + row[8] + row[9];
                EXPECT_EQ(collective.emplace(row[1], all).first->second, all);
                EXPECT_EQ(seen.emplace(row[3], i).first->second, i);
                continue;
            }
            for (const std::size_t column : {2U, 3U, 8U, 9U}) {
                EXPECT_EQ(seen.emplace(row[column], i).first->second, i) << row[column];
            }
        }
    }
}

TEST(Generator, NoTwoPayeesOfAListShareANumberOrAnAccount) {
    std::set<std::string> numbers;
    std::set<std::string> accounts;
    detail::Chance chance{1};
    for (std::uint64_t serial = 0; serial < 50'000; ++serial) {
        for (const std::uint64_t slot : {std::uint64_t{0}, std::uint64_t{7}, detail::slots - 1}) {
            const auto person = detail::person(slot, serial, chance);
            EXPECT_TRUE(numbers.insert(person.id_no).second);
            EXPECT_TRUE(accounts.insert(person.account_no).second);
        }
        const auto unit = detail::unit(7, serial, "130629", chance);
        EXPECT_TRUE(numbers.insert(unit.id_no).second);
        EXPECT_TRUE(accounts.insert(unit.account_no).second);
    }
}

TEST(Generator, SlotsOfOneSeriesAreAllDifferent) {
    std::set<std::uint64_t> slots;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        for (int number = 1; number <= 100; ++number) {
            const std::string text = "RC-2019-" + std::to_string(10'000 + number).substr(1);
            EXPECT_TRUE(slots.insert(detail::slot_of(seed, text)).second);
        }
    }
}

TEST(Generator, EverySpecialStateIsAboutOnePercentOfTheAccounts) {
    const Product product = made(order(40'000));
    std::map<std::string, std::size_t> counts;
    const auto accounts = rows(product.accounts);
    for (const auto& row : accounts) ++counts[row[4]];
    for (const std::string state : {"name_mismatch", "closed", "closes_before_payment",
                                    "freezes_before_payment", "returns_next_day"}) {
        EXPECT_GT(counts[state], accounts.size() / 200) << state;
        EXPECT_LT(counts[state], accounts.size() / 50) << state;
    }
}

// The report again, from the files alone: each line goes where its account's state sends it.
TEST(Generator, TheReportIsWhatTheAccountsSay) {
    const Product product = made(order(3'000));
    std::map<std::string, std::string> state;
    for (const auto& row : rows(product.accounts)) state[row[0]] = row[4];
    std::map<std::string, std::int64_t> fen;
    std::map<std::string, std::int64_t> lines;
    std::int64_t total = 0;
    for (const auto& row : rows(product.lines)) {
        const std::int64_t amount = *vocabulary::parse_yuan(row[14], 10, false);
        const std::string key = state.contains(row[9]) ? state[row[9]] : "unknown";
        fen[key] += amount;
        ++lines[key];
        total += amount;
    }
    const auto report = boost::json::parse(product.report);
    const auto slot = [&](const boost::json::value& v, const std::string& key) {
        EXPECT_EQ(v.at("lines").as_int64(), lines[key]) << key;
        EXPECT_EQ(v.at("fen").as_int64(), fen[key]) << key;
    };
    EXPECT_EQ(report.at("lines").as_int64(), 3'000);
    EXPECT_EQ(report.at("total_fen").as_int64(), total);
    slot(report.at("paid"), "normal");
    slot(report.at("returned"), "returns_next_day");
    slot(report.at("failed").at("ACCT_CLOSED"), "closes_before_payment");
    slot(report.at("failed").at("ACCT_FROZEN"), "freezes_before_payment");
    slot(report.at("held").at("ACCT_NAME_MISMATCH"), "name_mismatch");
    slot(report.at("held").at("ACCT_CLOSED"), "closed");
    slot(report.at("held").at("ACCT_NOT_FOUND"), "unknown");
    const auto& b = report.at("balances_fen");
    EXPECT_EQ(b.at("received").as_int64(), total);
    EXPECT_EQ(b.at("received").as_int64() - b.at("paid").as_int64(),
              b.at("available").as_int64() + b.at("returned_pending").as_int64());
    EXPECT_EQ(b.at("available").as_int64(), fen["name_mismatch"] + fen["closed"] + fen["unknown"]);
}

TEST(Generator, EveryShapeOfAListHoldsTheSameLines) {
    const auto plain = judged(made(order(300)));
    const auto& want = std::get<intake::Content>(plain).lines;
    for (int shape = 1; shape < 8; ++shape) {
        Order one = order(300);
        one.chinese_headers = (shape & 1) != 0;
        one.gb18030 = (shape & 2) != 0;
        one.workbook = (shape & 4) != 0;
        const auto judgement = judged(made(one));
        ASSERT_TRUE(std::holds_alternative<intake::Content>(judgement)) << trouble(judgement);
        const auto& have = std::get<intake::Content>(judgement).lines;
        ASSERT_EQ(have.size(), want.size()) << shape;
        for (std::size_t i = 0; i < have.size(); ++i) {
            EXPECT_EQ(have[i].payee_name, want[i].payee_name);
            EXPECT_EQ(have[i].account_no, want[i].account_no);
            EXPECT_EQ(have[i].amount_fen, want[i].amount_fen);
            EXPECT_EQ(have[i].remark, want[i].remark);
        }
    }
}

TEST(Generator, FaultsThatWereOrderedAreFoundWhereTheReportSays) {
    Order one = order(400);
    one.workbook = true;
    one.few_faults = true;
    const Product product = made(one);
    const auto judgement = judged(product);
    ASSERT_TRUE(std::holds_alternative<intake::Faults>(judgement)) << trouble(judgement);
    const auto expected = boost::json::parse(product.report).at("errors").as_array();
    const auto& faults = std::get<intake::Faults>(judgement).faults;
    ASSERT_EQ(expected.size(), 6U);
    ASSERT_EQ(faults.size(), expected.size()) << trouble(judgement);
    for (std::size_t i = 0; i < faults.size(); ++i) {
        EXPECT_EQ(faults[i].file, std::string_view{expected[i].at("file").as_string()});
        EXPECT_EQ(faults[i].row, expected[i].at("row").as_int64());
        EXPECT_EQ(faults[i].code, std::string_view{expected[i].at("code").as_string()});
    }
}

}  // namespace
}  // namespace zhida::generator
