// Statements and notifications: what is not complete and exact is not read.
#include "tests/iso/world.hpp"

namespace zhida::iso {
namespace {

using bank_port::Entry;
using bank_port::EntryKind;
using vocabulary::Fen;
using vocabulary::Reason;

const simd::Stamp stamp{"102", "2019-09-23T12:00:00+08:00", "S-1", account};

bank_port::Statement day() {
    bank_port::Statement out{
        .day = monday, .opening = *Fen::of(5'00), .closing = *Fen::of(1'005'00)};
    out.entries = {
        {7, EntryKind::deposit, "funds", *Fen::of(1'000'00), monday, {}},
        {8, EntryKind::payment, id_of(1), *Fen::of(123'45), monday, {}},
        {9, EntryKind::returned, id_of(1), *Fen::of(123'45), monday, Reason::acct_frozen}};
    return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Statement, IsReadExactlyAsTheBankBookedIt) {
    const std::string xml = simd::write_statement(stamp, day());
    EXPECT_EQ(against_schema(xml), "");
    const auto read = connector::read_statement(xml, account);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->day, monday);
    EXPECT_EQ(read->opening.count(), 5'00);
    EXPECT_EQ(read->closing.count(), 1'005'00);
    EXPECT_EQ(base::as_text(read->bytes), xml);
    ASSERT_EQ(read->entries.size(), 3U);
    EXPECT_EQ(read->entries[0].sequence, 7U);
    EXPECT_EQ(read->entries[0].kind, EntryKind::deposit);
    EXPECT_EQ(read->entries[0].reference, "funds");
    EXPECT_EQ(read->entries[1].kind, EntryKind::payment);
    EXPECT_EQ(read->entries[1].amount.count(), 123'45);
    EXPECT_EQ(read->entries[2].kind, EntryKind::returned);
    EXPECT_EQ(read->entries[2].reason, Reason::acct_frozen);
}

TEST(Statement, TheLargestAmountIsExactToTheFen) {
    bank_port::Statement one{.day = monday, .opening = Fen{}, .closing = *Fen::of(Fen::count_max)};
    one.entries = {{1, EntryKind::deposit, "all", *Fen::of(Fen::count_max), monday, {}}};
    EXPECT_EQ(against_schema(simd::write_statement(stamp, one)), "");
    EXPECT_TRUE(connector::read_statement(simd::write_statement(stamp, one), account));
    one.entries[0].amount = *Fen::of(Fen::count_max - 1);  // one fen less does not add up
    EXPECT_FALSE(connector::read_statement(simd::write_statement(stamp, one), account));
}

TEST(Statement, ThatIsAnothersIncompleteOrInexactIsNone) {
    const std::string good = simd::write_statement(stamp, day());
    EXPECT_FALSE(connector::read_statement(good, "ZHUANHU-403"));
    const std::vector<std::pair<std::string, std::string>> changes{
        {"<NtryRef>8<", "<NtryRef>9<"},
        {"<NtryRef>8<", "<NtryRef>x<"},
        {"<NtryRef>8</NtryRef>", ""},
        {"1005.00", "1005.01"},
        {"1005.00", "1005.0"},
        {"1005.00", "1.005e3"},
        {"123.45", "-123.45"},
        {"CNY", "EUR"},
        {"CLBD", "OPBD"},
        {"CLBD", "ITBD"},
        {"<CdtDbtInd>CRDT", "<CdtDbtInd>DBIT"},  // an opening below zero
        {"BOOK", "PDNG"},
        {"<BookgDt><Dt>2019-09-23", "<BookgDt><Dt>2019-09-22"},
        {"<EndToEndId>" + id_of(1) + "</EndToEndId>", ""},
        {"<Cd>ICDT", "<Cd>MCRD"},
        {"camt.053.001.10", "camt.053.001.02"},
        {"</Stmt>", "</Stmt><Stmt></Stmt>"},
        {"<Document", "<!DOCTYPE a><Document"}};
    ASSERT_TRUE(connector::read_statement(good, account));
    for (const auto& [from, to] : changes) {
        EXPECT_FALSE(connector::read_statement(replaced(good, from, to), account))
            << from << " → " << to;
    }
    for (std::size_t size = 0; size < good.size(); size += 3) {
        EXPECT_FALSE(connector::read_statement(good.substr(0, size), account)) << size;
    }
}

// A bank that gives one answer, or for notifications pages of contiguous numbers for ever.
struct Teller {
    transport::Issued authority = *transport::make_authority("county", std::time(nullptr));
    transport::Response answer;
    std::size_t page = 0;
    std::uint64_t gap = 0;
    std::unique_ptr<transport::Server> server = std::move(*transport::Server::start(
        {.credentials = issue(authority, "bank-102")}, [this](const transport::Request& request) {
            if (page == 0) return answer;
            const std::uint64_t after = std::stoull(request.parameter("after").value_or("0")) + gap;
            std::vector<Entry> entries;
            for (std::uint64_t n = after + 1; n <= after + page; ++n) {
                entries.push_back({n, EntryKind::payment, "id", *Fen::of(1), monday, {}});
            }
            return transport::Response{.type = "application/xml",
                                       .body = simd::write_notification(stamp, entries)};
        }));
    std::unique_ptr<connector::Connector> link =
        connect(server->port(), issue(authority, "agent-102"));
};

TEST(Statement, OnlyThePlainWordNoMovementMeansThatThereWasNone) {
    Teller bank;
    bank.answer = {.status = 204, .body = ""};
    ASSERT_TRUE(bank.link->statement(monday));
    EXPECT_FALSE(*bank.link->statement(monday));
    for (const unsigned status : {404U, 403U, 500U, 302U}) {
        bank.answer = {.status = status, .body = ""};
        EXPECT_FALSE(bank.link->statement(monday)) << status;
    }
    bank.answer = {.type = "application/xml", .body = simd::write_statement(stamp, day())};
    EXPECT_TRUE(bank.link->statement(monday));
    EXPECT_FALSE(bank.link->statement(base::plus_days(monday, 1)));  // of another day
}

TEST(Notification, AGapInTheNumbersIsNoAnswer) {
    Teller bank;
    bank.page = 3;
    bank.gap = 1;
    EXPECT_FALSE(bank.link->entries(0));
}

TEST(Notification, ABankThatNeverEndsIsStoppedAtTheLimit) {
    Teller bank;
    bank.page = 10'000;
    const auto entries = bank.link->entries(0);
    ASSERT_TRUE(entries);
    EXPECT_EQ(entries->size(), connector::entries_per_call_max);
    EXPECT_EQ(entries->back().sequence, connector::entries_per_call_max);
}

TEST(Notification, OfAnotherAccountIsNoAnswer) {
    Teller bank;
    simd::Stamp other = stamp;
    other.account = "ZHUANHU-403";
    const std::string xml =
        simd::write_notification(other, {{1, EntryKind::payment, "id", *Fen::of(1), monday, {}}});
    EXPECT_EQ(against_schema(xml), "");
    bank.answer = {.type = "application/xml", .body = xml};
    EXPECT_FALSE(bank.link->entries(0));
}

TEST(Verification, AnAnswerThatIsNotOneKnownWordAQuestionIsNone) {
    Teller bank;
    const std::vector<bank_port::AccountQuestion> questions{{"1", "张三", "id"},
                                                            {"2", "李四", "id"}};
    for (const char* body :
         {"", "[]", "{}", R"({"answers":["OK"]})", R"({"answers":["OK","OK","OK"]})",
          R"({"answers":["OK",1]})", R"({"answers":["OK","AM05"]})", R"({"answers":["OK","AM04"]})",
          R"({"answers":["OK",""]})", "<html/>"}) {
        bank.answer = {.body = body};
        EXPECT_FALSE(bank.link->verify(questions)) << body;
    }
    bank.answer = {.body = R"({"answers":["OK","AC06"]})"};
    ASSERT_TRUE(bank.link->verify(questions));
    EXPECT_EQ(bank.link->verify(questions)->back(), Reason::acct_frozen);
    bank.answer.status = 500;
    EXPECT_FALSE(bank.link->verify(questions));
}

}  // namespace
}  // namespace zhida::iso
