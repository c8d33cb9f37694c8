// Measures the views alone: a made-up state of N paid lines (lists of 40,000 lines in 94 villages)
// is built into tables from nothing, as after `zhida views rebuild`; then every report is asked
// for many times.
//   zhida-bench-views sqlite:PATH|postgresql:… N data/villages.csv
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>

#include "contracts/payment/types/records.hpp"
#include "contracts/resettle/types/records.hpp"
#include "views/reports/reports.hpp"
#include "views/tables/follower.hpp"

namespace {

using namespace zhida;
using std::chrono::steady_clock;
using vocabulary::LineNumber;
using vocabulary::ListId;

constexpr std::uint64_t lines_per_list = 40'000;
constexpr std::uint64_t villages_used = 94;
constexpr std::uint64_t lines_per_agreement = 3;
constexpr std::uint64_t fails_every = 97;
constexpr vocabulary::BankCode banks[] = {102, 105, 302, 303, 403};
constexpr const char* items[] = {"L1", "L2", "C1", "A1", "H1", "M1"};
constexpr unsigned questions = 100;

template <std::size_t n>
base::ByteArray<n> numbered(std::uint64_t number) {
    base::ByteArray<n> out{};
    for (std::size_t i = 0; i < 8; ++i) {
        out[n - 1 - i] = static_cast<base::Byte>(number >> (8 * i));
    }
    return out;
}

// Records are made when they are asked for: nothing of the ledger lies in memory.
class MadeUp final : public feed::Source {
  public:
    MadeUp(std::uint64_t payments, std::vector<std::uint64_t> villages)
        : payments_{payments},
          villages_{std::move(villages)} {}

    base::Result<feed::Head> head() override { return feed::Head{{}, crypto::Profile::gm, 3}; }

