// One list from start to end (payment.md §9). Every step can be played again after a crash: acts
// carry references made from what they say, and what is done already is seen on the ledger.
#pragma once

#include <functional>
#include <map>

#include "client/ledger.hpp"
#include "client/state_view.hpp"
#include "contracts/payment/types/records.hpp"
#include "contracts/resettle/rules/resettle.hpp"
#include "node/county/county.hpp"
#include "node/walk/report.hpp"

namespace zhida::walk {

using vocabulary::BankCode;

struct Message {
    std::uint16_t type = 0;
    base::Bytes payload;
};
// A package that was judged, sealed and prepared; its messages wait for the importer's signature.
struct Prepared {
    vocabulary::ListId list{};
    std::size_t messages = 0;
    std::function<base::Result<Message>(std::size_t)> message;
};

// Where the walk takes place.
class Surroundings {
  public:
    virtual ~Surroundings() = default;
    virtual client::Ledger& ledger() = 0;
    virtual base::Result<Prepared> prepare() = 0;
    // Money of the county arrives at its special account. Once a reference.
    virtual base::Status deposit(BankCode bank, vocabulary::Fen amount,
                                 const std::string& reference) = 0;
    virtual base::Status move_banks(base::Date day) = 0;
    // Every agent has told the ledger all that its bank has booked.
    virtual base::Result<bool> agents_caught_up() = 0;
    // Lets the agents work until `done` says so. False: they have stopped making progress.
    virtual base::Result<bool> await(const std::function<base::Result<bool>()>& done) = 0;
};

// What the county writes on its payment to the special account: one for each version of a list.
std::string payment_reference(const resettle::List& list, BankCode bank);

using Progress = std::function<void(std::size_t done, std::size_t total)>;

class Walk {
  public:
    Walk(Surroundings& surroundings, const county::County& people, crypto::Profile profile)
        : around_{surroundings},
          people_{people},
          hash_{crypto::hash_of(profile)} {}

    base::Status import();
    base::Status verify();
    base::Status villages();
    base::Status townships();
    base::Status county_and_area();
    base::Status fund();
    base::Status release();
    base::Status pay();
    base::Status close_day();
    base::Status next_working_day();
    base::Status close_list();

    base::Result<Report> report();
    base::Result<bool> is_closed();
    const vocabulary::ListId& list_id() const { return list_; }
    void show_progress(Progress progress) { progress_ = std::move(progress); }

    template <class M>
    base::Status act(const std::string& who, const M& message);
    base::Status move_to(base::Seconds time);

  private:
    base::Status send(const client::Identity& who, std::string_view name, std::uint16_t type,
                      const base::Bytes& payload);
    base::Result<resettle::List> list();
    base::Result<std::vector<resettle::Section>> sections();
    template <class M>
    base::Result<M> header();
    base::Status all_sections(resettle::SectionState at_least);
    base::Status move_to_working_day(unsigned days_ahead);
    base::Status settle();
    base::Result<bool> is_settled();
    // How many orders are unsent, and how many in flight.
    base::Result<std::pair<std::uint32_t, std::uint32_t>> open_orders();
    base::Status confirm_close(const payment::Account& account, vocabulary::AccountId id,
                               base::Date day);
    base::Result<base::Seconds> time();
    client::StateView state() { return client::StateView{around_.ledger()}; }
    void progress(std::size_t done, std::size_t total) {
        if (progress_) progress_(done, total);
    }

    Surroundings& around_;
    const county::County& people_;
    crypto::Hash hash_;
    Progress progress_;
    vocabulary::ListId list_{};
};

}  // namespace zhida::walk
