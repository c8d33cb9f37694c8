// Invented payees: numbers with right check digits, names, cards, phones.
#pragma once

#include <cstdint>
#include <string>

#include "contracts/vocabulary/village.hpp"
#include "tools/generator/detail/chance.hpp"

namespace zhida::generator::detail {

// Every list has a slot of its own and draws its payees from it by serial number.
inline constexpr std::uint64_t slots = 16'000'000;
inline constexpr std::uint64_t payees_per_slot = 400'000;
inline constexpr std::uint64_t units_per_slot = 50'000;

std::uint64_t slot_of(std::uint64_t seed, std::string_view list_no);

struct Payee {
    std::string kind;  // as in payee_kind
    std::string name;
    std::string id_no;
    std::string account_no;
    std::string cnaps;
    std::string phone;
    std::string bank_code() const { return cnaps.substr(0, 3); }
};

Payee person(std::uint64_t slot, std::uint64_t serial, Chance& chance);
Payee unit(std::uint64_t slot, std::uint64_t serial, std::string_view county, Chance& chance);
// Depends on the village alone.
Payee collective(const vocabulary::Village& village);
std::string person_name(Chance& chance);

}  // namespace zhida::generator::detail
