// Answers about lists and their orders, a page at a time.
#include "contracts/vocabulary/reasons.hpp"
#include "gateway/detail/cursor.hpp"
#include "gateway/detail/forms.hpp"
#include "gateway/gateway.hpp"

namespace zhida::gateway::detail {

namespace {

boost::json::object json_of(const ListView& list) {
    return {{"list", base::hex(list.id)},
            {"list_no", list.list_no},
            {"source_system", list.source_system},
            {"source_signed", list.source_signed},
            {"state", list.state},
            {"county", list.county},
            {"lines", list.lines},
            {"total_fen", std::to_string(list.fen)},
            {"header", base::hex(list.header)},
            {"overlay", base::hex(list.overlay)}};
}

boost::json::object json_of(const OrderRow& row) {
    const payment::Order& order = row.order;
    const auto* const reason = vocabulary::word_of(order.reason);
    return {{"line", row.line},
            {"state", payment::word_of(order.state).name},
            {"account", order.account},
            {"payee_bank", order.payee_bank},
            {"total_fen", std::to_string(order.amount.count())},
            {"value_date", base::to_text(order.value_date)},
            {"end_to_end_id", order.end_to_end_id},
            {"reason", reason ? reason->name : ""}};
}

// A cursor belongs to its path and filters.
std::string question_of(const Call& call, std::initializer_list<std::string_view> filters) {
    std::string out = call.request.path();
    for (const std::string_view name : filters) {
        out.append("&").append(name).append("=");
        out.append(call.request.parameter(name).value_or(""));
    }
    return out;
}

Answered cursor_unknown() {
    return error(400, "cursor: it was not given out for this question",
                 "cursor：该游标不是为此查询发出的");
}

}  // namespace

Answered lists(Node& node, const Call& call) {
    const std::string question = question_of(call, {"state", "county"});
    ListQuery query{.state = call.request.parameter("state")};
    query.county = number_at<std::uint64_t>(call, "county", 0).value_or(0);
    query.limit = number_at<std::size_t>(call, "limit", rows_per_page).value_or(rows_per_page);
    if (const auto cursor = call.request.parameter("cursor")) {
        const auto position = read_cursor(question, *cursor);
        const auto from = position ? base::to_array<8>(*position) : std::nullopt;
        if (!from) return cursor_unknown();
        query.from = *from;
    }
    const ListPage page = node.lists(query);
    boost::json::array all;
    for (const ListView& list : page.lists) all.push_back(json_of(list));
    boost::json::object out{{"lists", std::move(all)}, {"next", nullptr}};
    if (page.next) out["next"] = make_cursor(question, *page.next);
    return json(out);
}

Answered list(Node& node, const Call& call) {
    const auto id = array_of<8>(call.parts[0]);
    if (!id) return bad_request();
    const auto found = node.list(*id);
    if (!found) return error(404, "there is no such list", "没有该清单");
    boost::json::object out = json_of(*found);
    boost::json::array sections;
    for (const SectionView& s : found->sections) {
        sections.push_back({{"section", s.number},
                            {"village", std::to_string(s.village)},
                            {"state", s.state},
                            {"lines", s.lines},
                            {"total_fen", std::to_string(s.fen)},
                            {"held", s.held},
                            {"digest", base::hex(s.digest)},
                            {"overlay", base::hex(s.overlay)}});
    }
    out["sections"] = std::move(sections);
    return json(out);
}

Answered orders(Node& node, const Call& call) {
    const std::string question = question_of(call, {"list", "state"});
    OrderQuery query{.state = call.request.parameter("state")};
    const auto list = array_of<8>(call.request.parameter("list").value_or(""));
    if (!list) return bad_request();
    query.list = *list;
    query.limit = number_at<std::size_t>(call, "limit", rows_per_page).value_or(rows_per_page);
    if (const auto cursor = call.request.parameter("cursor")) {
        const auto position = read_cursor(question, *cursor);
        if (!position || position->size() != sizeof query.from) return cursor_unknown();
        query.from = base::read_u32(*position);
    }
    const OrderPage page = node.orders(query);
    boost::json::array all;
    for (const OrderRow& row : page.orders) all.push_back(json_of(row));
    boost::json::object out{{"orders", std::move(all)}, {"next", nullptr}};
    if (page.next) {
        base::Bytes position;
        base::append_u32(position, *page.next);
        out["next"] = make_cursor(question, position);
    }
    return json(out);
}

}  // namespace zhida::gateway::detail
