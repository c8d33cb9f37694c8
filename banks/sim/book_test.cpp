#include "banks/sim/book.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

namespace zhida::sim {
namespace {

using bank_port::Answer;
using bank_port::EntryKind;
using vocabulary::Fen;
using vocabulary::Reason;

constexpr base::Date monday{18'162};

std::unique_ptr<Book> open_book(const std::string& path = ":memory:") {
    auto book = std::move(*Book::open(path));
    std::vector<KnownAccount> accounts;
    for (const char* state : {"normal", "name_mismatch", "closed", "closes_before_payment",
                              "freezes_before_payment", "returns_next_day"}) {
        const std::string holder = std::string{state} == "name_mismatch" ? "别人" : "张三";
        accounts.push_back({state, holder, "id", "102", state});
    }
    accounts.push_back({"elsewhere", "张三", "id", "403", "normal"});
    EXPECT_TRUE(book->know(accounts, "102").ok());
    EXPECT_TRUE(book->move_to(monday).ok());
    EXPECT_TRUE(book->deposit(*Fen::of(1'000), "funds").ok());
    return book;
}

bank_port::Instruction order(const std::string& id, const std::string& account,
                             std::int64_t fen = 100) {
    return {id, *Fen::of(fen), "张三", account, "102134000011", "征迁补偿"};
}

TEST(Book, VerificationAnswersByTheStateOfTheAccount) {
    const auto book = open_book();
    const auto ask = [&](const char* number) { return book->verify({number, "张三", "id"}); };
    EXPECT_EQ(ask("normal"), Reason::none);
    EXPECT_EQ(ask("name_mismatch"), Reason::acct_name_mismatch);
    EXPECT_EQ(ask("closed"), Reason::acct_closed);
    EXPECT_EQ(ask("closes_before_payment"), Reason::none);
    EXPECT_EQ(ask("freezes_before_payment"), Reason::none);
    EXPECT_EQ(ask("returns_next_day"), Reason::none);
    EXPECT_EQ(ask("elsewhere"), Reason::acct_not_found);
}

TEST(Book, PaymentAnswersByTheStateOfTheAccount) {
    const auto book = open_book();
    EXPECT_EQ(book->pay({order("1", "normal")})[0].answer, Answer::paid);
    EXPECT_EQ(book->pay({order("2", "closes_before_payment")})[0].reason, Reason::acct_closed);
    EXPECT_EQ(book->pay({order("3", "freezes_before_payment")})[0].reason, Reason::acct_frozen);
    EXPECT_EQ(book->pay({order("4", "nowhere")})[0].reason, Reason::acct_not_found);
    EXPECT_EQ(book->pay({order("5", "normal", 5'000)})[0].reason, Reason::funds_short);
    EXPECT_EQ(book->balance(), 900);
}

TEST(Book, AnInterbankPaymentIsPaidAndComesBackWhenThePayeesBankDoesNotCreditIt) {
    const auto book = open_book();
    ASSERT_TRUE(book->know({{"closed there", "张三", "id", "403", "closed"},
                            {"another's", "李四", "id", "403", "normal"}},
                           "102")
                    .ok());
    const std::string numbers[] = {"elsewhere", "closed there", "another's"};
    for (const auto& number : numbers) {
        EXPECT_EQ(book->pay({order("to " + number, number)})[0].answer, Answer::paid) << number;
    }
    EXPECT_EQ(book->verify({"elsewhere", "张三", "id"}), Reason::acct_not_found);
    ASSERT_TRUE(book->move_to(base::plus_days(monday, 1)).ok());
    std::map<std::string, Reason> back;
    for (const auto& entry : book->entries(0)) {
        if (entry.kind == EntryKind::returned) back[entry.reference] = entry.reason;
    }
    EXPECT_EQ(back, (std::map<std::string, Reason>{{"to closed there", Reason::acct_closed},
                                                   {"to another's", Reason::acct_name_mismatch}}));
    EXPECT_EQ(book->balance(), 900);
}

TEST(Book, OneIdIsDebitedOnceWhateverIsSentAgain) {
    const auto book = open_book();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(book->pay({order("1", "normal")})[0].answer, Answer::paid);
    EXPECT_EQ(book->pay({order("1", "normal", 200)})[0].answer, Answer::unknown);  // other content
    EXPECT_EQ(book->debits_of("1"), 1U);
    EXPECT_EQ(book->status("1")->answer, Answer::paid);
    EXPECT_FALSE(book->status("2").has_value());
}

TEST(Book, AReturnIsBookedOnTheNextDayOnce) {
    const auto book = open_book();
    EXPECT_EQ(book->pay({order("1", "returns_next_day")})[0].answer, Answer::paid);
    ASSERT_TRUE(book->move_to(base::plus_days(monday, 1)).ok());
    ASSERT_TRUE(book->move_to(base::plus_days(monday, 2)).ok());
    EXPECT_EQ(book->balance(), 1'000);
    const auto entries = book->entries(0);
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[2].kind, EntryKind::returned);
    EXPECT_EQ(entries[2].booked, base::plus_days(monday, 1));
    EXPECT_FALSE(book->move_to(monday).ok());
}

TEST(Book, AStatementIsContiguousAndItsClosingIsOpeningAndItsEntries) {
    const auto book = open_book();
    book->pay({order("1", "normal", 300)});
    const auto first = book->statement(monday);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->opening.count(), 0);
    EXPECT_EQ(first->closing.count(), 700);
    EXPECT_EQ(first->entries.front().sequence, 1U);
    EXPECT_FALSE(book->statement(base::plus_days(monday, 1)).has_value());
    ASSERT_TRUE(book->move_to(base::plus_days(monday, 2)).ok());
    book->pay({order("2", "normal", 100)});
    const auto second = book->statement(base::plus_days(monday, 2));
    EXPECT_EQ(second->opening, first->closing);
    EXPECT_EQ(second->entries.front().sequence, first->entries.back().sequence + 1);
}

TEST(Book, ADayThatIsCutOffTakesNoMoreMovements) {
    const auto book = open_book();
    ASSERT_TRUE(book->cut_off(monday));
    const auto before = book->statement(monday);
    book->pay({order("1", "returns_next_day")});
    ASSERT_TRUE(book->deposit(*Fen::of(5), "late"));
    EXPECT_EQ(book->statement(monday)->closing, before->closing);
    ASSERT_TRUE(book->move_to(base::plus_days(monday, 1)));
    EXPECT_EQ(book->statement(base::plus_days(monday, 1))->entries.size(), 2U);
    ASSERT_TRUE(book->cut_off(monday));  // said late, nothing happens
    EXPECT_EQ(book->booking_day(), base::plus_days(monday, 1));
    ASSERT_TRUE(book->move_to(base::plus_days(monday, 2)));  // a day after it was booked
    EXPECT_EQ(book->entries(0).back().kind, EntryKind::returned);
}

TEST(Book, ADepositCountsOnceAReferenceAndNeverBeyondWhatMoneyIs) {
    const auto book = open_book();
    EXPECT_TRUE(book->deposit(*Fen::of(1'000), "funds"));
    EXPECT_FALSE(book->deposit(*Fen::of(1'001), "funds"));
    EXPECT_FALSE(book->deposit(*Fen::of(Fen::count_max), "all"));
    EXPECT_EQ(book->balance(), 1'000);
}

TEST(Book, EntriesComeFromANumberOnAndNoMoreThanAskedFor) {
    const auto book = open_book();
    for (const char* id : {"1", "2", "3"}) book->pay({order(id, "normal")});
    EXPECT_EQ(book->entries(1).size(), 3U);
    const auto two = book->entries(1, 2);
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two.front().sequence, 2U);
}

TEST(Book, TheBooksSurviveARestart) {
    const auto path = std::filesystem::temp_directory_path() / "zhida-book-test.sqlite";
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + tail);
    open_book(path.string())->pay({order("1", "normal")});
    const auto again = std::move(*Book::open(path.string()));
    EXPECT_EQ(again->balance(), 900);
    EXPECT_EQ(again->today(), monday);
    EXPECT_EQ(again->pay({order("1", "normal")})[0].answer, Answer::paid);
    EXPECT_EQ(again->debits_of("1"), 1U);
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace zhida::sim
