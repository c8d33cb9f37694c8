// What the node says of lists and their orders.
#include "contracts/payment/types/records.hpp"
#include "contracts/resettle/rules/resettle.hpp"
#include "node/daemon/node.hpp"

namespace zhida::daemon {

namespace {

gateway::ListView view_of(const chain::View& view, crypto::Hash hash, const vocabulary::ListId& id,
                          const resettle::List& list) {
    return {.id = id,
            .list_no = list.list_no,
            .source_system = list.source_system,
            .source_signed = list.source_signed,
            .state = resettle::word_of(resettle::state_now(view, id, list)).name,
            .county = list.county,
            .lines = list.lines,
            .fen = list.total.count(),
            .header = list.header,
            .overlay = resettle::overlay_now(view, hash, id, list),
            .sections = {}};
}

}  // namespace

gateway::ListPage Daemon::lists(const gateway::ListQuery& query) {
    return shared_->read([&] {
        gateway::ListPage page;
        const auto view = machine_->view();
        const auto hash = crypto::hash_of(machine_->ledger().profile);
        const base::Bytes table{resettle::List::table};
        chain::each<resettle::List>(
            view, table, chain::key_of<resettle::List>({query.from}),
            [&](base::ByteView key, const resettle::List& list) {
                const auto id = *base::to_array<8>(key.subspan(1));
                if (query.county != 0 && list.county != query.county) return true;
                const auto state = resettle::word_of(resettle::state_now(view, id, list)).name;
                if (query.state && *query.state != state) return true;
                if (page.lists.size() == query.limit) {
                    page.next = id;
                    return false;
                }
                page.lists.push_back(view_of(view, hash, id, list));
                return true;
            });
        return page;
    });
}

std::optional<gateway::ListView> Daemon::list(const vocabulary::ListId& id) {
    return shared_->read([&]() -> std::optional<gateway::ListView> {
        const auto view = machine_->view();
        const auto list = chain::load<resettle::List>(view, {id});
        if (!list) return std::nullopt;
        auto out = view_of(view, crypto::hash_of(machine_->ledger().profile), id, *list);
        for (std::uint32_t n = 0; n < list->sections; ++n) {
            const auto number = static_cast<vocabulary::SectionNumber>(n);
            const auto s = chain::load<resettle::Section>(view, {id, number});
            if (!s) continue;
            out.sections.push_back({n, s->header.village, resettle::word_of(s->state).name,
                                    s->header.count, s->header.total.count(), s->held, s->digest,
                                    s->overlay});
        }
        return out;
    });
}

gateway::OrderPage Daemon::orders(const gateway::OrderQuery& query) {
    return shared_->read([&] {
        gateway::OrderPage page;
        std::size_t seen = 0;
        base::Bytes prefix{payment::Order::table};
        base::append(prefix, query.list);
        chain::each<payment::Order>(
            machine_->view(), prefix, chain::key_of<payment::Order>({query.list, query.from}),
            [&](base::ByteView key, const payment::Order& order) {
                const vocabulary::LineNumber line = base::read_u32(key.subspan(9));
                const bool full = page.orders.size() == query.limit ||
                                  seen++ == gateway::orders_looked_at_max;
                if (full) {
                    page.next = line;
                    return false;
                }
                const bool wanted =
                    !query.state || payment::word_of(order.state).name == *query.state;
                if (wanted) page.orders.push_back({line, order});
                return true;
            });
        return page;
    });
}

}  // namespace zhida::daemon
