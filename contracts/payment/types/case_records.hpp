// How recalls, breaks and what belongs to them lie in the state. Tables 0x37–0x3c.
#pragma once

#include "contracts/payment/types/cases.hpp"
#include "contracts/payment/types/records.hpp"

namespace zhida::payment {

// The last recall of an order. It ends only with the bank's answer.
struct Recall {
    static constexpr std::uint8_t table = 0x37;
    using Key = std::tuple<ListId, LineNumber>;
    Reason reason = Reason::none;
    chain::Digest document{};
    base::Date opened;
    std::optional<RecallAnswer> answer;
    std::optional<chain::Digest> evidence;
    std::optional<base::Date> answered;
    static constexpr auto schema() {
        using T = Recall;
        return codec::fields(codec::field<1>(&T::reason), codec::field<2>(&T::document),
                             codec::field<3>(&T::opened), codec::field<4>(&T::answer),
                             codec::field<5>(&T::evidence), codec::field<6>(&T::answered));
    }
};

// The last "not received" of an order.
struct NotReceived {
    static constexpr std::uint8_t table = 0x38;
    using Key = std::tuple<ListId, LineNumber>;
    chain::Digest document{};
    base::Date opened;
    std::optional<bool> credited;
    std::optional<chain::Digest> evidence;
    std::optional<base::Date> answered;
    static constexpr auto schema() {
        using T = NotReceived;
        return codec::fields(codec::field<1>(&T::document), codec::field<2>(&T::opened),
                             codec::field<3>(&T::credited), codec::field<4>(&T::evidence),
                             codec::field<5>(&T::answered));
    }
};

// Who has to move next while a break is young; an old one is everybody's (payment.md §5).
enum class Owner : std::uint8_t { bank = 1, finance = 2 };
constexpr bool is_known(Owner o) { return o == Owner::bank || o == Owner::finance; }

constexpr Owner owner_of(BreakKind kind) {
    switch (kind) {
        case BreakKind::missing_on_ledger:
        case BreakKind::late_return:
        case BreakKind::late_debit: return Owner::finance;
        default: return Owner::bank;
    }
}

struct BreakEnding {
    BreakEnd how = BreakEnd::bank_corrected;
    base::Date on;
    chain::Digest evidence{};
    std::vector<CloseSigner> signers;
    static constexpr auto schema() {
        using T = BreakEnding;
        return codec::fields(codec::field<1>(&T::how), codec::field<2>(&T::on),
                             codec::field<3>(&T::evidence), codec::field<4>(&T::signers, 8));
    }
};

// A difference with a number of its own, an owner and an age, until people end it.
struct Break {
    static constexpr std::uint8_t table = 0x39;
    using Key = std::tuple<AccountId, std::uint32_t>;  // the account's running number, from 1
    BreakKind kind = BreakKind::missing_at_bank;
    std::optional<OrderName> order;
    Fen bank_more;
    Fen bank_less;
    Owner owner = Owner::bank;
    base::Date opened;
    chain::Digest opened_by{};  // the transaction
    chain::Digest evidence{};
    std::optional<BreakEnding> ending;
    static constexpr auto schema() {
        using T = Break;
        return codec::fields(codec::field<1>(&T::kind), codec::field<2>(&T::order),
                             codec::field<3>(&T::bank_more), codec::field<4>(&T::bank_less),
                             codec::field<5>(&T::owner), codec::field<6>(&T::opened),
                             codec::field<7>(&T::opened_by), codec::field<8>(&T::evidence),
                             codec::field<9>(&T::ending));
    }
};

struct OrderBreaks {
    static constexpr std::uint8_t table = 0x3a;
    using Key = std::tuple<ListId, LineNumber>;
    std::uint32_t open = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&OrderBreaks::open)); }
};

inline constexpr std::size_t children_max = 500;

// The child orders that took an order's place.
struct Children {
    static constexpr std::uint8_t table = 0x3b;
    using Key = std::tuple<ListId, LineNumber>;  // of the parent
    ListId list{};
    std::vector<LineNumber> lines;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Children::list),
                             codec::field<2>(&Children::lines, children_max));
    }
};

// Who has signed words that need several, so far.
struct Joint {
    static constexpr std::uint8_t table = 0x3c;
    using Key = std::tuple<base::ByteArray<32>>;  // joint_subject()
    std::vector<CloseSigner> signers;
    std::vector<std::uint8_t> roles;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Joint::signers, 8),
                             codec::field<2>(&Joint::roles, 8));
    }
};

}  // namespace zhida::payment
