// How the registry lies in the state. Tables 0x10–0x1f.
#pragma once

#include <vector>

#include "contracts/registry/types/powers.hpp"
#include "core/chain/view.hpp"

namespace zhida::registry {

struct Organisation {
    static constexpr std::uint8_t table = 0x10;
    using Key = std::tuple<OrganisationId>;
    OrganisationKind kind = OrganisationKind::county_office;
    std::uint64_t division = 0;
    std::uint16_t bank = 0;
    std::string title;
    static constexpr auto schema() {
        using T = Organisation;
        return codec::fields(codec::field<1>(&T::kind), codec::field<2>(&T::division),
                             codec::field<3>(&T::bank), codec::field<4>(&T::title, 120));
    }
};

struct Person {
    static constexpr std::uint8_t table = 0x11;
    using Key = std::tuple<PersonId>;
    OrganisationId organisation = 0;
    bool machine = false;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Person::organisation),
                             codec::field<2>(&Person::machine));
    }
};

struct KeyRecord {
    static constexpr std::uint8_t table = 0x12;
    using Key = std::tuple<crypto::KeyId>;
    PersonId person = 0;
    crypto::Algorithm algorithm = crypto::Algorithm::sm2_sm3;
    base::Bytes public_key;
    base::Seconds since = 0;
    std::optional<base::Seconds> revoked;
    static constexpr auto schema() {
        using T = KeyRecord;
        return codec::fields(codec::field<1>(&T::person), codec::field<2>(&T::algorithm),
                             codec::field<3>(&T::public_key, 65), codec::field<4>(&T::since),
                             codec::field<5>(&T::revoked));
    }
};

struct RoleGrant {
    static constexpr std::uint8_t table = 0x13;
    using Key = std::tuple<PersonId, OrganisationId, std::uint8_t>;
    base::Seconds since = 0;
    std::optional<base::Seconds> revoked;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&RoleGrant::since),
                             codec::field<2>(&RoleGrant::revoked));
    }
};

struct DatedValue {
    base::Date valid_from;
    base::Date valid_to;
    std::uint64_t value = 0;
    std::string document;
    static constexpr auto schema() {
        using T = DatedValue;
        return codec::fields(codec::field<1>(&T::valid_from), codec::field<2>(&T::valid_to),
                             codec::field<3>(&T::value), codec::field<4>(&T::document, 120));
    }
};

// All values a parameter has had in a region, in the order they were set; the last one that is
// valid on a date counts, so a new pack does not change what earlier dates were judged by.
inline constexpr std::size_t parameter_values_max = 500;
struct Parameter {
    static constexpr std::uint8_t table = 0x14;
    using Key = std::tuple<std::uint64_t, base::ByteArray<16>>;  // region, digest of the name
    std::string key;
    std::vector<DatedValue> values;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Parameter::key, 64),
                             codec::field<2>(&Parameter::values, parameter_values_max));
    }
};

struct CalendarYear {
    static constexpr std::uint8_t table = 0x15;
    using Key = std::tuple<std::uint16_t>;
    std::vector<base::Date> off;
    std::vector<base::Date> working;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&CalendarYear::off, 120),
                             codec::field<2>(&CalendarYear::working, 60));
    }
};

struct Source {
    static constexpr std::uint8_t table = 0x16;
    using Key = std::tuple<base::ByteArray<16>>;  // digest of the name
    std::string source_system;
    std::optional<base::Bytes> public_key;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Source::source_system, 64),
                             codec::field<2>(&Source::public_key, 65));
    }
};

struct Clock {
    static constexpr std::uint8_t table = 0x17;
    using Key = std::tuple<>;
    base::Seconds time = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Clock::time)); }
};

struct Delegation {
    static constexpr std::uint8_t table = 0x18;
    using Key = std::tuple<DelegationId>;
    PersonId principal = 0;
    OrganisationId organisation = 0;
    Role role = Role::auditor;
    PersonId to = 0;
    base::Seconds from = 0;
    base::Seconds until = 0;
    std::string reason;
    std::optional<base::Seconds> ended;
    static constexpr auto schema() {
        using T = Delegation;
        return codec::fields(codec::field<1>(&T::principal), codec::field<2>(&T::organisation),
                             codec::field<3>(&T::role), codec::field<4>(&T::to),
                             codec::field<5>(&T::from), codec::field<6>(&T::until),
                             codec::field<7>(&T::reason, 200), codec::field<8>(&T::ended));
    }
};

// Who may not act now. The record goes with the resumption; both acts stay in the blocks.
struct Suspension {
    static constexpr std::uint8_t table = 0x19;
    using Key = std::tuple<std::uint8_t, std::uint32_t>;  // Actor, id
    base::Seconds since = 0;
    PersonId by = 0;
    std::string reason;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Suspension::since), codec::field<2>(&Suspension::by),
                             codec::field<3>(&Suspension::reason, 200));
    }
};

// An act of two persons that one has signed: what the second one reads, and signs word for word.
struct HalfSigned {
    static constexpr std::uint8_t table = 0x1a;
    using Key = std::tuple<crypto::Digest>;  // of type and payload
    std::uint16_t type = 0;
    base::Bytes payload;
    PersonId person = 0;
    std::optional<PersonId> principal;  // the first signer was her deputy
    OrganisationId organisation = 0;
    Role role = Role::auditor;
    base::Seconds at = 0;
    static constexpr auto schema() {
        using T = HalfSigned;
        return codec::fields(codec::field<1>(&T::type), codec::field<2>(&T::payload, 65'536),
                             codec::field<3>(&T::person), codec::field<4>(&T::principal),
                             codec::field<5>(&T::organisation), codec::field<6>(&T::role),
                             codec::field<7>(&T::at));
    }
};

// A parameter pack in force, by the digest of its act: which paper set what, and who signed.
struct ParameterPack {
    static constexpr std::uint8_t table = 0x1b;
    using Key = std::tuple<crypto::Digest>;
    SetParameters content;
    PersonId first = 0;
    PersonId second = 0;
    base::Seconds set_at = 0;
    static constexpr auto schema() {
        using T = ParameterPack;
        return codec::fields(codec::field<1>(&T::content), codec::field<2>(&T::first),
                             codec::field<3>(&T::second), codec::field<4>(&T::set_at));
    }
};

// The latest jump of an ordinary ledger's time that two persons confirmed.
struct ConfirmedTime {
    static constexpr std::uint8_t table = 0x1c;
    using Key = std::tuple<>;
    base::Seconds to = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&ConfirmedTime::to)); }
};

}  // namespace zhida::registry
