#include "banks/sim/manners.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "banks/sim/book.hpp"

namespace zhida::sim {
namespace {

using bank_port::Answer;
using vocabulary::Fen;

constexpr base::Date monday{18'162};

std::unique_ptr<Book> open_book(const std::string& path = ":memory:") {
    auto book = std::move(*Book::open(path));
    EXPECT_TRUE(book->know({{"payee", "张三", "id", "102", "normal"}}, "102").ok());
    EXPECT_TRUE(book->move_to(monday).ok());
    EXPECT_TRUE(book->deposit(*Fen::of(100'000), "funds").ok());
    return book;
}

bank_port::Instruction order(const std::string& id, std::int64_t fen = 100) {
    return {id, *Fen::of(fen), "张三", "payee", "102134000011", "征迁补偿"};
}

Answer answer_of(Book& book, const std::string& id) { return book.pay({order(id)})[0].answer; }

TEST(Manners, OfEveryTenPaymentsAboutOneIsDrawnAndTheSameOnesBySeed) {
    const Conduct conduct{Manner::pending, 10, 7};
    std::map<Manner, unsigned> counts;
    for (int n = 0; n < 2'000; ++n) {
        const std::string id = "order " + std::to_string(n);
        ++counts[drawn(conduct, id)];
        EXPECT_EQ(drawn(conduct, id), drawn(conduct, id));
    }
    EXPECT_EQ(counts[Manner::pending] + counts[Manner::honest], 2'000U);
    EXPECT_GT(counts[Manner::pending], 100U);
    EXPECT_LT(counts[Manner::pending], 300U);
    bool differs = false;
    for (int n = 0; n < 100; ++n) {
        const std::string id = std::to_string(n);
        differs = differs || drawn(conduct, id) != drawn({Manner::pending, 10, 8}, id);
    }
    EXPECT_TRUE(differs);
}

TEST(Manners, MixedOnesReachEveryMannerOfAPaymentAndNoOther) {
    std::map<Manner, unsigned> counts;
    for (int n = 0; n < 2'000; ++n) {
        ++counts[drawn({.one_in = 1, .seed = 3, .mixed = true}, std::to_string(n))];
    }
    for (const MannerWord& word : manner_words) {
        const bool one = word.reach == Reach::payment && word.manner != Manner::honest;
        EXPECT_EQ(counts.contains(word.manner), one) << word.name;
    }
}

TEST(Manners, EveryNameIsFoundAndAnotherIsNot) {
    for (const MannerWord& word : manner_words) EXPECT_EQ(manner_of(word.name), word.manner);
    EXPECT_FALSE(manner_of("polite").has_value());
    EXPECT_FALSE(manner_of("").has_value());
}

TEST(Manners, ConductAndWhatFollowsFromItSurviveARestart) {
    const auto path = std::filesystem::temp_directory_path() / "zhida-manners-test.sqlite";
    std::filesystem::remove(path);
    {
        const auto book = open_book(path);
        ASSERT_TRUE(book->behave({Manner::reject_then_settle, 1, 42}).ok());
        EXPECT_EQ(answer_of(*book, "1"), Answer::refused);
    }
    const auto again = std::move(*Book::open(path));
    EXPECT_EQ(again->conduct().manner, Manner::reject_then_settle);
    EXPECT_EQ(again->conduct().seed, 42U);
    EXPECT_EQ(again->debits_of("1"), 0U);
    ASSERT_TRUE(again->move_to(base::plus_days(monday, 1)).ok());
    EXPECT_EQ(again->debits_of("1"), 1U);
    EXPECT_EQ(again->status("1")->answer, Answer::paid);
    EXPECT_EQ(again->status("1")->booked, base::plus_days(monday, 1));
    std::filesystem::remove(path);
}

TEST(Manners, APaymentThatIsPlannedIsNeitherKnownNorExecutedAgain) {
    const auto book = open_book();
    ASSERT_TRUE(book->behave({Manner::unheard_then_settle}).ok());
    EXPECT_EQ(answer_of(*book, "1"), Answer::unknown);
    EXPECT_FALSE(book->status("1").has_value());
    ASSERT_TRUE(book->behave({}).ok());
    EXPECT_EQ(answer_of(*book, "1"), Answer::unknown);  // however it behaves by now
    for (const int day : {1, 2}) ASSERT_TRUE(book->move_to(base::plus_days(monday, day)).ok());
    EXPECT_EQ(book->debits_of("1"), 0U);
    ASSERT_TRUE(book->move_to(base::plus_days(monday, 3)).ok());
    EXPECT_EQ(book->debits_of("1"), 1U);
    EXPECT_EQ(answer_of(*book, "1"), Answer::paid);
    EXPECT_EQ(book->debits_of("1"), 1U);
}

TEST(Manners, TheBooksAddUpInEveryMannerOfAPayment) {
    for (const MannerWord& word : manner_words) {
        const auto book = open_book();
        ASSERT_TRUE(book->behave({word.manner}).ok());
        book->pay({order("1"), order("2", 1), order("3", 301)});
        std::int64_t sum = 0;
        for (int day = 1; day < 32; ++day) {
            ASSERT_TRUE(book->move_to(base::plus_days(monday, day)).ok());
        }
        for (const auto& entry : book->entries(0)) {
            const bool out = entry.kind == bank_port::EntryKind::payment;
            sum += out ? -entry.amount.count() : entry.amount.count();
        }
        EXPECT_EQ(book->balance(), sum) << word.name;
    }
}

TEST(Manners, ABankThatRepeatsDebitsAsOftenAsAnIdComes) {
    const auto book = open_book();
    EXPECT_EQ(answer_of(*book, "1"), Answer::paid);
    ASSERT_TRUE(book->behave({Manner::repeats}).ok());
    EXPECT_EQ(answer_of(*book, "1"), Answer::paid);
    EXPECT_EQ(answer_of(*book, "1"), Answer::paid);
    EXPECT_EQ(book->debits_of("1"), 3U);
    EXPECT_EQ(book->debited_fen("1"), 300);
}

TEST(Manners, OnlyThePayeeOfAWrongPaymentIsNotCredited) {
    const auto book = open_book();
    EXPECT_EQ(answer_of(*book, "1"), Answer::paid);
    ASSERT_TRUE(book->behave({Manner::wrong_payee}).ok());
    EXPECT_EQ(answer_of(*book, "2"), Answer::paid);
    EXPECT_TRUE(book->is_credited("1", "payee"));
    EXPECT_FALSE(book->is_credited("2", "payee"));
    EXPECT_FALSE(book->is_credited("3", "payee"));
    EXPECT_EQ(book->debited_fen("2"), 100);
}

TEST(Manners, WhatACrashTakesIsGoneFromBalanceAnswersAndNumbers) {
    const auto book = open_book();
    for (const char* id : {"1", "2", "3"}) EXPECT_EQ(answer_of(*book, id), Answer::paid);
    const auto last = book->counts().last_entry;
    ASSERT_TRUE(book->lose_newest(2).ok());
    EXPECT_EQ(book->balance(), 99'900);
    EXPECT_TRUE(book->status("1").has_value());
    EXPECT_FALSE(book->status("2").has_value());
    EXPECT_EQ(book->counts().debits, 1);
    EXPECT_EQ(answer_of(*book, "3"), Answer::paid);
    EXPECT_EQ(book->counts().last_entry, last - 1);
}

TEST(Manners, WhateverABankDoesItOverdrawsNothing) {
    for (const MannerWord& word : manner_words) {
        const auto book = open_book();
        ASSERT_TRUE(book->behave({word.manner}).ok());
        for (const char* id : {"1", "2", "3"}) book->pay({order(id, 40'000)});
        for (int day = 1; day < 32; ++day) {
            ASSERT_TRUE(book->move_to(base::plus_days(monday, day)).ok());
        }
        EXPECT_GE(book->balance(), 0) << word.name;
    }
}

TEST(Manners, OneInNothingIsRefused) {
    const auto book = open_book();
    EXPECT_FALSE(book->behave({Manner::pending, 0}).ok());
    EXPECT_EQ(book->conduct().manner, Manner::honest);
}

}  // namespace
}  // namespace zhida::sim
