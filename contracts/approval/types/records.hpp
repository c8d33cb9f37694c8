// How flows, signatures and seats lie in the state. Tables 0x20–0x2f.
#pragma once

#include "contracts/approval/types/flow.hpp"
#include "core/chain/view.hpp"

namespace zhida::approval {

// One signature as it was when it was given: what a proof slip shows years later (wire.md §8).
struct Signed {
    Level level = Level::village;
    chain::Digest transaction{};
    std::uint32_t person = 0;
    std::uint32_t organisation = 0;
    std::uint8_t role = 0;
    crypto::Algorithm algorithm = crypto::Algorithm::sm2_sm3;
    base::Bytes public_key;
    chain::Digest subject{};  // digest of what was signed
    base::Seconds at = 0;
    std::uint64_t height = 0;   // of the block that holds the transaction
    std::uint32_t overlay = 0;  // revision of the holds beside the subject (ADR 0015)
    static constexpr auto schema() {
        using T = Signed;
        return codec::fields(codec::field<1>(&T::level), codec::field<2>(&T::transaction),
                             codec::field<3>(&T::person), codec::field<4>(&T::organisation),
                             codec::field<5>(&T::role), codec::field<6>(&T::algorithm),
                             codec::field<7>(&T::public_key, 65), codec::field<8>(&T::subject),
                             codec::field<9>(&T::at), codec::field<10>(&T::height),
                             codec::field<11>(&T::overlay));
    }
};

// All signatures that count on one subject: a section, or (section 0xffff) the list as a whole.
inline constexpr std::uint16_t whole_list = 0xffff;
inline constexpr std::size_t signatures_max = 64;
static_assert(straight_flow.size() * signatures_per_level_max <= signatures_max);
struct Signatures {
    static constexpr std::uint8_t table = 0x21;
    using Key = std::tuple<vocabulary::ListId, std::uint16_t>;
    std::vector<Signed> signatures;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Signatures::signatures, signatures_max));
    }
};

// A signature that counts no more, by the transaction that gave it.
struct Lapsed {
    static constexpr std::uint8_t table = 0x23;
    using Key = std::tuple<vocabulary::ListId, std::uint16_t, chain::Digest>;
    Signed was;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Lapsed::was)); }
};

// Who signed at a place as somebody's deputy: the principal's own signature there would be the
// same authority twice.
struct Behalf {
    static constexpr std::uint8_t table = 0x24;
    using Key = std::tuple<vocabulary::ListId, std::uint16_t, std::uint8_t, std::uint32_t>;
    std::uint32_t deputy = 0;  // the key ends with level and principal
    chain::Digest transaction{};
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Behalf::deputy),
                             codec::field<2>(&Behalf::transaction));
    }
};

struct Flow {
    static constexpr std::uint8_t table = 0x20;
    using Key = std::tuple<vocabulary::ProgrammeId>;
    std::vector<FlowLevel> levels;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Flow::levels, 16)); }
};

// Which place a person has taken on a list, herself or by a deputy.
struct Seat {
    static constexpr std::uint8_t table = 0x22;
    using Key = std::tuple<vocabulary::ListId, std::uint32_t>;
    Level level = Level::village;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Seat::level)); }
};

}  // namespace zhida::approval
