// The words every contract uses: roles, kinds of organisation, identifiers. Numbers stand on the
// ledger for ever: append, never reuse.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace zhida::vocabulary {

using OrganisationId = std::uint32_t;
using PersonId = std::uint32_t;
using ProgrammeId = std::uint16_t;
using AccountId = std::uint16_t;   // a special account (专户)
using BankCode = std::uint16_t;    // first three digits of a CNAPS number
using VillageCode = std::uint64_t; // 12-digit division code
using ItemCode = std::uint16_t;    // see item_code()
using LineNumber = std::uint32_t;  // position in a list, from 0
using SectionNumber = std::uint16_t;
using Reference = base::ByteArray<16>;  // of a payee, household or agreement; random
using Tag = base::ByteArray<16>;        // entitlement tag, made by the registrar
// First 8 bytes of the digest that names a list; also names its orders in the payment contract.
using ListId = base::ByteArray<8>;

inline constexpr std::size_t lines_per_chunk_max = 500;       // wire.md §3
inline constexpr std::size_t sections_per_act_max = 200;      // payment.md §2
inline constexpr std::size_t sections_per_list_max = 2'000;
inline constexpr std::size_t orders_per_batch_max = 500;      // payment.md §3

enum class Role : std::uint8_t {
    importer = 1,            // machine of the importing office
    registrar = 2,           // machine of the programme's duty body
    village_officer = 3,
    township_officer = 4,
    county_officer = 5,      // resettlement office
    area_officer = 6,
    finance_officer = 7,     // county finance
    bank_agent = 8,          // machine of a bank
    administrator = 9,       // of the registry: organisations, keys, parameters
    auditor = 10,
    area_finance_officer = 11,
    civil_feed = 12,         // machine of civil affairs: deaths and restraints
};

enum class OrganisationKind : std::uint8_t {
    new_area = 1, county_office = 2, county_finance = 3, township = 4, village = 5, bank = 6,
    source_system = 7, auditor = 8, civil_affairs = 9,
};

struct RoleWord {
    Role role;
    OrganisationKind of;
    bool machine;
    std::string_view name;
    std::string_view zh;
};

inline constexpr std::array role_words{
    RoleWord{Role::importer, OrganisationKind::county_office, true, "importer", "导入机构（机器）"},
    RoleWord{Role::registrar, OrganisationKind::new_area, true, "registrar", "登记服务（机器）"},
    RoleWord{Role::village_officer, OrganisationKind::village, false, "village_officer", "村经办"},
    RoleWord{Role::township_officer, OrganisationKind::township, false, "township_officer", "乡镇经办"},
    RoleWord{Role::county_officer, OrganisationKind::county_office, false, "county_officer", "县征迁主管"},
    RoleWord{Role::area_officer, OrganisationKind::new_area, false, "area_officer", "新区主管"},
    RoleWord{Role::finance_officer, OrganisationKind::county_finance, false, "finance_officer", "县财政专户管理"},
    RoleWord{Role::bank_agent, OrganisationKind::bank, true, "bank_agent", "银行代理（机器）"},
    RoleWord{Role::administrator, OrganisationKind::new_area, false, "administrator", "账本管理员"},
    RoleWord{Role::auditor, OrganisationKind::auditor, false, "auditor", "审计"},
    RoleWord{Role::area_finance_officer, OrganisationKind::new_area, false, "area_finance_officer", "新区财政"},
    RoleWord{Role::civil_feed, OrganisationKind::civil_affairs, true, "civil_feed", "民政名单（机器）"},
};

constexpr const RoleWord* word_of(Role role) {
    for (const RoleWord& word : role_words) {
        if (word.role == role) return &word;
    }
    return nullptr;
}
constexpr bool is_known(Role role) { return word_of(role) != nullptr; }
constexpr bool is_known(OrganisationKind k) {
    return k >= OrganisationKind::new_area && k <= OrganisationKind::civil_affairs;
}

// Every code of a capital letter and one to three digits has its own number: `L1`, `L01` and `L001`
// are three codes.
inline constexpr unsigned item_codes_per_letter = 10 + 100 + 1'000;
constexpr std::optional<ItemCode> item_code(std::string_view text) {
    if (text.size() < 2 || text.size() > 4 || text[0] < 'A' || text[0] > 'Z') return std::nullopt;
    constexpr unsigned shorter[] = {0, 10, 110};  // codes with fewer digits
    unsigned number = 0;
    for (char c : text.substr(1)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    const unsigned letter = static_cast<unsigned>(text[0] - 'A');
    return static_cast<ItemCode>(letter * item_codes_per_letter + shorter[text.size() - 2] + number);
}
static_assert(item_code("L1") != item_code("L01") && item_code("Z999") > item_code("Z99"));

inline std::string item_text(ItemCode code) {
    const unsigned within = code % item_codes_per_letter;
    const std::size_t digits = within < 10 ? 1 : within < 110 ? 2 : 3;
    std::string number = std::to_string(within - (digits == 1 ? 0U : digits == 2 ? 10U : 110U));
    number.insert(0, digits - number.size(), '0');
    return static_cast<char>('A' + code / item_codes_per_letter) + number;
}

// The township a village belongs to: the first nine digits of its code.
constexpr std::uint64_t township_of(VillageCode village) { return village / 1'000; }
constexpr std::uint64_t county_of(VillageCode village) { return village / 1'000'000; }

// Whether an officer's division (6, 9 or 12 digits; 0 = everywhere) contains the village.
constexpr bool covers(std::uint64_t division, VillageCode village) {
    return division == 0 || division == village || division == township_of(village) ||
           division == county_of(village);
}

}  // namespace zhida::vocabulary
