// The books of a simulated bank, durable in SQLite: accounts it knows, one special account, every
// payment by its end-to-end id, every movement with a running number. A payment is executed at most
// once per id, and durable before it is answered.
#pragma once

#include <memory>
#include <optional>

#include "banks/port/port.hpp"
#include "banks/sim/accounts.hpp"
#include "banks/sim/manners.hpp"

namespace zhida::sim {

inline constexpr std::size_t entries_max = 10'000'000;

class Book {
  public:
    // `path`: a file, or ":memory:".
    static base::Result<std::unique_ptr<Book>> open(const std::string& path);
    ~Book();

    // Those of other banks are where an interbank payment arrives, or does not.
    base::Status know(const std::vector<KnownAccount>& accounts, std::string_view bank_code);
    // Books what falls due on the new day: payments that are sent back, and all that was planned.
    base::Status move_to(base::Date today);
    // The day takes no more movements: its statement stays as it is, what comes later is booked on
    // the next day. Durable; a day that is cut off already stays so.
    base::Status cut_off(base::Date day);
    // Once a reference: said again, nothing happens; with another amount it is refused.
    base::Status deposit(vocabulary::Fen amount, std::string_view reference);

    // From now on, until it is told otherwise. Durable.
    base::Status behave(const Conduct& conduct);
    const Conduct& conduct() const { return conduct_; }

    // As after a crash of a bank that answered before it wrote: the newest movements and what was
    // said of them are gone, and their numbers are given out again.
    base::Status lose_newest(std::uint32_t movements);

    vocabulary::Reason verify(const bank_port::AccountQuestion& question);
    // One message: executed as a whole and durable before it is answered.
    std::vector<bank_port::OrderAnswer> pay(
        const std::vector<bank_port::Instruction>& instructions);
    // As the bank's enquiry desk tells it; nothing: the bank has never heard of it.
    std::optional<bank_port::OrderAnswer> status(const std::string& end_to_end_id);
    std::vector<bank_port::Entry> entries(std::uint64_t after, std::size_t count_max = entries_max);
    std::optional<bank_port::Statement> statement(base::Date day);
    std::int64_t balance();
    base::Date today() const { return today_; }
    // Where a movement would be booked now.
    base::Date booking_day() const;
    // How often the special account was debited for an id: the truth tests ask for.
    std::uint64_t debits_of(const std::string& end_to_end_id);
    std::int64_t debited_fen(const std::string& end_to_end_id);
    // What the payee's bank would show of its own credit.
    bool is_credited(const std::string& end_to_end_id, const std::string& payee_account);
    struct Counts {
        std::int64_t payments = 0;  // executed or refused
        std::int64_t debits = 0;
        std::int64_t twice = 0;  // ids that were debited more than once
        std::int64_t last_entry = 0;
    };
    Counts counts();

  private:
    class Database;
    explicit Book(std::unique_ptr<Database> database);
    bank_port::OrderAnswer execute(const bank_port::Instruction& instruction);
    std::optional<bank_port::OrderAnswer> known(const bank_port::Instruction& instruction,
                                                const std::string& content);
    bank_port::OrderAnswer settle_now(const bank_port::Instruction& instruction,
                                      const std::string& content, Manner manner);
    bank_port::OrderAnswer settle_later(const bank_port::Instruction& instruction,
                                        const std::string& content, Manner manner);
    // Keeps what the bank says of a payment from now on.
    bank_port::OrderAnswer tell(const bank_port::Instruction& instruction,
                                const std::string& content, bank_port::Answer answer,
                                vocabulary::Reason reason = vocabulary::Reason::none);
    // What will be booked on a later day.
    void plan(const bank_port::Instruction& instruction, const std::string& content, int days,
              bank_port::EntryKind kind, vocabulary::Reason reason = vocabulary::Reason::none);
    bool is_planned(const std::string& end_to_end_id);
    void carry_out_plans();
    void recall_conduct();
    struct Judgement {
        vocabulary::Reason refusal = vocabulary::Reason::none;
        vocabulary::Reason sent_back = vocabulary::Reason::none;  // paid, and back the next day
    };
    Judgement judge(const bank_port::Instruction& instruction);
    void post(bank_port::EntryKind kind, std::string_view reference, std::int64_t amount,
              vocabulary::Reason reason);

    std::unique_ptr<Database> database_;
    base::Date today_;
    base::Date cut_off_{-1};
    Conduct conduct_;
};

}  // namespace zhida::sim
