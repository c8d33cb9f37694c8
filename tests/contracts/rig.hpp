// A county in memory: one machine, all contracts, and short words for what its people do.
#pragma once

#include <memory>
#include <optional>

#include "client/identity.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/resettle/rules/resettle.hpp"
#include "core/chain/machine.hpp"
#include "node/county/county.hpp"

namespace zhida::rig {

using vocabulary::Fen;
using vocabulary::LineNumber;

inline constexpr vocabulary::VillageCode village_a = 130629100201;
inline constexpr vocabulary::VillageCode village_b = 130629101204;

class Verifier final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey& key, base::ByteView message,
              const crypto::Signature& signature) override;
};

// A package of a few lines in two villages, as the importer would send it.
struct Package {
    resettle::OpenList open;
    std::vector<resettle::NewAgreement> agreements;
    std::vector<resettle::Line> lines;
};

class Rig {
  public:
    explicit Rig(bool one_account = false);

    // Puts one transaction into a block of its own. 0 is done.
    chain::Code send(const std::string& who, std::uint16_t type, const base::Bytes& payload);
    template <class M>
    chain::Code act(const std::string& who, const M& message) {
        return send(who, M::type, codec::encode(message));
    }
    chain::Receipt put(const base::Bytes& envelope);
    base::Bytes envelope(const std::string& who, std::uint16_t type, const base::Bytes& payload,
                         const std::string& reference = {});
    void wait(base::Seconds seconds);  // an empty block later, timers fire

    // Steps of the straight path for the list of `package()`, each by its own people.
    void import(const Package& package);
    chain::Code add_lines(const Package& package, LineNumber first, std::size_t count);
    void verify(const std::vector<resettle::RefusedLine>& refused = {});
    void confirm_and_notice();
    void townships();
    void county();
    void area();
    void fund();
    void lock_and_release();
    void claim_all();
    void pay_all(const std::vector<payment::Outcome>& others = {});
    void close_days(base::Date day);
    void to_stage(resettle::ListState state);

    Package package(unsigned lines_each = 3, const std::string& list_no = "T-1",
                    base::Byte seed = 1);
    std::vector<resettle::SectionSeen> seen(std::vector<vocabulary::SectionNumber> numbers) const;
    template <class M>
    M header() const {
        M m;
        m.list = list;
        const auto record = chain::must_load<resettle::List>(machine.view(), {list});
        m.header = record.header;
        m.overlay = resettle::overlay_now(machine.view(), crypto::Hash::sm3, list, record);
        return m;
    }
    template <class M>
    M sections(std::vector<vocabulary::SectionNumber> numbers) const {
        M m;
        m.list = list;
        m.sections = seen(std::move(numbers));
        return m;
    }
    resettle::ListState state() const;
    resettle::SectionState section_state(vocabulary::SectionNumber n) const;
    payment::Order order(LineNumber line) const;
    payment::Account account(vocabulary::AccountId id) const;
    vocabulary::AccountId account_of(LineNumber line) const;
    base::Date today() const { return base::day_in_china(now); }

    crypto::SigningKey source_key;
    county::County people;
    Verifier verifier;
    chain::Machine machine;
    base::Seconds now = 0;
    std::uint64_t height = 0;
    resettle::ListId list{};
    std::string last_datum;

  private:
    std::uint64_t references_ = 0;
};

}  // namespace zhida::rig
