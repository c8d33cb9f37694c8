#include "node/walk/walk.hpp"

#include "client/identity.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "node/assembly/assembly.hpp"
#include "node/walk/reconcile.hpp"

namespace zhida::walk {

namespace {

using base::Done;
using base::Status;
using resettle::SectionState;
using vocabulary::Fen;

constexpr base::Seconds terms_seconds = 600;
constexpr base::Seconds opening_hour_seconds = 9 * 3'600;
constexpr base::Seconds evening_seconds = 17 * 3'600;  // banks' statements are complete by then
constexpr unsigned further_days_max = 5;               // on which orders left over are tried

base::Error stuck(const char* en, const char* zh) {
    return base::fail(std::string{"no progress: "} + en, std::string{"没有进展："} + zh);
}

}  // namespace

std::string payment_reference(const resettle::List& list, BankCode bank) {
    const std::string version = list.version > 1 ? "/" + std::to_string(list.version) : "";
    return list.list_no + version + " " + std::to_string(bank);
}

Status Walk::send(const client::Identity& who, std::string_view name, std::uint16_t type,
                  const base::Bytes& payload) {
    auto status = around_.ledger().status();
    if (!status) return status.error();
    base::Bytes person;
    base::append_u32(person, who.person);
    const client::Terms terms{status->ledger_id, status->time + terms_seconds,
                              client::reference_for({base::view(name), person, payload})};
    auto receipt = around_.ledger().submit(client::make(who, terms, type, payload));
    if (!receipt) return receipt.error();
    if (receipt->code == 0) return Done{};
    const chain::RefusalText* const text = node::refusal(receipt->code);
    const std::string tail = " (" + std::to_string(receipt->code) + " " + receipt->datum + ")";
    return base::fail(std::string{name} + ": " + std::string{text ? text->en : ""} + tail,
                      std::string{name} + "：" + std::string{text ? text->zh : ""} + tail);
}

template <class M>
Status Walk::act(const std::string& who, const M& message) {
    return send(people_.member(who).identity, M::name, M::type, codec::encode(message));
}

base::Result<base::Seconds> Walk::time() {
    auto status = around_.ledger().status();
    if (!status) return status.error();
    return status->time;
}

Status Walk::move_to(base::Seconds to) {
    auto now = time();
    if (!now) return now.error();
    if (*now < to) {
        if (auto done = act("administrator", registry::MoveClock{to}); !done) return done;
    }
    // Of a list that is taken up again the day may be over; banks' clocks never go back.
    return around_.move_banks(base::day_in_china(std::max(to, *now)));
}

base::Result<resettle::List> Walk::list() {
    const auto view = state();
    auto list = chain::load<resettle::List>(view, {list_});
    if (view.trouble()) return *view.trouble();
    if (!list) return base::fail("the list is not on the ledger", "清单不在账本上");
    return std::move(*list);
}

base::Result<std::vector<resettle::Section>> Walk::sections() {
    const auto view = state();
    std::vector<resettle::Section> out;
    base::Bytes prefix{resettle::Section::table};
    base::append(prefix, list_);
    view.scan(prefix, prefix, [&](base::ByteView, base::ByteView value) {
        out.push_back(chain::read_record<resettle::Section>(value));
        return true;
    });
    if (view.trouble()) return *view.trouble();
    return out;
}

template <class M>
base::Result<M> Walk::header() {
    auto now = list();
    if (!now) return now.error();
    const auto view = state();
    M m;
    m.list = list_;
    m.header = now->header;
    m.overlay = resettle::overlay_now(view, hash_, list_, *now);
    if (view.trouble()) return *view.trouble();
    return m;
}

Status Walk::import() {
    auto prepared = around_.prepare();
    if (!prepared) return prepared.error();
    list_ = prepared->list;
    const auto& importer = people_.member("importer").identity;
    for (std::size_t n = 0; n < prepared->messages; ++n) {
        auto message = prepared->message(n);
        if (!message) return message.error();
        if (auto done = send(importer, "import", message->type, message->payload); !done)
            return done;
        progress(n + 1, prepared->messages);
    }
    return Done{};
}

// Waits for the banks' answers or a timer.
Status Walk::all_sections(SectionState at_least) {
    auto reached = around_.await([&]() -> base::Result<bool> {
        auto all = sections();
        if (!all) return all.error();
        std::size_t there = 0;
        for (const auto& section : *all) there += section.state >= at_least ? 1 : 0;
        progress(there, all->size());
        return !all->empty() && there == all->size();
    });
    if (!reached) return reached.error();
    return *reached ? Status{Done{}} : Status{stuck("sections wait", "村册等待中")};
}

Status Walk::verify() { return all_sections(SectionState::verified); }

Status Walk::villages() {
    auto all = sections();
    if (!all) return all.error();
    for (std::size_t n = 0; n < all->size(); ++n) {
        const resettle::Section& section = (*all)[n];
        const std::string stem = "village-" + std::to_string(section.header.village) + "-";
        const std::vector<resettle::SectionSeen> seen{
            {static_cast<vocabulary::SectionNumber>(n), section.digest, section.overlay}};
        const resettle::ConfirmSections confirm{list_, seen};
        if (auto done = act(stem + "1", confirm); !done) return done;
        if (auto done = act(stem + "2", confirm); !done) return done;
        if (auto done = act(stem + "2", resettle::OpenNotice{list_, seen}); !done) return done;
        progress(n + 1, all->size());
    }
    all = sections();
    if (!all) return all.error();
    base::Seconds ends = 0;
    for (const auto& section : *all) ends = std::max(ends, section.notice_ends.value_or(0));
    if (auto done = move_to(ends); !done) return done;
    return all_sections(SectionState::noticed);
}

Status Walk::townships() {
    auto all = sections();
    if (!all) return all.error();
    std::map<std::uint64_t, std::vector<resettle::SectionSeen>> by_township;
    for (std::size_t n = 0; n < all->size(); ++n) {
        const auto& section = (*all)[n];
        by_township[vocabulary::township_of(section.header.village)].push_back(
            {static_cast<vocabulary::SectionNumber>(n), section.digest, section.overlay});
    }
    std::size_t done_so_far = 0;
    for (const auto& [township, seen] : by_township) {
        const std::string stem = "township-" + std::to_string(township) + "-";
        for (std::size_t at = 0; at < seen.size(); at += vocabulary::sections_per_act_max) {
            const std::size_t end = std::min(seen.size(), at + vocabulary::sections_per_act_max);
            const resettle::ApproveSections approve{
                list_,
                {seen.begin() + static_cast<std::ptrdiff_t>(at),
                 seen.begin() + static_cast<std::ptrdiff_t>(end)}};
            for (const char* officer : {"1", "2"}) {
                if (auto done = act(stem + officer, approve); !done) return done;
            }
        }
        progress(++done_so_far, by_township.size());
    }
    return Done{};
}

Status Walk::county_and_area() {
    for (const char* officer : {"county-1", "county-2", "area-1"}) {
        auto approve = header<resettle::ApproveList>();
        if (!approve) return approve.error();
        if (auto done = act(officer, *approve); !done) return done;
    }
    return Done{};
}

// Each special account receives exactly the total of the lines it pays, held ones too. Of a list
// that is taken up again the money may be known, or even locked, already.
Status Walk::fund() {
    auto now = list();
    if (!now) return now.error();
    if (now->state >= resettle::ListState::funded) return Done{};
    const auto view = state();
    std::map<BankCode, std::int64_t> by_bank;
    base::Bytes prefix{resettle::Line::table};
    base::append(prefix, list_);
    view.scan(prefix, prefix, [&](base::ByteView, base::ByteView value) {
        const auto line = chain::read_record<resettle::Line>(value);
        by_bank[line.bank] += line.amount.count();
        return true;
    });
    std::map<vocabulary::AccountId, std::int64_t> totals;
    for (const auto& [bank, fen] : by_bank) {
        const auto account = payment::route(view, now->county, bank);
        if (!account) return base::fail("a bank has no route", "有银行未配置专户路由");
        totals[*account] += fen;
    }
    for (const auto& [id, fen] : totals) {
        const auto account = chain::load<payment::Account>(view, {id});
        if (view.trouble()) return *view.trouble();
        const std::string reference = payment_reference(*now, account->bank);
        if (auto done = around_.deposit(account->bank, *Fen::of(fen), reference); !done)
            return done;
    }
    auto there = around_.await([&]() -> base::Result<bool> {
        const auto later = state();
        bool all = true;
        for (const auto& [id, fen] : totals) {
            const auto account = chain::load<payment::Account>(later, {id});
            if (later.trouble()) return *later.trouble();
            all = all && account->available.count() >= fen;
        }
        return all;
    });
    if (!there) return there.error();
    return *there ? Status{Done{}} : Status{stuck("credit notices wait", "入账通知未到")};
}

Status Walk::move_to_working_day(unsigned days_ahead) {
    auto now = time();
    if (!now) return now.error();
    const auto view = state();
    const base::Date today = base::day_in_china(*now);
    // In the evening the banks take no more orders: the next day is meant.
    const bool is_evening = *now - base::start_of_day_in_china(today) >= evening_seconds;
    if (is_evening) days_ahead = std::max(days_ahead, 1U);
    const auto day = days_ahead == 0 ? registry::working_day_from(view, today)
                                     : registry::working_days_after(view, today, days_ahead);
    if (view.trouble()) return *view.trouble();
    if (!day) return base::fail("no working-day calendar is known here", "缺少工作日历");
    if (*day == today) return Done{};
    return move_to(base::start_of_day_in_china(*day) + opening_hour_seconds);
}

Status Walk::release() {
    if (auto done = move_to_working_day(0); !done) return done;
    auto lock = header<resettle::LockFunds>();
    if (!lock) return lock.error();
    if (auto done = act("finance-1", *lock); !done) return done;
    auto release = header<resettle::ReleaseList>();
    if (!release) return release.error();
    return act("finance-2", *release);
}

// Until every order has an outcome, or no more can be learned before the day's statement.
Status Walk::pay() {
    auto all = around_.await([&] { return is_settled(); });
    return all ? Status{Done{}} : Status{all.error()};
}

base::Result<bool> Walk::is_settled() {
    const auto view = state();
    const auto batch = chain::load<payment::Batch>(view, {list_});
    if (view.trouble()) return *view.trouble();
    if (!batch) return false;
    const std::size_t open = batch->unsent.lines + batch->in_flight.lines;
    progress(batch->orders.lines - open, batch->orders.lines);
    return open == 0;
}

Status Walk::close_day() {
    auto now = time();
    if (!now) return now.error();
    const base::Date day = base::day_in_china(*now);
    if (auto done = move_to(base::start_of_day_in_china(day) + evening_seconds); !done) return done;
    const auto view = state();
    const std::vector<OpenDay> open = open_days(view);
    if (view.trouble()) return *view.trouble();
    // A bank that does not close its day keeps no other from it.
    Status all{Done{}};
    for (const OpenDay& one : open) {
        auto done = confirm_close(one.account, one.id, one.day);
        if (!done && all) all = std::move(done);
    }
    return all;
}

Status Walk::confirm_close(const payment::Account& account, vocabulary::AccountId id,
                           base::Date day) {
    const payment::DayClose::Key key{id, static_cast<std::uint32_t>(day.days)};
    std::optional<payment::DayClose> close;
    auto there = around_.await([&]() -> base::Result<bool> {
        const auto view = state();
        close = chain::load<payment::DayClose>(view, key);
        if (view.trouble()) return *view.trouble();
        return close.has_value();
    });
    if (!there) return there.error();
    if (!*there) return stuck("a bank has not closed its day", "有银行尚未日终");
    if (close->finance) return Done{};
    const auto view = state();
    if (auto done = reconcile(around_.ledger(), view, hash_, account, *close); !done) return done;
    return act("finance-3", payment::ConfirmClose{id, day, close->digest, close->close.seen});
}

Status Walk::next_working_day() {
    if (auto done = move_to_working_day(1); !done) return done;
    // Returns of the morning come by themselves; the day must not be closed before they are told.
    auto told = around_.await([&] { return around_.agents_caught_up(); });
    if (!told) return told.error();
    return *told ? Status{Done{}}
                 : Status{stuck("agents lag behind their banks", "代理未跟上银行")};
}

// Orders that a bank could not take before its cut-off are paid on a further day. Doubts that a
// further day does not resolve stay: they are resolved by people.
Status Walk::settle() {
    for (unsigned further = 0; further < further_days_max; ++further) {
        const auto before = open_orders();
        if (!before) return before.error();
        if (*before == std::pair<std::uint32_t, std::uint32_t>{}) return Done{};
        for (const auto step : {&Walk::next_working_day, &Walk::pay, &Walk::close_day,
                                &Walk::next_working_day, &Walk::close_day}) {
            if (auto done = (this->*step)(); !done) return done;
        }
        const auto after = open_orders();
        if (!after) return after.error();
        if (*after == *before) return Done{};
    }
    return Done{};
}

base::Result<std::pair<std::uint32_t, std::uint32_t>> Walk::open_orders() {
    const auto view = state();
    const auto batch = chain::load<payment::Batch>(view, {list_});
    if (view.trouble()) return *view.trouble();
    if (!batch) return std::pair<std::uint32_t, std::uint32_t>{};
    return std::pair{batch->unsent.lines, batch->in_flight.lines};
}

// A list with an order in doubt, or with a difference that people have still to end, stays open.
Status Walk::close_list() {
    if (auto done = settle(); !done) return done;
    const auto view = state();
    const auto batch = chain::load<payment::Batch>(view, {list_});
    if (view.trouble()) return *view.trouble();
    if (batch && (batch->in_flight.lines > 0 || batch->open_breaks > 0)) return Done{};
    auto close = header<resettle::CloseList>();
    if (!close) return close.error();
    return act("finance-3", *close);
}

base::Result<bool> Walk::is_closed() {
    auto now = list();
    if (!now) return now.error();
    return now->state == resettle::ListState::closed;
}

base::Result<Report> Walk::report() {
    const auto view = state();
    return report_of(view, list_);
}

}  // namespace zhida::walk
