// The link to a bank, as an agent sees it. An answer is definitive or it is unknown; a link never
// guesses: time-out, reset, server error, garbage, "not found" are unknown (payment.md §3).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "contracts/vocabulary/money.hpp"
#include "contracts/vocabulary/reasons.hpp"
#include "core/base/bytes.hpp"
#include "core/base/date.hpp"
#include "core/base/result.hpp"

namespace zhida::bank_port {

using vocabulary::Fen;
using vocabulary::Reason;

inline constexpr std::size_t orders_per_message_max = 500;
inline constexpr std::size_t accounts_per_request_max = 500;

struct AccountQuestion {
    std::string account_no;
    std::string holder_name;
    std::string holder_id_no;
};

struct Instruction {
    std::string end_to_end_id;  // 32 characters, belongs to the order and never to the attempt
    Fen amount;
    std::string payee_name;
    std::string payee_account;
    std::string payee_cnaps;
    std::string purpose;
};

// `unheard`: to an enquiry the bank answered that it has never heard of the id. That is no proof
// that it never will: the order stays in doubt.
enum class Answer : std::uint8_t { accepted, paid, refused, unknown, unheard };

struct OrderAnswer {
    std::string end_to_end_id;
    Answer answer = Answer::unknown;
    Reason reason = Reason::none;  // of a refusal
    // Of `paid`: the bank's own day of the debit. A payment without it waits for its entry.
    std::optional<base::Date> booked = {};
};

enum class EntryKind : std::uint8_t { deposit, payment, returned };

// One movement on the special account, as the bank booked it.
struct Entry {
    std::uint64_t sequence = 0;
    EntryKind kind = EntryKind::deposit;
    std::string reference;  // end-to-end id, or the deposit's own
    Fen amount;
    base::Date booked;
    Reason reason = Reason::none;  // of a return
};

struct Statement {
    base::Date day;
    Fen opening;
    Fen closing;
    std::vector<Entry> entries;  // contiguous sequence numbers
    base::Bytes bytes;           // as the bank sent it
};

class BankPort {
  public:
    virtual ~BankPort() = default;
    // In the order of the questions; Reason::none: exists, holder fits, open for credit. An error:
    // the bank did not answer.
    virtual base::Result<std::vector<Reason>> verify(
        const std::vector<AccountQuestion>& questions) = 0;
    // One answer per instruction; all unknown when no sound reply came back.
    virtual std::vector<OrderAnswer> submit(const std::string& message_id,
                                            const std::vector<Instruction>& instructions) = 0;
    virtual std::vector<OrderAnswer> enquire(const std::vector<std::string>& end_to_end_ids) = 0;
    // Of a day that is over; nothing when it had no movement (the next statement covers it).
    virtual base::Result<std::optional<Statement>> statement(base::Date day) = 0;
    // Movements with a sequence number above `after`.
    virtual base::Result<std::vector<Entry>> entries(std::uint64_t after) = 0;
};

}  // namespace zhida::bank_port
