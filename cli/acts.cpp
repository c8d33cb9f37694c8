#include "cli/acts.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <set>

#include "cli/screen.hpp"
#include "contracts/registry/types/records.hpp"
#include "contracts/vocabulary/village.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

using resettle::SectionState;
using vocabulary::LineNumber;
using vocabulary::Role;
using vocabulary::SectionNumber;

template <class N>
std::optional<N> number(std::string_view text) {
    N out{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

// Everything an act needs: who signs, and the list as she sees it now.
struct Desk {
    const ActOptions& options;
    Session session;
    ListLook look;
    std::vector<Sent> sent;

    bool is_refused() const { return !sent.empty() && sent.back().receipt.code != 0; }
};

base::Status refresh(Desk& desk) {
    auto look = look_at(desk.session.state(), desk.session.hash(), desk.look.id);
    if (!look) return look.error();
    desk.look = std::move(*look);
    return base::Done{};
}

base::Result<std::uint64_t> division_of(const Session& session) {
    const auto view = session.state();
    const auto found = chain::load<registry::Organisation>(view, {session.who.organisation});
    if (view.trouble()) return *view.trouble();
    return found ? found->division : 0;
}

std::vector<resettle::SectionSeen> seen_of(const ListLook& look,
                                           const std::vector<SectionNumber>& numbers) {
    std::vector<resettle::SectionSeen> seen;
    for (const SectionNumber n : numbers) {
        resettle::SectionSeen one{.section = n};
        if (n < look.sections.size()) {
            one.digest = look.sections[n].record.digest;
            one.overlay = look.sections[n].record.overlay;
        }
        seen.push_back(one);
    }
    return seen;
}

// Asked only where somebody can answer.
bool agrees(const Desk& desk, const std::string& what) {
    if (desk.options.yes || desk.options.access.json || ::isatty(STDIN_FILENO) == 0) return true;
    std::cerr << what << "签名？ sign as " << desk.session.name << "? [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y";
}

std::string shown_sections(const ListLook& look, const std::vector<SectionNumber>& numbers) {
    std::vector<std::vector<std::string>> rows;
    for (const SectionNumber n : numbers) {
        if (n >= look.sections.size()) continue;
        const auto& section = look.sections[n].record;
        rows.push_back({std::to_string(n), std::to_string(section.header.village),
                        std::to_string(section.header.count), yuan(section.header.total.count()),
                        std::to_string(section.held), base::hex(section.digest).substr(0, 16)});
    }
    return table({"册 no", "村 village", "行 lines", "元 yuan", "暂缓 held", "摘要 digest"}, rows);
}

std::string shown_header(const ListLook& look) {
    return look.record.list_no + "  " + std::to_string(look.record.lines) + " 行 lines  " +
           yuan(look.record.total.count()) + " 元 yuan  暂缓 held " +
           std::to_string(look.held.size()) + "  " + base::hex(look.record.header).substr(0, 16) +
           "\n";
}

base::Error declined() { return base::fail("not signed", "未签名"); }

// In as many acts as needed; the first refusal ends it.
template <class M>
base::Status sign_sections(Desk& desk, const std::vector<SectionNumber>& numbers) {
    for (std::size_t at = 0; at < numbers.size(); at += vocabulary::sections_per_act_max) {
        const std::size_t end =
            std::min(numbers.size(), at + std::size_t{vocabulary::sections_per_act_max});
        const std::vector<SectionNumber> part{numbers.begin() + static_cast<std::ptrdiff_t>(at),
                                              numbers.begin() + static_cast<std::ptrdiff_t>(end)};
        auto sent = sign_and_send(desk.session, M{desk.look.id, seen_of(desk.look, part)});
        if (!sent) return sent.error();
        sent->sections = part;
        desk.sent.push_back(std::move(*sent));
        if (desk.is_refused()) break;
    }
    return base::Done{};
}

base::Result<std::vector<SectionNumber>> picked(const Desk& desk, SectionState from) {
    auto division = division_of(desk.session);
    if (!division) return division.error();
    return pick_sections(desk.look, desk.options.sections, *division, from);
}

template <class M>
base::Status act_on_sections(Desk& desk, SectionState from) {
    auto numbers = picked(desk, from);
    if (!numbers) return numbers.error();
    if (!agrees(desk, shown_sections(desk.look, *numbers))) return declined();
    return sign_sections<M>(desk, *numbers);
}

template <class M>
base::Status act_on_header(Desk& desk) {
    if (!desk.options.sections.empty()) {
        return base::fail("this act is about the whole list", "此操作针对整个清单，不能指定分册");
    }
    if (!agrees(desk, shown_header(desk.look))) return declined();
    auto sent =
        sign_and_send(desk.session, M{desk.look.id, desk.look.record.header, desk.look.overlay});
    if (!sent) return sent.error();
    desk.sent.push_back(std::move(*sent));
    return base::Done{};
}

// The second village person's confirmation opens the notice (payment.md §9).
base::Status confirm(Desk& desk) {
    auto numbers = picked(desk, SectionState::verified);
    if (!numbers) return numbers.error();
    if (!agrees(desk, shown_sections(desk.look, *numbers))) return declined();
    if (auto done = sign_sections<resettle::ConfirmSections>(desk, *numbers); !done) return done;
    if (desk.is_refused() || desk.options.keep_from_notice) return base::Done{};
    if (auto done = refresh(desk); !done) return done;
    std::vector<SectionNumber> complete;
    for (const SectionNumber n : *numbers) {
        const bool there = n < desk.look.sections.size();
        if (there && desk.look.sections[n].record.state == SectionState::confirmed)
            complete.push_back(n);
    }
    return sign_sections<resettle::OpenNotice>(desk, complete);
}

base::Status notice(Desk& desk) {
    return act_on_sections<resettle::OpenNotice>(desk, SectionState::confirmed);
}

bool signs_sections(Role role) {
    return role == Role::village_officer || role == Role::township_officer;
}

base::Status approve(Desk& desk) {
    if (signs_sections(desk.session.who.role)) {
        return act_on_sections<resettle::ApproveSections>(desk, SectionState::noticed);
    }
    return act_on_header<resettle::ApproveList>(desk);
}

base::Status give_back(Desk& desk) {
    if (desk.options.reason.empty()) return base::fail("--reason is needed", "请给出 --reason");
    base::Result<Sent> sent = base::fail("");
    if (signs_sections(desk.session.who.role)) {
        if (desk.options.sections.empty()) {
            return base::fail("which sections? give --section", "未指明分册：请给出 --section");
        }
        auto numbers = picked(desk, SectionState::noticed);
        if (!numbers) return numbers.error();
        if (!agrees(desk, shown_sections(desk.look, *numbers))) return declined();
        sent = sign_and_send(desk.session,
                             resettle::ReturnSections{desk.look.id, *numbers, desk.options.reason});
        if (sent) sent->sections = *numbers;
    } else {
        if (!agrees(desk, shown_header(desk.look))) return declined();
        sent = sign_and_send(desk.session, resettle::ReturnList{desk.look.id, desk.options.reason});
    }
    if (!sent) return sent.error();
    desk.sent.push_back(std::move(*sent));
    return base::Done{};
}

base::Status cancel(Desk& desk) {
    if (desk.options.reason.empty()) return base::fail("--reason is needed", "请给出 --reason");
    if (!agrees(desk, shown_header(desk.look))) return declined();
    auto sent =
        sign_and_send(desk.session, resettle::CancelList{desk.look.id, desk.options.reason});
    if (!sent) return sent.error();
    desk.sent.push_back(std::move(*sent));
    return base::Done{};
}

base::Status hold(Desk& desk) {
    const auto lines = parse_lines(desk.options.lines);
    if (!lines || lines->empty()) {
        return base::fail("--line takes line numbers, as 3 or 5-9; at most 500 at once",
                          "--line 是行号，例如 3 或 5-9；一次至多 500 行");
    }
    const auto reason = vocabulary::reason_of(desk.options.reason);
    if (!reason) {
        return base::fail("--reason is OBJECTION, DEATH, DISPUTE or COURT_FREEZE",
                          "--reason 须为 OBJECTION、DEATH、DISPUTE 或 COURT_FREEZE");
    }
    auto paper =
        paper_digest(desk.session.hash(), desk.options.document, desk.options.note);
    if (!paper) return paper.error();
    if (!agrees(desk, shown_header(desk.look))) return declined();
    auto sent =
        sign_and_send(desk.session, resettle::HoldLines{desk.look.id, *lines, *reason, *paper});
    if (!sent) return sent.error();
    desk.sent.push_back(std::move(*sent));
    return base::Done{};
}

struct Verb {
    const char* name;
    const char* promise;
    const char* example;
    base::Status (*act)(Desk& desk);
};
constexpr Verb verbs[] = {
    {"confirm", "the village confirms; the second person opens the notice",
     "zhida confirm XA-2019-0900 --as village-130629101204-1", &confirm},
    {"notice", "the village opens the notice of sections that are confirmed",
     "zhida notice XA-2019-0900 --as village-130629101204-2", &notice},
    {"approve", "township (sections), county or new area (the whole list)",
     "zhida approve XA-2019-0900 --as township-130629101-1\n"
     "  zhida approve XA-2019-0900 --as county-1",
     &approve},
    {"hold", "take lines out of the payment, with a paper behind it",
     "zhida hold XA-2019-0900 --as township-130629101-1 --line 3,5-9 --reason DISPUTE "
     "--document court.pdf",
     &hold},
    {"return", "give sections or the list back, with a reason",
     "zhida return XA-2019-0900 --as township-130629101-1 --section 0 --reason \"wrong area\"\n"
     "  zhida return XA-2019-0900 --as county-1 --reason \"wrong plan\"",
     &give_back},
    {"cancel", "end the list before release; two county persons with the same words",
     "zhida cancel XA-2019-0900 --as county-3 --reason \"plan withdrawn\"", &cancel},
    {"lock", "county finance locks the funds", "zhida lock XA-2019-0900 --as finance-1",
     &act_on_header<resettle::LockFunds>},
    {"release", "county finance's second person releases the list to the banks",
     "zhida release XA-2019-0900 --as finance-2", &act_on_header<resettle::ReleaseList>},
    {"close-list", "county finance's third person closes the list",
     "zhida close-list XA-2019-0900 --as finance-3", &act_on_header<resettle::CloseList>},
};

Answer run_act(const Verb& verb, const ActOptions& options) {
    auto session = open_session(options.access, "");
    if (!session) return failed(session.error());
    const auto view = session->state();
    auto id = find_list(view, options.no);
    if (!id) return failed(id.error());
    auto look = look_at(view, session->hash(), *id);
    if (!look) return failed(look.error());
    Desk desk{options, std::move(*session), std::move(*look), {}};
    auto done = verb.act(desk);
    if (!done && desk.sent.empty()) return failed(done.error());
    Answer answer = answer_of(desk.session, desk.sent);
    if (!done) {  // part of it is on the ledger; the rest is not
        const Answer rest = failed(done.error());
        answer.json["error"] = rest.json.at("error");
        answer.error = rest.error;
        answer.exit = rest.exit;
    }
    auto fresh = refresh(desk);
    const auto& word = resettle::word_of(desk.look.state);
    answer.json["list"] = base::hex(desk.look.id);
    answer.json["list_no"] = desk.look.record.list_no;
    answer.json["state"] = fresh ? word.name : std::string_view{};
    if (fresh) {
        answer.text +=
            "清单状态 state  " + std::string{word.zh} + " " + std::string{word.name} + "\n";
    }
    return answer;
}

void add_options(CLI::App& command, const Verb& verb, ActOptions& options) {
    const std::string_view name{verb.name};
    command.add_option("no", options.no, "number of the list, or its id")->required();
    add_access(command, options.access);
    command.add_flag("--yes", options.yes, "do not ask before signing");
    const bool sections =
        name == "confirm" || name == "notice" || name == "approve" || name == "return";
    if (sections) {
        command
            .add_option("--section", options.sections,
                        "number, or code of the village; else all that wait for the signer")
            ->delimiter(',');
    }
    if (name == "confirm") {
        command.add_flag("--no-notice", options.keep_from_notice, "do not open the notice yet");
    }
    if (name == "hold") {
        command.add_option("--line", options.lines, "line numbers, as 3 or 5-9")
            ->required()
            ->delimiter(',');
        command.add_option("--document", options.document, "the paper; its digest is kept");
        command.add_option("--note", options.note, "words instead of a file; their digest is kept");
    }
    if (name == "hold" || name == "return" || name == "cancel") {
        command
            .add_option("--reason", options.reason,
                        name == "hold" ? "OBJECTION, DEATH, DISPUTE or COURT_FREEZE"
                                       : "in words; it stands on the ledger for ever")
            ->required();
    }
}

}  // namespace

base::Result<base::ByteArray<32>> paper_digest(crypto::Hash hash, const std::string& document,
                                               const std::string& note) {
    if (!document.empty()) {
        auto file = installation::read_text(document);
        if (!file) return file.error();
        return crypto::digest(hash, base::view(*file));
    }
    if (note.empty()) {
        return base::fail("there is a paper behind this: give --document or --note",
                          "此操作须有依据：请给出 --document 或 --note");
    }
    return crypto::digest(hash, base::view(note));
}

std::optional<std::vector<LineNumber>> parse_lines(const std::vector<std::string>& words) {
    std::set<LineNumber> all;
    for (const std::string& word : words) {
        std::size_t at = 0;
        while (at <= word.size()) {
            const std::size_t end = std::min(word.find(',', at), word.size());
            const std::string part = word.substr(at, end - at);
            const std::size_t dash = part.find('-');
            const auto first = number<LineNumber>(part.substr(0, dash));
            const auto last =
                dash == std::string::npos ? first : number<LineNumber>(part.substr(dash + 1));
            const bool sound = first && last && *first <= *last &&
                               *last - *first < vocabulary::lines_per_chunk_max;
            if (!sound) return std::nullopt;
            for (std::uint64_t n = *first; n <= *last; ++n) all.insert(static_cast<LineNumber>(n));
            at = end + 1;
        }
    }
    if (all.size() > vocabulary::lines_per_chunk_max) return std::nullopt;
    return std::vector<LineNumber>{all.begin(), all.end()};
}

base::Result<std::vector<SectionNumber>> pick_sections(const ListLook& look,
                                                       const std::vector<std::string>& named,
                                                       std::uint64_t division, SectionState from) {
    std::set<SectionNumber> out;
    for (const std::string& word : named) {
        const auto village = vocabulary::parse_village_code(word);
        bool found = false;
        for (std::size_t n = 0; village && n < look.sections.size(); ++n) {
            if (look.sections[n].record.header.village != *village) continue;
            out.insert(static_cast<SectionNumber>(n));
            found = true;
        }
        const auto plain = village ? std::nullopt : number<SectionNumber>(word);
        if (plain) out.insert(*plain);
        if (!found && !plain) {
            return base::fail("the list has no section " + word, "清单没有分册 " + word);
        }
    }
    if (!named.empty()) return std::vector<SectionNumber>{out.begin(), out.end()};
    std::vector<SectionNumber> hers;
    std::vector<SectionNumber> ready;
    for (std::size_t n = 0; n < look.sections.size(); ++n) {
        const auto& section = look.sections[n].record;
        if (!vocabulary::covers(division, section.header.village)) continue;
        hers.push_back(static_cast<SectionNumber>(n));
        if (section.state == from) ready.push_back(static_cast<SectionNumber>(n));
    }
    if (!ready.empty()) return ready;
    if (hers.empty()) {
        return base::fail("the list has no section in the signer's division",
                          "清单中没有签名人辖区的分册");
    }
    return hers;
}

void add_acts(CLI::App& app, Exit& exit) {
    for (const Verb& verb : verbs) {
        const auto options = std::make_shared<ActOptions>();
        auto* const command = app.add_subcommand(verb.name, verb.promise);
        add_options(*command, verb, *options);
        command->footer(
            std::string{"Example:\n  "} + verb.example +
            "\nExit codes: 0 done; 1 refused by the ledger (with its number) or failed.");
        command->callback(
            [options, &verb, &exit] { exit = say(run_act(verb, *options), options->access.json); });
    }
}

}  // namespace zhida::cli
