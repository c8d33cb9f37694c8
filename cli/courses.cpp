#include "cli/courses.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "cli/acts.hpp"
#include "contracts/resettle/types/courses.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "contracts/resettle/types/single.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

using vocabulary::LineNumber;
using vocabulary::ListId;

// Everything these acts are made of, read from the options.
struct Wish {
    Session& session;
    const CourseOptions& o;
    ListId list{};
    std::vector<LineNumber> lines;
    base::ByteArray<32> paper{};
};

using Done = base::Result<Sent>;

base::Error day_wrong() {
    return base::fail("a day is written 2019-10-31", "日期格式为 2019-10-31");
}

template <class Word, std::size_t n>
std::optional<std::size_t> place_of(const Word (&words)[n], const std::string& text) {
    for (std::size_t i = 0; i < n; ++i) {
        if (text == words[i]) return i + 1;
    }
    return std::nullopt;
}

Done object(Wish& w) {
    constexpr const char* objectors[] = {"household_member", "resident", "body"};
    constexpr const char* grounds[] = {"not_entitled", "amount", "owner",
                                       "share",        "procedure", "other"};
    const auto by = place_of(objectors, w.o.by);
    const auto ground = place_of(grounds, w.o.ground);
    const auto bytes = base::unhex(w.o.objector);
    auto who = bytes ? base::to_array<16>(*bytes) : std::nullopt;
    if (by == 3 && w.o.objector.empty()) {
        who = resettle::body_reference(w.session.who.organisation);
    }
    if (!by || !ground || !who || w.lines.size() != 1) {
        return base::fail("give --by, --ground, one --line, --objector (32 hexadecimal digits)",
                          "请给出 --by、--ground、一个 --line 与 --objector（32 位十六进制）");
    }
    return sign_and_send(w.session,
                         resettle::RaiseObjection{w.list, w.lines[0],
                                                  static_cast<resettle::Objector>(*by), *who,
                                                  static_cast<resettle::Ground>(*ground),
                                                  w.paper});
}

Done decide(Wish& w) {
    if (w.lines.size() != 1) return base::fail("one --line", "请给出一个 --line");
    return sign_and_send(w.session,
                         resettle::DecideObjection{w.list, w.lines[0], w.o.number,
                                                   w.o.decision == "upheld", w.paper});
}

Done lift(Wish& w) {
    return sign_and_send(w.session, resettle::LiftHolds{w.list, w.lines, w.paper});
}

Done detach(Wish& w) {
    std::vector<vocabulary::SectionNumber> sections;
    const auto numbers = parse_lines(w.o.sections);
    if (!numbers) return base::fail("--section takes numbers", "--section 为分册编号");
    for (const LineNumber n : *numbers) {
        sections.push_back(static_cast<vocabulary::SectionNumber>(n));
    }
    return sign_and_send(w.session, resettle::DetachSections{w.list, sections, w.o.reason});
}

Done suspend(Wish& w) {
    return sign_and_send(w.session, resettle::SuspendList{w.list, w.o.reason, w.paper});
}

Done resume(Wish& w) {
    return sign_and_send(w.session, resettle::ResumeList{w.list, w.paper});
}

Done withhold(Wish& w) {
    const auto reason = vocabulary::reason_of(w.o.reason);
    if (!reason) {
        return base::fail("--reason is DEATH, DISPUTE, COURT_FREEZE or OBJECTION",
                          "--reason 须为 DEATH、DISPUTE、COURT_FREEZE 或 OBJECTION");
    }
    return sign_and_send(w.session,
                         resettle::WithholdOrders{w.list, w.lines, *reason, w.paper});
}

Done deposit(Wish& w) {
    const auto day = base::parse_date(w.o.day);
    if (!day || w.lines.size() != 1) return day_wrong();
    return sign_and_send(w.session, resettle::DepositOrder{w.list, w.lines[0], *day, w.paper});
}

Done refund(Wish& w) {
    return sign_and_send(w.session,
                         resettle::RefundOrders{w.list, w.lines, w.o.reason, w.paper});
}

Done cancel_orders(Wish& w) {
    return sign_and_send(w.session,
                         resettle::CancelOrders{w.list, w.lines, w.o.reason, w.paper});
}

Done pay_signed(Wish& w) {
    return sign_and_send(w.session, resettle::PayOnSignature{w.list, w.lines, w.paper});
}

Done correct(Wish& w) {
    const auto item = vocabulary::item_code(w.o.item);
    if (!item || w.lines.size() != 1) {
        return base::fail("one --line, and --item as M1", "请给出一个 --line，--item 例如 M1");
    }
    return sign_and_send(w.session,
                         resettle::CorrectItem{w.list, w.lines[0], *item, w.paper});
}

