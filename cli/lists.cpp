#include "cli/lists.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "cli/screen.hpp"
#include "intake/package.hpp"
#include "node/daemon/config.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

constexpr std::size_t held_shown_max = 20;
constexpr std::size_t sections_shown_max = 8;  // of one thing that is awaited

VillageNames names_of(const Session& session) {
    if (session.home.empty()) return {};
    const auto config = daemon::read_config(session.home + "/node/zhidad.toml");
    if (!config) return {};
    const auto text = installation::read_text(config->path(config->villages));
    return text ? intake::read_villages(*text) : VillageNames{};
}

std::string name_in(const VillageNames& names, std::uint64_t code) {
    const auto found = names.find(code);
    return found == names.end() ? "" : found->second;
}

template <class Word>
std::string both(const Word& word) {
    return std::string{word.zh} + " " + std::string{word.name};
}

std::string day_text(base::Seconds at) { return base::to_text(base::day_in_china(at)); }

boost::json::object brief_json(const ListLook& look) {
    const auto& list = look.record;
    const auto& word = resettle::word_of(look.state);
    return {{"list", base::hex(look.id)},
            {"list_no", list.list_no},
            {"version", list.version},
            {"source_system", list.source_system},
            {"source_signed", list.source_signed},
            {"state", word.name},
            {"state_zh", word.zh},
            {"prepared_at", base::time_text(list.prepared_at)},
            {"lines", list.lines},
            {"total_fen", std::to_string(list.total.count())},
            {"held_lines", look.held.size()},
            {"held_fen", std::to_string(look.held_fen())},
            {"sections", list.sections},
            {"town_approved", list.town_approved}};
}

boost::json::object section_json(std::size_t number, const SectionLook& look,
                                 const VillageNames& names) {
    const auto& section = look.record;
    const auto& word = resettle::word_of(section.state);
    boost::json::object out{{"section", number},
                            {"village", std::to_string(section.header.village)},
                            {"village_name", name_in(names, section.header.village)},
                            {"state", word.name},
                            {"state_zh", word.zh},
                            {"lines", section.header.count},
                            {"first_line", section.first},
                            {"total_fen", std::to_string(section.header.total.count())},
                            {"held_lines", section.held},
                            {"held_fen", std::to_string(section.held_total.count())},
                            {"village_signatures", look.village_signatures},
                            {"township_signatures", look.township_signatures},
                            {"digest", base::hex(section.digest)},
                            {"overlay", base::hex(section.overlay)},
                            {"notice_ends", nullptr}};
    if (section.notice_ends) out["notice_ends"] = base::time_text(*section.notice_ends);
    return out;
}

boost::json::object awaited_json(const Awaited& one) {
    boost::json::array sections;
    for (const auto number : one.sections) sections.push_back(number);
    boost::json::object out{{"who", one.who},
                            {"message_zh", one.zh},
                            {"message_en", one.en},
                            {"division", one.division == 0 ? "" : std::to_string(one.division)},
                            {"bank", one.bank == 0 ? "" : std::to_string(one.bank)},
                            {"signatures_missing", one.signatures},
                            {"until", nullptr},
                            {"sections", std::move(sections)}};
    if (one.until) out["until"] = base::time_text(*one.until);
    return out;
}

boost::json::object orders_json(const payment::Batch& batch) {
    const auto tally = [](const payment::Tally& t) {
        return boost::json::object{{"lines", t.lines}, {"fen", std::to_string(t.fen.count())}};
    };
    return {{"orders", tally(batch.orders)},      {"unsent", tally(batch.unsent)},
            {"in_doubt", tally(batch.in_flight)}, {"paid", tally(batch.paid)},
            {"failed", tally(batch.failed)},      {"returned", tally(batch.returned)},
            {"held", tally(batch.held)},          {"cancelled", tally(batch.cancelled)},
            {"open_breaks", batch.open_breaks}};
}

