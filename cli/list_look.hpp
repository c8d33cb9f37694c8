// One list as it lies on the ledger, read from afar, and what it waits for.
#pragma once

#include <map>
#include <vector>

#include "cli/access.hpp"
#include "contracts/approval/rules/approval.hpp"
#include "contracts/payment/types/records.hpp"
#include "contracts/resettle/rules/resettle.hpp"

namespace zhida::cli {

struct SectionLook {
    resettle::Section record;
    unsigned village_signatures = 0;
    unsigned township_signatures = 0;
};

struct ListLook {
    vocabulary::ListId id{};
    resettle::List record;
    resettle::ListState state = resettle::ListState::receiving;  // with PAYING and SETTLED
    crypto::Digest overlay{};
    std::vector<SectionLook> sections;
    std::map<approval::Level, unsigned> signatures;  // of the list as a whole
    std::map<approval::Level, unsigned> needed;      // by the programme's flow
    std::map<vocabulary::LineNumber, resettle::Reason> held;
    std::optional<payment::Batch> batch;  // once it was released

    std::int64_t held_fen() const;
};

// By the number of the list (its highest version) or by its id in hexadecimal.
base::Result<vocabulary::ListId> find_list(const client::StateView& view, const std::string& no);
base::Result<ListLook> look_at(const client::StateView& view, crypto::Hash hash,
                               const vocabulary::ListId& id);

// Fails while none is.
base::Result<vocabulary::LineNumber> first_paid(const client::StateView& view,
                                                const vocabulary::ListId& list);

// Who has to do something before the list goes on.
struct Awaited {
    std::string_view who;  // as village, township, bank, timer
    std::string_view zh;
    std::string_view en;
    std::uint64_t division = 0;                       // of the village, township or county
    vocabulary::BankCode bank = 0;                    // of banks only
    unsigned signatures = 0;                          // still missing
    std::optional<base::Seconds> until;               // of the timer
    std::vector<vocabulary::SectionNumber> sections;  // empty: the list as a whole
};
std::vector<Awaited> awaited(const ListLook& look);

}  // namespace zhida::cli
