// The book of an account and the tallies of a batch: every movement of money is one call here.
#pragma once

#include "contracts/payment/types/records.hpp"

namespace zhida::payment {

Fen sum(Fen a, Fen b);
Fen difference(Fen a, Fen b);
void add(Tally& tally, Fen amount);
void take(Tally& tally, Fen amount);
// The tally of a batch in which an order of this state counts.
Tally& tally_of(Batch& batch, OrderState state);

// Moves one order to another state: buckets, tallies and the order itself, together or not at all.
// `booked`: the day on which money moved at the bank when it did, else the day of the block.
struct Movement {
    ListId list{};
    LineNumber line = 0;
    OrderState to = OrderState::paid;
    Mover by = Mover::bank;
    Reason reason = Reason::none;
    Evidence evidence = Evidence::answer;
    base::Date booked;
    chain::Digest transaction{};
    std::uint64_t height = 0;
};

// Collects the movements of one transaction so that accounts, day books and the batch are read and
// written once.
class Bookkeeper {
  public:
    Bookkeeper(chain::Draft& draft, const ListId& list);
    void move(const Movement& movement, std::uint32_t epoch);
    void finish(base::Date today);

  private:
    Account& account(AccountId id);
    DayBook& day_book(AccountId id, base::Date day);

    chain::Draft& draft_;
    ListId list_;
    Batch batch_;
    std::map<AccountId, Account> accounts_;
    std::map<std::pair<AccountId, std::uint32_t>, DayBook> books_;
};

void note_open_day(Account& account, base::Date day);
std::uint32_t day_key(base::Date day);

}  // namespace zhida::payment