std::string sections_table(const ListLook& look, const VillageNames& names) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t n = 0; n < look.sections.size(); ++n) {
        const auto& section = look.sections[n].record;
        const std::string village = std::to_string(section.header.village);
        rows.push_back({std::to_string(n), village + " " + name_in(names, section.header.village),
                        both(resettle::word_of(section.state)),
                        std::to_string(section.header.count), yuan(section.header.total.count()),
                        std::to_string(section.held),
                        std::to_string(look.sections[n].village_signatures) + "+" +
                            std::to_string(look.sections[n].township_signatures)});
    }
    return table(
        {"册 no", "村 village", "状态 state", "行 lines", "元 yuan", "缓 held", "签 signed"}, rows);
}

std::string numbers_text(const std::vector<vocabulary::SectionNumber>& numbers) {
    if (numbers.empty()) return "整单 all";
    std::string out;
    for (std::size_t i = 0; i < numbers.size() && i < sections_shown_max; ++i) {
        out += (i == 0 ? "" : ",") + std::to_string(numbers[i]);
    }
    return numbers.size() > sections_shown_max ? out + ",…" : out;
}

std::string place_of(const Awaited& one) {
    if (one.until) return day_text(*one.until);
    if (one.bank != 0) return std::to_string(one.bank);
    return one.division == 0 ? "" : std::to_string(one.division);
}

// For people: what many villages are awaited for stands in one row.
std::string awaited_table(const std::vector<Awaited>& all) {
    using Group = std::pair<std::string_view, unsigned>;
    std::map<Group, std::vector<const Awaited*>> groups;
    for (const Awaited& one : all) groups[{one.en, one.signatures}].push_back(&one);
    std::vector<std::vector<std::string>> rows;
    for (const auto& [group, members] : groups) {
        const Awaited& first = *members.front();
        std::vector<vocabulary::SectionNumber> sections;
        for (const Awaited* one : members)
            sections.insert(sections.end(), one->sections.begin(), one->sections.end());
        std::ranges::sort(sections);
        const std::string several = std::to_string(members.size()) + " 处 places";
        rows.push_back({std::string{first.zh} + " " + std::string{first.en},
                        members.size() == 1 ? place_of(first) : several,
                        first.signatures == 0 ? "" : std::to_string(first.signatures),
                        numbers_text(sections)});
    }
    return table({"等待 awaited", "何处 of", "缺签 missing", "册 sections"}, rows);
}

std::string held_table(const ListLook& look) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [line, reason] : look.held) {
        if (rows.size() == held_shown_max) {
            rows.push_back({"…", ""});
            break;
        }
        rows.push_back({std::to_string(line), both(*vocabulary::word_of(reason))});
    }
    return table({"暂缓行 held line", "原因 reason"}, rows);
}

}  // namespace

boost::json::object list_json(const ListLook& look, const VillageNames& names) {
    boost::json::object out = brief_json(look);
    boost::json::array sections;
    for (std::size_t n = 0; n < look.sections.size(); ++n)
        sections.push_back(section_json(n, look.sections[n], names));
    boost::json::array held;
    for (const auto& [line, reason] : look.held) {
        const auto* const word = vocabulary::word_of(reason);
        held.push_back({{"line", line},
                        {"reason", word->name},
                        {"reason_zh", word->zh},
                        {"reason_en", word->en}});
    }
    boost::json::array waits;
    for (const Awaited& one : awaited(look)) waits.push_back(awaited_json(one));
    out["header"] = base::hex(look.record.header);
    out["overlay"] = base::hex(look.overlay);
    out["reason"] = look.record.reason.value_or("");
    out["section_list"] = std::move(sections);
    out["held"] = std::move(held);
    out["awaited"] = std::move(waits);
    out["orders"] = nullptr;
    if (look.batch) out["orders"] = orders_json(*look.batch);
    return out;
}

