// The books of a simulated bank, durable in SQLite: accounts it knows, one special account, every
// payment by its end-to-end id, every movement with a running number. A payment is executed at most
// once per id, and durable before it is answered.
#pragma once

#include <memory>
#include <optional>

#include "banks/port/port.hpp"
#include "banks/sim/manners.hpp"

namespace zhida::sim {

inline constexpr std::size_t entries_max = 10'000'000;

// What the file beside a sample says of an account (list-format.md §4).
struct KnownAccount {
    std::string account_no;
    std::string holder_name;
    std::string holder_id_no;
    std::string bank_code;
    std::string state;
};
std::vector<KnownAccount> read_accounts(std::string_view csv);

class Book {
  public:
    // `path`: a file, or ":memory:".
    static base::Result<std::unique_ptr<Book>> open(const std::string& path);
    ~Book();

    base::Status know(const std::vector<KnownAccount>& accounts, std::string_view bank_code);
    // Books what falls due on the new day: payments that are sent back the next working day.
    base::Status move_to(base::Date today);
    // The day takes no more movements: its statement stays as it is, what comes later is booked on
    // the next day. Durable; a day that is cut off already stays so.
    base::Status cut_off(base::Date day);
    // Once a reference: said again, nothing happens; with another amount it is refused.
    base::Status deposit(vocabulary::Fen amount, std::string_view reference);

    // From now on, of every `one_in` payments one, drawn by `seed`, is treated so. Durable.
    base::Status behave(Manner manner, std::uint32_t one_in = 1, std::uint64_t seed = 0);
    Manner manner() const { return manner_; }

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
    // What the manner makes of a payment that is in order.
    bank_port::OrderAnswer treat(const bank_port::Instruction& instruction, Manner manner,
                                 const std::string& content);
    void remember(const bank_port::Instruction& instruction, const std::string& content,
                  bank_port::Answer answer, vocabulary::Reason reason, bool returns);
    void plan(const bank_port::Instruction& instruction, const std::string& content, int days,
              bank_port::EntryKind kind);
    void carry_out_plans();
    std::optional<bank_port::OrderAnswer> known(const bank_port::Instruction& instruction,
                                                const std::string& content);
    bool is_drawn(const std::string& end_to_end_id) const;
    vocabulary::Reason judge(const bank_port::Instruction& instruction, bool& returns);
    void post(bank_port::EntryKind kind, std::string_view reference, std::int64_t amount,
              vocabulary::Reason reason);

    std::unique_ptr<Database> database_;
    base::Date today_;
    base::Date cut_off_{-1};
    Manner manner_ = Manner::honest;
    std::uint32_t one_in_ = 1;
    std::uint64_t seed_ = 0;
};

}  // namespace zhida::sim
