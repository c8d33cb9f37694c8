// What can be said to the registry: organisations, persons, keys, roles, parameters, calendars,
// source systems, and the clock of a sandbox. Types 100–199.
#pragma once

#include <vector>

#include "contracts/registry/types/refusals.hpp"
#include "contracts/vocabulary/words.hpp"
#include "core/chain/transaction.hpp"

namespace zhida::registry {

using vocabulary::OrganisationId;
using vocabulary::OrganisationKind;
using vocabulary::PersonId;
using vocabulary::Role;

struct RegisterOrganisation {
    static constexpr std::uint16_t type = 100;
    static constexpr std::string_view name = "register_organisation";
    OrganisationId id = 0;
    OrganisationKind kind = OrganisationKind::county_office;
    std::uint64_t division = 0;  // 6, 9 or 12 digits; 0 for the whole new area
    std::uint16_t bank = 0;      // bank code, of banks only
    std::string title;           // its official name: organisations are public
    static constexpr auto schema() {
        using T = RegisterOrganisation;
        return codec::fields(codec::field<1>(&T::id), codec::field<2>(&T::kind),
                             codec::field<3>(&T::division), codec::field<4>(&T::bank),
                             codec::field<5>(&T::title, 120));
    }
};

// A natural person or a machine. No name: who it is stands in the organisation's own files.
struct RegisterPerson {
    static constexpr std::uint16_t type = 101;
    static constexpr std::string_view name = "register_person";
    PersonId id = 0;
    OrganisationId organisation = 0;
    bool machine = false;
    crypto::Algorithm algorithm = crypto::Algorithm::sm2_sm3;
    base::Bytes public_key;
    static constexpr auto schema() {
        using T = RegisterPerson;
        return codec::fields(codec::field<1>(&T::id), codec::field<2>(&T::organisation),
                             codec::field<3>(&T::machine), codec::field<4>(&T::algorithm),
                             codec::field<5>(&T::public_key, 65));
    }
};

struct AddKey {
    static constexpr std::uint16_t type = 102;
    static constexpr std::string_view name = "add_key";
    PersonId person = 0;
    crypto::Algorithm algorithm = crypto::Algorithm::sm2_sm3;
    base::Bytes public_key;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&AddKey::person), codec::field<2>(&AddKey::algorithm),
                             codec::field<3>(&AddKey::public_key, 65));
    }
};

struct RevokeKey {
    static constexpr std::uint16_t type = 103;
    static constexpr std::string_view name = "revoke_key";
    crypto::KeyId key{};
    std::string reason;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&RevokeKey::key),
                             codec::field<2>(&RevokeKey::reason, 200));
    }
};

struct GrantRole {
    static constexpr std::uint16_t type = 104;
    static constexpr std::string_view name = "grant_role";
    PersonId person = 0;
    OrganisationId organisation = 0;
    Role role = Role::auditor;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&GrantRole::person),
                             codec::field<2>(&GrantRole::organisation),
                             codec::field<3>(&GrantRole::role));
    }
};

struct RevokeRole {
    static constexpr std::uint16_t type = 105;
    static constexpr std::string_view name = "revoke_role";
    PersonId person = 0;
    OrganisationId organisation = 0;
    Role role = Role::auditor;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&RevokeRole::person),
                             codec::field<2>(&RevokeRole::organisation),
                             codec::field<3>(&RevokeRole::role));
    }
};

// A dated figure (rates, limits, days): `key` for `region` from `valid_from` to `valid_to`.
struct SetParameter {
    static constexpr std::uint16_t type = 106;
    static constexpr std::string_view name = "set_parameter";
    std::string key;
    std::uint64_t region = 0;
    base::Date valid_from;
    base::Date valid_to;
    std::uint64_t value = 0;
    std::string document;  // number of the paper that sets it
    static constexpr auto schema() {
        using T = SetParameter;
        return codec::fields(codec::field<1>(&T::key, 64), codec::field<2>(&T::region),
                             codec::field<3>(&T::valid_from), codec::field<4>(&T::valid_to),
                             codec::field<5>(&T::value), codec::field<6>(&T::document, 120));
    }
};

// The days off and make-up working days of one year; plain weekends are not listed.
struct SetCalendar {
    static constexpr std::uint16_t type = 107;
    static constexpr std::string_view name = "set_calendar";
    std::uint16_t year = 0;
    std::vector<base::Date> off;
    std::vector<base::Date> working;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&SetCalendar::year),
                             codec::field<2>(&SetCalendar::off, 120),
                             codec::field<3>(&SetCalendar::working, 60));
    }
};

// A system that hands over lists, by the name its manifests carry. Without a key its lists are
// accepted by digest alone and marked so.
struct RegisterSource {
    static constexpr std::uint16_t type = 108;
    static constexpr std::string_view name = "register_source";
    std::string source_system;
    std::optional<base::Bytes> public_key;  // SM2, 65 bytes
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&RegisterSource::source_system, 64),
                             codec::field<2>(&RegisterSource::public_key, 65));
    }
};

inline constexpr base::Seconds time_max = 253'402'300'799;  // the last second of the year 9999
// Sandbox only (payment.md §7): later blocks carry at least this time.
struct MoveClock {
    static constexpr std::uint16_t type = 109;
    static constexpr std::string_view name = "move_clock";
    base::Seconds to = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&MoveClock::to)); }
};

chain::Verdict check_form(const RegisterOrganisation& m);
chain::Verdict check_form(const RegisterPerson& m);
chain::Verdict check_form(const AddKey& m);
chain::Verdict check_form(const RevokeKey& m);
chain::Verdict check_form(const GrantRole& m);
chain::Verdict check_form(const RevokeRole& m);
chain::Verdict check_form(const SetParameter& m);
chain::Verdict check_form(const SetCalendar& m);
chain::Verdict check_form(const RegisterSource& m);
chain::Verdict check_form(const MoveClock& m);

}  // namespace zhida::registry