std::string list_text(const ListLook& look, const VillageNames& names) {
    const auto& list = look.record;
    const std::int64_t payable = list.total.count() - look.held_fen();
    std::string out = "清单 list      " + list.list_no + "（" + base::hex(look.id) + "，v" +
                      std::to_string(list.version) + "，" + list.source_system +
                      (list.source_signed ? "，已签名 signed" : "，未签名 unsigned") + "）\n";
    out += "状态 state     " + both(resettle::word_of(look.state)) + "\n";
    out += "合计 total     " + std::to_string(list.lines) + " 行 lines，" +
           yuan(list.total.count()) + " 元 yuan\n";
    out += "暂缓 held      " + std::to_string(look.held.size()) + " 行 lines，" +
           yuan(look.held_fen()) + " 元 yuan；可付 payable " + yuan(payable) + " 元\n";
    if (list.reason) out += "原因 reason    " + *list.reason + "\n";
    if (look.batch) {
        const auto& b = *look.batch;
        out += "指令 orders    已付 paid " + std::to_string(b.paid.lines) + "，失败 failed " +
               std::to_string(b.failed.lines) + "，退汇 returned " +
               std::to_string(b.returned.lines) + "，未发 unsent " +
               std::to_string(b.unsent.lines) + "，待查 in doubt " +
               std::to_string(b.in_flight.lines) + "\n";
    }
    out += "\n" + sections_table(look, names);
    if (!look.held.empty()) out += "\n" + held_table(look);
    const auto waits = awaited(look);
    if (!waits.empty()) out += "\n" + awaited_table(waits);
    return out;
}

Answer run_lists(const Access& access) {
    auto session = open_session(access, reader);
    if (!session) return failed(session.error());
    const auto view = session->state();
    std::vector<vocabulary::ListId> ids;
    const base::Bytes prefix{resettle::List::table};
    view.scan(prefix, prefix, [&](base::ByteView key, base::ByteView) {
        ids.push_back(*base::to_array<8>(key.subspan(1)));
        return true;
    });
    if (view.trouble()) return failed(*view.trouble());
    boost::json::array all;
    std::vector<std::vector<std::string>> rows;
    for (const auto& id : ids) {
        auto look = look_at(view, session->hash(), id);
        if (!look) return failed(look.error());
        all.push_back(brief_json(*look));
        rows.push_back({look->record.list_no, both(resettle::word_of(look->state)),
                        std::to_string(look->record.lines), yuan(look->record.total.count()),
                        std::to_string(look->held.size()),
                        std::to_string(look->record.town_approved) + "/" +
                            std::to_string(look->record.sections),
                        day_text(look->record.prepared_at)});
    }
    Answer answer;
    answer.json["lists"] = std::move(all);
    answer.text = table({"清单 list", "状态 state", "行 lines", "元 yuan", "暂缓 held",
                         "乡镇批 towns", "编制 prepared"},
                        rows);
    return answer;
}

Answer run_list(const Access& access, const std::string& no) {
    auto session = open_session(access, reader);
    if (!session) return failed(session.error());
    const auto view = session->state();
    auto id = find_list(view, no);
    if (!id) return failed(id.error());
    auto look = look_at(view, session->hash(), *id);
    if (!look) return failed(look.error());
    const auto names = names_of(*session);
    Answer answer;
    answer.json = list_json(*look, names);
    answer.text = list_text(*look, names);
    return answer;
}

void add_lists(CLI::App& app, Exit& exit) {
    const auto access = std::make_shared<Access>();
    const auto no = std::make_shared<std::string>();
    auto* const lists = app.add_subcommand("lists", "all lists and how far they are");
    add_access(*lists, *access);
    lists->footer("Example:\n  zhida lists --home county");
    lists->callback([access, &exit] { exit = say(run_lists(*access), access->json); });
    auto* const list = app.add_subcommand("list", "one list: sections, holds, who is awaited");
    list->add_option("no", *no, "number of the list, or its id in hexadecimal")->required();
    add_access(*list, *access);
    list->footer("Example:\n  zhida list XA-2019-0900 --home county --as auditor");
    list->callback([access, no, &exit] { exit = say(run_list(*access, *no), access->json); });
}

}  // namespace zhida::cli
