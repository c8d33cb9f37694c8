// How the registry lies in the state. Tables 0x10–0x1f.
#pragma once

#include <vector>

#include "contracts/registry/types/messages.hpp"
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
struct Parameter {
    static constexpr std::uint8_t table = 0x14;
    using Key = std::tuple<std::uint64_t, base::ByteArray<16>>;  // region, digest of the name
    std::string key;
    std::vector<DatedValue> values;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Parameter::key, 64),
                             codec::field<2>(&Parameter::values, 500));
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

}  // namespace zhida::registry
