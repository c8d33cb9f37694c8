// Follow-up lists (payment.md §2, §3; ADR 0016): their lines come from detached sections, from
// holds that ended, or take the place of orders that failed, came back or are withheld.
// Types 427–428.
#pragma once

#include "contracts/resettle/types/messages.hpp"
#include "core/chain/view.hpp"

namespace zhida::resettle {

inline constexpr std::uint16_t follow_ups_per_list_max = 9'999;

struct OpenFollowUp {
    static constexpr std::uint16_t type = 427;
    static constexpr std::string_view name = "open_follow_up";
    ListId list{};
    ListId follows{};
    std::uint16_t number = 1;  // counts the follow-up lists of one list
    std::vector<SectionHeader> sections;
    crypto::Digest header{};
    static constexpr auto schema() {
        using T = OpenFollowUp;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::follows),
                             codec::field<3>(&T::number),
                             codec::field<4>(&T::sections, vocabulary::sections_per_list_max),
                             codec::field<5>(&T::header));
    }
};

// The lines as any list's, each with the line of the followed list it comes from. Children of one
// order stand in one chunk. `evidence`: of an inheritance, a guardian, a changed account.
struct AddFollowUpLines {
    static constexpr std::uint16_t type = 428;
    static constexpr std::string_view name = "add_follow_up_lines";
    AddLines lines;
    std::vector<LineNumber> origins;
    base::ByteArray<32> evidence{};
    static constexpr auto schema() {
        using T = AddFollowUpLines;
        return codec::fields(codec::field<1>(&T::lines),
                             codec::field<2>(&T::origins, vocabulary::lines_per_chunk_max),
                             codec::field<3>(&T::evidence));
    }
};

// Where a line of a follow-up list comes from.
struct Origin {
    static constexpr std::uint8_t table = 0x4b;
    using Key = std::tuple<ListId, LineNumber>;
    ListId list{};
    LineNumber line = 0;
    bool child = false;    // of an order: its money is the order's, not free
    bool changed = false;  // payee or account differ
    base::ByteArray<32> evidence{};
    static constexpr auto schema() {
        using T = Origin;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::child), codec::field<4>(&T::changed),
                             codec::field<5>(&T::evidence));
    }
};

// Where a line has gone: at most one list at a time.
struct Successor {
    static constexpr std::uint8_t table = 0x4c;
    using Key = std::tuple<ListId, LineNumber>;
    ListId list{};
    std::vector<LineNumber> lines;
    static constexpr auto schema() {
        return codec::fields(
            codec::field<1>(&Successor::list),
            codec::field<2>(&Successor::lines, vocabulary::lines_per_chunk_max));
    }
};

// The bank codes of a list and the accounts that pay them, fixed when its funds were locked: a
// route that is changed later moves nothing that is locked.
struct FixedRoute {
    BankCode bank = 0;
    vocabulary::AccountId account = 0;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&FixedRoute::bank),
                             codec::field<2>(&FixedRoute::account));
    }
};
struct Routes {
    static constexpr std::uint8_t table = 0x49;
    using Key = std::tuple<ListId>;
    std::vector<FixedRoute> routes;  // by bank
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Routes::routes, 1'000));
    }
};

inline constexpr std::size_t list_no_max = 64;
// The name of the number-th follow-up list of a list, and its number as people say it.
ListId follow_up_id(crypto::Hash hash, const ListId& follows, std::uint16_t number);
std::string follow_up_no(std::string_view list_no, std::uint16_t number);
chain::Verdict check_form(const OpenFollowUp& m);
chain::Verdict check_form(const AddFollowUpLines& m);

}  // namespace zhida::resettle