Done mandate(Wish& w) {
    const auto line_cap = parse_yuan(w.o.line_cap);
    const auto day_cap = parse_yuan(w.o.day_cap);
    const auto from = base::parse_date(w.o.day);
    const auto until = base::parse_date(w.o.until);
    if (!from || !until) return day_wrong();
    if (!line_cap || !day_cap) {
        return base::fail("a cap is yuan, as 50000.00", "限额以元为单位，例如 50000.00");
    }
    return sign_and_send(w.session,
                         resettle::GrantMandate{*line_cap, *day_cap, *from, *until, w.paper});
}

struct Verb {
    const char* name;
    const char* promise;
    const char* example;
    const char* asks;  // l line, s section, r reason, p paper
    Done (*act)(Wish& wish);
};
constexpr Verb verbs[] = {
    {"object", "record an objection against a line",
     "zhida object XA-2019-0900 --as village-130629101204-1 --line 3 --by resident "
     "--objector 00112233445566778899aabbccddeeff --ground amount --document letter.pdf",
     "lp", &object},
    {"decide", "decide an objection: the township, later the county",
     "zhida decide XA-2019-0900 --as township-130629101-1 --line 3 --decision rejected "
     "--document decision.pdf",
     "lp", &decide},
    {"lift", "end holds whose cause is gone",
     "zhida lift XA-2019-0900 --as township-130629101-1 --line 3,5-9 --document paper.pdf", "lp",
     &lift},
    {"detach", "a township takes sections that are not ready out of the list",
     "zhida detach XA-2019-0900 --as township-130629101-1 --section 0 --reason \"surveyed anew\"",
     "sr", &detach},
    {"suspend-list", "new area or audit: the list stands still",
     "zhida suspend-list XA-2019-0900 --as auditor --reason inquiry --document order.pdf", "rp",
     &suspend},
    {"resume-list", "the list goes on; new area and audit sign",
     "zhida resume-list XA-2019-0900 --as auditor --document order.pdf", "p", &resume},
    {"withhold", "keep back money that failed or came back",
     "zhida withhold XA-2019-0900 --as township-130629101-1 --line 3 --reason DEATH "
     "--document certificate.pdf",
     "lrp", &withhold},
    {"notary", "withheld money was paid to the notary (提存)",
     "zhida notary XA-2019-0900 --as county-3 --line 3 --day 2019-10-31 --document deed.pdf",
     "lp", &deposit},
    {"refund", "give money back to the programme; county and new area sign the same words",
     "zhida refund XA-2019-0900 --as county-3 --line 3 --reason \"plan withdrawn\" "
     "--document order.pdf",
     "lrp", &refund},
    {"cancel-orders", "end orders no bank has claimed; two county persons sign the same words",
     "zhida cancel-orders XA-2019-0900 --as county-3 --line 3 --reason error "
     "--document order.pdf",
     "lrp", &cancel_orders},
    {"pay-signed", "the resident has signed: pay her lines now, under finance's mandate",
     "zhida pay-signed XA-2019-0900 --as township-130629101-1 --line 3 --document agreement.pdf",
     "lp", &pay_signed},
    {"correct-item", "a payment counts under another item; finance and county office sign",
     "zhida correct-item XA-2019-0900 --as finance-1 --line 3 --item M1 --document voucher.pdf",
     "lp", &correct},
    {"mandate", "let lines be paid on signature up to caps; two persons of county finance sign",
     "zhida mandate --as finance-1 --line-cap 50000.00 --day-cap 1000000.00 --day 2019-10-01 "
     "--until 2019-12-31 --document mandate.pdf",
     "p", &mandate},
};

bool asks(const Verb& verb, char what) {
    return std::string_view{verb.asks}.find(what) != std::string_view::npos;
}
bool is_of_list(const Verb& verb) { return verb.act != &mandate; }

base::Status read_wish(const Verb& verb, Wish& w) {
    if (is_of_list(verb)) {
        auto id = find_list(w.session.state(), w.o.no);
        if (!id) return id.error();
        w.list = *id;
    }
    if (asks(verb, 'l')) {
        auto lines = parse_lines(w.o.lines);
        if (!lines || lines->empty()) {
            return base::fail("--line takes line numbers, as 3 or 5-9; at most 500 at once",
                              "--line 是行号，例如 3 或 5-9；一次至多 500 行");
        }
        w.lines = std::move(*lines);
    }
    if (!asks(verb, 'p')) return base::Done{};
    auto paper = paper_digest(w.session.hash(), w.o.document, w.o.note);
    if (!paper) return paper.error();
    w.paper = *paper;
    return base::Done{};
}

