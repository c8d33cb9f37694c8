// How erasures lie in the state. Tables 0x70–0x72. They stay for ever: a backup that comes back is
// measured by them.
#pragma once

#include "contracts/privacy/types/messages.hpp"
#include "core/chain/view.hpp"

namespace zhida::privacy {

struct Decider {
    vocabulary::PersonId person = 0;
    vocabulary::OrganisationId organisation = 0;
    base::Seconds at = 0;
    chain::Digest transaction{};
    static constexpr auto schema() {
        using T = Decider;
        return codec::fields(codec::field<1>(&T::person), codec::field<2>(&T::organisation),
                             codec::field<3>(&T::at), codec::field<4>(&T::transaction));
    }
};

struct Erasure {
    static constexpr std::uint8_t table = 0x70;
    using Key = std::tuple<chain::Digest>;  // of the proposal
    ProposeErasure proposal;
    Decider proposed;
    std::optional<Decider> approved;
    static constexpr auto schema() {
        using T = Erasure;
        return codec::fields(codec::field<1>(&T::proposal), codec::field<2>(&T::proposed),
                             codec::field<3>(&T::approved));
    }
};

struct ErasedLine {
    static constexpr std::uint8_t table = 0x71;
    using Key = std::tuple<ListId, LineNumber>;
    std::uint64_t height = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&ErasedLine::height)); }
};

struct ErasedList {
    static constexpr std::uint8_t table = 0x72;
    using Key = std::tuple<ListId>;
    std::uint64_t height = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&ErasedList::height)); }
};

// The second approval was given: every holder destroys now.
struct ErasureOrdered {
    static constexpr std::uint16_t kind = 700;
    chain::Digest proposal{};
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ErasureOrdered::proposal));
    }
};

}  // namespace zhida::privacy
