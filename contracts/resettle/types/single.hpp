// Single lines: paid when the resident has signed, under county finance's standing mandate; single
// orders that end, and payments booked under another item (ADR 0019). Types 431–434.
#pragma once

#include "contracts/resettle/types/messages.hpp"
#include "core/chain/view.hpp"

namespace zhida::resettle {

// Two persons of one county finance body let lines be paid on signature, up to these caps.
struct GrantMandate {
    static constexpr std::uint16_t type = 431;
    static constexpr std::string_view name = "grant_mandate";
    Fen line_cap;
    Fen day_cap;
    base::Date from;
    base::Date until;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = GrantMandate;
        return codec::fields(codec::field<1>(&T::line_cap), codec::field<2>(&T::day_cap),
                             codec::field<3>(&T::from), codec::field<4>(&T::until),
                             codec::field<5>(&T::document));
    }
};

// The resident has signed: her lines of a released list, held as AWAITING_SIGNATURE until now, are
// locked and released at once. `document`: the digest of what she signed.
struct PayOnSignature {
    static constexpr std::uint16_t type = 432;
    static constexpr std::string_view name = "pay_on_signature";
    ListId list{};
    std::vector<LineNumber> lines;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = PayOnSignature;
        return codec::fields(codec::field<1>(&T::list),
                             codec::field<2>(&T::lines, vocabulary::lines_per_chunk_max),
                             codec::field<3>(&T::document));
    }
};

// Orders that no bank has claimed end for good; two county persons with the same words.
struct CancelOrders {
    static constexpr std::uint16_t type = 433;
    static constexpr std::string_view name = "cancel_orders";
    ListId list{};
    std::vector<LineNumber> lines;
    std::string reason;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = CancelOrders;
        return codec::fields(codec::field<1>(&T::list),
                             codec::field<2>(&T::lines, vocabulary::lines_per_chunk_max),
                             codec::field<3>(&T::reason, 400), codec::field<4>(&T::document));
    }
};

// The right payee under the wrong item (支付更正): no money moves, the payment counts under `item`.
// County finance and the county's resettlement office sign the same words.
struct CorrectItem {
    static constexpr std::uint16_t type = 434;
    static constexpr std::string_view name = "correct_item";
    ListId list{};
    LineNumber line = 0;
    vocabulary::ItemCode item = 0;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = CorrectItem;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::item), codec::field<4>(&T::document));
    }
};

struct Mandate {
    static constexpr std::uint8_t table = 0x50;
    using Key = std::tuple<vocabulary::OrganisationId>;  // the finance body
    GrantMandate words;
    std::uint32_t first_person = 0;
    std::uint32_t second_person = 0;
    static constexpr auto schema() {
        using T = Mandate;
        return codec::fields(codec::field<1>(&T::words), codec::field<2>(&T::first_person),
                             codec::field<3>(&T::second_person));
    }
};

// What was released on signature under a mandate on one day.
struct SignatureDay {
    static constexpr std::uint8_t table = 0x51;
    using Key = std::tuple<vocabulary::OrganisationId, std::uint32_t>;  // finance body, day
    Fen released;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&SignatureDay::released));
    }
};

// What a line was paid on, when it was paid on signature.
struct SignedLine {
    static constexpr std::uint8_t table = 0x52;
    using Key = std::tuple<ListId, LineNumber>;
    base::ByteArray<32> document{};
    std::uint32_t person = 0;
    chain::Digest transaction{};
    static constexpr auto schema() {
        using T = SignedLine;
        return codec::fields(codec::field<1>(&T::document), codec::field<2>(&T::person),
                             codec::field<3>(&T::transaction));
    }
};

// The item a payment counts under, when that is not its line's.
struct BookedItem {
    static constexpr std::uint8_t table = 0x53;
    using Key = std::tuple<ListId, LineNumber>;
    vocabulary::ItemCode item = 0;
    base::ByteArray<32> document{};
    chain::Digest transaction{};
    static constexpr auto schema() {
        using T = BookedItem;
        return codec::fields(codec::field<1>(&T::item), codec::field<2>(&T::document),
                             codec::field<3>(&T::transaction));
    }
};

struct ItemCorrected {
    static constexpr std::uint16_t kind = 404;
    ListId list{};
    LineNumber line = 0;
    vocabulary::ItemCode was = 0;
    vocabulary::ItemCode is = 0;
    static constexpr auto schema() {
        using T = ItemCorrected;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::was), codec::field<4>(&T::is));
    }
};

chain::Verdict check_form(const GrantMandate& m);
chain::Verdict check_form(const PayOnSignature& m);
chain::Verdict check_form(const CancelOrders& m);
chain::Verdict check_form(const CorrectItem& m);

}  // namespace zhida::resettle