Answer run_course(const Verb& verb, const CourseOptions& options) {
    auto session = open_session(options.access, "");
    if (!session) return failed(session.error());
    Wish wish{*session, options, {}, {}, {}};
    if (auto done = read_wish(verb, wish); !done) return failed(done.error());
    auto sent = verb.act(wish);
    if (!sent) return failed(sent.error());
    return answer_of(*session, {*sent});
}

void add_own_options(CLI::App& command, const Verb& verb, CourseOptions& o) {
    if (verb.act == &object) {
        command.add_option("--by", o.by, "household_member, resident or body")->required();
        command.add_option("--objector", o.objector, "reference; a body's is its own");
        command.add_option("--ground", o.ground,
                           "not_entitled, amount, owner, share, procedure or other")
            ->required();
    }
    if (verb.act == &decide) {
        command.add_option("--number", o.number, "of several against the line, from 0");
        command.add_option("--decision", o.decision, "upheld or rejected")
            ->required()
            ->check(CLI::IsMember({"upheld", "rejected"}));
    }
    if (verb.act == &deposit) command.add_option("--day", o.day, "day of the debit")->required();
    if (verb.act == &correct) command.add_option("--item", o.item, "as M1")->required();
    if (verb.act == &mandate) {
        command.add_option("--line-cap", o.line_cap, "yuan a line")->required();
        command.add_option("--day-cap", o.day_cap, "yuan a day")->required();
        command.add_option("--day", o.day, "its first day")->required();
        command.add_option("--until", o.until, "its last day")->required();
    }
}

void add_options(CLI::App& command, const Verb& verb, CourseOptions& o) {
    if (is_of_list(verb)) {
        command.add_option("no", o.no, "number of the list, or its id")->required();
    }
    add_access(command, o.access);
    if (asks(verb, 'l')) {
        command.add_option("--line", o.lines, "line numbers, as 3 or 5-9")
            ->required()
            ->delimiter(',');
    }
    if (asks(verb, 's')) {
        command.add_option("--section", o.sections, "numbers of sections")
            ->required()
            ->delimiter(',');
    }
    if (asks(verb, 'r')) command.add_option("--reason", o.reason, "why")->required();
    if (asks(verb, 'p')) {
        command.add_option("--document", o.document, "the paper; its digest is kept");
        command.add_option("--note", o.note, "words instead of a file; their digest is kept");
    }
    add_own_options(command, verb, o);
}

std::string lines_text(const ListId& list, const std::vector<LineNumber>& lines) {
    std::string out = "list " + base::hex(list) + " lines";
    for (const LineNumber n : lines) out += " " + std::to_string(n);
    return out;
}

template <class M>
std::optional<M> read_as(std::uint16_t type, base::ByteView payload) {
    if (type != M::type) return std::nullopt;
    return codec::decode<M>(payload);
}

}  // namespace

std::optional<vocabulary::Fen> parse_yuan(const std::string& text) {
    const std::size_t point = text.find('.');
    if (point == 0 || point == std::string::npos || text.size() - point != 3) return std::nullopt;
    std::string digits = text.substr(0, point) + text.substr(point + 1);
    std::int64_t fen = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), fen);
    const bool whole = read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
    if (!whole || fen <= 0) return std::nullopt;
    return vocabulary::Fen::of(fen);
}

std::string course_words(std::uint16_t type, base::ByteView payload) {
    if (const auto m = read_as<resettle::RefundOrders>(type, payload)) {
        return lines_text(m->list, m->lines) + ": " + m->reason;
    }
    if (const auto m = read_as<resettle::CancelOrders>(type, payload)) {
        return lines_text(m->list, m->lines) + ": " + m->reason;
    }
    if (const auto m = read_as<resettle::CorrectItem>(type, payload)) {
        return lines_text(m->list, {m->line}) + ": item " + vocabulary::item_text(m->item);
    }
    if (const auto m = read_as<resettle::GrantMandate>(type, payload)) {
        return "fen a line " + std::to_string(m->line_cap.count()) + ", a day " +
               std::to_string(m->day_cap.count()) + " [" + base::to_text(m->from) + ", " +
               base::to_text(m->until) + "]";
    }
    return "";
}

void add_courses(CLI::App& app, Exit& exit) {
    for (const Verb& verb : verbs) {
        const auto options = std::make_shared<CourseOptions>();
        auto* const command = app.add_subcommand(verb.name, verb.promise);
        add_options(*command, verb, *options);
        command->footer(
            std::string{"Example:\n  "} + verb.example +
            "\nExit codes: 0 done; 1 refused by the ledger (with its number) or failed.");
        command->callback([options, &verb, &exit] {
            exit = say(run_course(verb, *options), options->access.json);
        });
    }
}

}  // namespace zhida::cli
