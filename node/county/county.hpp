// Makes the people and the genesis of a sandbox county. Everything in it is fictional; a real
// county writes its own genesis with `zhida init`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/identity.hpp"
#include "contracts/vocabulary/calendar.hpp"
#include "contracts/vocabulary/money.hpp"
#include "core/chain/machine.hpp"

namespace zhida::county {

inline constexpr vocabulary::ProgrammeId resettlement_programme = 1;

struct Bank {
    vocabulary::BankCode code;
    vocabulary::AccountId account;
    std::string_view zh;
    std::string_view en;
};
inline constexpr std::array banks{Bank{102, 1, "工商银行", "ICBC"},
                                  Bank{403, 2, "邮储银行", "PSBC"}, Bank{303, 3, "光大银行", "CEB"},
                                  Bank{302, 4, "中信银行", "CITIC"},
                                  Bank{105, 5, "建设银行", "CCB"}};

// Somebody in the county, by a name that says what for: village-130629101204-1, finance-2,
// agent-102.
struct Member {
    std::string name;
    client::Identity identity;
};

struct Plan {
    std::string ledger_name = "sandbox";
    std::uint64_t county = 130629;
    std::vector<vocabulary::VillageCode> villages;  // of the county
    vocabulary::Calendar calendar;
    std::string source_system;
    std::optional<crypto::PublicKey> source_key;
    base::Seconds start = 0;
    base::ByteArray<16> nonce{};
    crypto::Profile profile = crypto::Profile::gm;
    bool one_account = false;  // the county holds one special account, at the first bank
};

struct County {
    chain::Genesis genesis;
    std::vector<Member> members;

    const Member& member(std::string_view name) const;
    // The n-th (from 1) officer of a village or township.
    const Member& village_officer(vocabulary::VillageCode village, unsigned n) const;
    const Member& township_officer(std::uint64_t township, unsigned n) const;
};

// A name → key supplier; keys are drawn outside so that a sandbox keeps them in files.
using KeyMaker = std::function<crypto::SigningKey(const std::string& name)>;
County make_county(const Plan& plan, const KeyMaker& keys);

}  // namespace zhida::county
