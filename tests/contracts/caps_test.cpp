// Every record at its limits: what the schema allows can be written, read and stored. A container
// that input could fill further is refused before (parameter_full, …).
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "contracts/approval/types/records.hpp"
#include "contracts/registry/types/records.hpp"
#include "core/store/trie.hpp"

namespace zhida::rig {
namespace {

// Fills what has a length to its cap, and numbers to their greatest.
template <class T>
void fill(T& value, std::size_t cap) {
    using codec::detail::is_array;
    using codec::detail::is_optional;
    using codec::detail::is_vector;
    if constexpr (std::is_same_v<T, bool> || codec::IsScalar<T> || codec::IsEnum<T> ||
                  is_array<T>::value) {
        return;
    } else if constexpr (std::is_integral_v<T>) {
        value = std::numeric_limits<T>::max();
    } else if constexpr (std::is_same_v<T, base::Bytes> || std::is_same_v<T, std::string>) {
        value.assign(cap, 'x');
    } else if constexpr (is_optional<T>::value) {
        value.emplace();
        fill(*value, cap);
    } else if constexpr (is_vector<T>::value) {
        value.resize(cap);
        for (auto& item : value) fill(item, cap);
    } else {
        std::apply([&](const auto&... f) { (fill(value.*(f.member), f.max), ...); }, T::schema());
    }
}

template <class... R>
struct Records {
    static constexpr std::size_t count = sizeof...(R);
    template <class Visit>
    static void each(Visit visit) {
        (visit.template operator()<R>(), ...);
    }
};
using OwnRecords =
    Records<registry::Organisation, registry::Person, registry::KeyRecord, registry::RoleGrant,
            registry::Parameter, registry::CalendarYear, registry::Source, registry::Clock,
            registry::Delegation, registry::Suspension, registry::HalfSigned,
            registry::ParameterPack, registry::ConfirmedTime, approval::Flow, approval::Signatures,
            approval::Seat, approval::Lapsed, approval::Behalf>;

TEST(Caps, EveryRecordAtItsLimitsIsWrittenReadAndStored) {
    OwnRecords::each([]<class R>() {
        R full;
        fill(full, 0);
        const auto bytes = codec::encode(full);
        EXPECT_LE(bytes.size(), store::value_bytes_max) << "table " << unsigned{R::table};
        const auto read = codec::decode<R>(bytes);
        ASSERT_TRUE(read.has_value()) << "table " << unsigned{R::table};
        EXPECT_EQ(codec::encode(*read), bytes);
    });
}

TEST(Caps, NoRecordOfTheRegistryOrOfApprovalIsLeftOut) {
    std::size_t tables = 0;
    for (const char* contract : {"registry", "approval"}) {
        std::ifstream in{std::string{ZHIDA_SOURCE_DIR} + "/contracts/" + contract +
                         "/types/records.hpp"};
        for (std::string line; std::getline(in, line);) {
            tables += line.find("uint8_t table = ") != std::string::npos ? 1U : 0U;
        }
    }
    EXPECT_EQ(tables, OwnRecords::count);
}

// A pack is kept with who signed it and waits with its words: both must hold the largest one.
TEST(Caps, TheLargestParameterPackCanWaitForItsSecondSignature) {
    registry::SetParameters largest;
    fill(largest, 0);
    EXPECT_EQ(largest.entries.size(), registry::pack_entries_max);
    registry::HalfSigned waiting{.payload = codec::encode(largest)};
    EXPECT_TRUE(codec::decode<registry::HalfSigned>(codec::encode(waiting)).has_value());
}

}  // namespace
}  // namespace zhida::rig