    base::Result<std::vector<feed::Entry>> entries(base::ByteView prefix, base::ByteView from,
                                                   std::size_t limit) override {
        std::vector<feed::Entry> out;
        std::uint64_t next = first_at(prefix[0], from);
        while (out.size() < limit && next < count_of(prefix[0])) {
            out.push_back(made(prefix[0], next++));
        }
        return out;
    }
    base::Result<feed::Changes> changes(std::uint64_t, std::size_t) override {
        return feed::Changes{.height = 3};
    }
    void forget(const std::vector<feed::Entry>&, std::uint64_t) override {}
    base::Result<std::vector<std::optional<base::Bytes>>> values(
        const std::vector<base::Bytes>& keys) override {
        return std::vector<std::optional<base::Bytes>>(keys.size());
    }
    base::Result<std::vector<feed::Block>> blocks(std::uint64_t after, std::uint64_t to,
                                                  std::size_t) override {
        std::vector<feed::Block> out;
        while (after < to) {
            ++after;
            out.push_back({after, 1'570'000'000 + static_cast<base::Seconds>(after) * 600, {}, {}});
        }
        return out;
    }

  private:
    std::uint64_t lists() const { return (payments_ + lines_per_list - 1) / lines_per_list; }
    std::uint64_t lines_in(std::uint64_t list) const {
        return std::min(lines_per_list, payments_ - list * lines_per_list);
    }
    LineNumber first_of(std::uint64_t list, std::uint64_t section) const {
        return static_cast<LineNumber>(lines_in(list) * section / villages_used);
    }
    std::uint64_t section_of(std::uint64_t list, std::uint64_t line) const {
        std::uint64_t section = line * villages_used / lines_in(list);
        while (section + 1 < villages_used && first_of(list, section + 1) <= line) ++section;
        while (first_of(list, section) > line) --section;
        return section;
    }

    std::uint64_t count_of(base::Byte table) const {
        switch (table) {
            case resettle::List::table:
            case payment::Batch::table: return lists();
            case resettle::Section::table: return lists() * villages_used;
            case resettle::Line::table:
            case payment::Order::table: return payments_;
            case resettle::Agreement::table: return payments_ / lines_per_agreement;
            case payment::Account::table: return std::size(banks);
            default: return 0;
        }
    }

    std::uint64_t first_at(base::Byte table, base::ByteView from) const {
        std::uint64_t low = 0;
        for (std::uint64_t high = count_of(table); low < high;) {
            const std::uint64_t middle = (low + high) / 2;
            const base::Bytes key = made(table, middle).key;
            if (std::ranges::lexicographical_compare(key, from)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    template <class R>
    static feed::Entry entry(const typename R::Key& key, const R& record) {
        return {chain::key_of<R>(key), codec::encode(record)};
    }

    vocabulary::Fen amount(std::uint64_t i) const {
        return *vocabulary::Fen::of(static_cast<std::int64_t>(100'000 + i * 7'919 % 9'000'000));
    }

    feed::Entry made(base::Byte table, std::uint64_t i) const {
        const std::uint64_t list = i / lines_per_list;
        const std::uint64_t line = i % lines_per_list;
        const auto number = static_cast<LineNumber>(line);
        switch (table) {
            case resettle::List::table:
                return entry<resettle::List>(
                    {numbered<8>(i)}, {.state = resettle::ListState::closed,
                                       .county = 130629,
                                       .source_system = "XA-ZQ",
                                       .list_no = "B-" + std::to_string(i),
                                       .sections = villages_used,
                                       .lines = static_cast<std::uint32_t>(lines_in(i))});
            case payment::Batch::table: return entry<payment::Batch>({numbered<8>(i)}, {});
            case resettle::Section::table: return section(i / villages_used, i % villages_used);
            case resettle::Line::table:
                return entry<resettle::Line>(
                    {numbered<8>(list), number},
                    {.payee = numbered<16>(i),
                     .agreement = numbered<16>(agreement_of(list, line)),
                     .item = *vocabulary::item_code(items[i % std::size(items)]),
                     .bank = banks[i % std::size(banks)],
                     .amount = amount(i)});
            case payment::Order::table:
                return entry<payment::Order>(
                    {numbered<8>(list), number},
                    {.state = i % fails_every == 0 ? payment::OrderState::failed
                                                   : payment::OrderState::paid,
                     .account = static_cast<vocabulary::AccountId>(i % std::size(banks) + 1),
                     .payee_bank = banks[i % std::size(banks)],
                     .amount = amount(i),
                     .reason = i % fails_every == 0 ? vocabulary::Reason::acct_closed
                                                    : vocabulary::Reason::none,
                     .claim_height = 2,
                     .result_height = 3,
                     .day = {18'200}});
            case resettle::Agreement::table: return agreement(i);
            default:
                return entry<payment::Account>({static_cast<vocabulary::AccountId>(i + 1)},
                                               {.county = 130629, .bank = banks[i]});
        }
    }

    std::uint64_t agreement_of(std::uint64_t list, std::uint64_t line) const {
        return (list * lines_per_list + line) / lines_per_agreement;
    }

    feed::Entry section(std::uint64_t list, std::uint64_t number) const {
        resettle::Section record{.state = resettle::SectionState::town_approved};
        record.first = first_of(list, number);
        const std::uint64_t end =
            number + 1 == villages_used ? lines_in(list) : first_of(list, number + 1);
        record.header.village = villages_[number];
        record.header.count = static_cast<std::uint32_t>(end - record.first);
        return entry<resettle::Section>(
            {numbered<8>(list), static_cast<vocabulary::SectionNumber>(number)}, record);
    }

    feed::Entry agreement(std::uint64_t i) const {
        const std::uint64_t line = i * lines_per_agreement;
        const std::uint64_t section = section_of(line / lines_per_list, line % lines_per_list);
        return entry<resettle::Agreement>({numbered<16>(i)},
                                          {.content = {.reference = numbered<16>(i),
                                                       .village = villages_[section],
                                                       .household = numbered<16>(i / 2),
                                                       .signed_on = {18'100}}});
    }

    std::uint64_t payments_;
    std::vector<std::uint64_t> villages_;
};

double seconds_since(steady_clock::time_point from) {
    return std::chrono::duration<double>(steady_clock::now() - from).count();
}

int fail(const std::string& why) {
    std::cerr << why << "\n";
    return 1;
}

int measure(database::Database& database, const vocabulary::Villages& villages,
            const reports::Question& question) {
    std::vector<double> times;
    for (unsigned i = 0; i < questions; ++i) {
        const auto from = steady_clock::now();
        const auto sheet = reports::make(database, villages, question);
        if (!sheet) return fail(sheet.error().en);
        times.push_back(seconds_since(from) * 1'000);
    }
    std::ranges::sort(times);
    std::cout << "ms p50/p99 " << times[questions / 2] << " / " << times[questions * 99 / 100]
              << "  " << question.report << " " << question.by << "\n";
    return 0;
}

}  // namespace

int main(int count, char** words) {
    if (count != 4) return fail("usage: zhida-bench-views URL PAYMENTS villages.csv");
    std::ifstream in{words[3]};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto villages = vocabulary::Villages::parse(text);
    if (!villages || villages->all().size() < villages_used) return fail("no villages");
    std::vector<std::uint64_t> codes;
    for (std::size_t i = 0; i < villages_used; ++i) codes.push_back(villages->all()[i].code);
    MadeUp source{std::stoull(words[2]), codes};
    auto database = database::Database::open(words[1]);
    if (!database) return fail(database.error().en);
    if (!tables::want_rebuild(**database)) return fail("the database cannot be written");
    const auto from = steady_clock::now();
    tables::Follower follower{**database, source};
    for (bool done = false; !done;) {
        const auto step = follower.step();
        if (!step) return fail(step.error().en);
        done = step->caught_up;
    }
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    std::cout << "payments " << words[2] << "\nbuilt in seconds " << seconds_since(from)
              << "\npeak MB " << used.ru_maxrss / 1'024 << "\n";
    const std::uint64_t village = codes[0];
    for (const reports::Question& question : std::vector<reports::Question>{
             {.report = "overview", .by = "area"},
             {.report = "overview", .by = "village"},
             {.report = "overview", .by = "item"},
             {.report = "overview", .by = "bank"},
             {.report = "overview", .by = "list"},
             {.report = "overview", .by = "village", .within = village / 1'000},
             {.report = "overview", .by = "household", .within = village},
             {.report = "banks"},
             {.report = "accounts"},
             {.report = "exceptions", .within = village}}) {
        if (const int bad = measure(**database, *villages, question); bad != 0) return bad;
    }
    return 0;
}
