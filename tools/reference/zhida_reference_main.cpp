// Prints one page of docs/reference from the tables the program runs on.
#include <iostream>

#include "contracts/payment/types/orders.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "gateway/gateway.hpp"
#include "node/assembly/assembly.hpp"

namespace {

using namespace zhida;

void row(std::initializer_list<std::string_view> cells) {
    std::cout << "|";
    for (const std::string_view cell : cells) std::cout << " " << cell << " |";
    std::cout << "\n";
}

void head(std::string_view title, std::initializer_list<std::string_view> cells) {
    std::cout << "\n## " << title << "\n\n";
    row(cells);
    std::cout << "|";
    for (std::size_t i = 0; i < cells.size(); ++i) std::cout << "---|";
    std::cout << "\n";
}

std::string_view hand(resettle::Hand by) {
    constexpr std::string_view names[] = {"contract", "timer",  "importer", "bank",    "village",
                                          "township", "county", "area",     "finance", "audit"};
    return names[static_cast<std::size_t>(by)];
}

std::string_view mover(payment::Mover by) {
    constexpr std::string_view names[] = {"contract", "timer",    "finance", "bank",
                                          "village",  "township", "county",  "two bodies"};
    return names[static_cast<std::size_t>(by)];
}

void states() {
    std::cout
        << "# States\n\nPrinted from the contracts' own tables by `zhida-reference states`.\n";
    head("Lists 清单", {"from", "act", "to", "到", "by"});
    for (const auto& s : resettle::list_steps) {
        const auto& to = resettle::word_of(s.to);
        row({resettle::word_of(s.from).name, s.act, to.name, to.zh, hand(s.by)});
    }
    head("Sections 分册", {"from", "act", "to", "到", "by"});
    for (const auto& s : resettle::section_steps) {
        const auto& to = resettle::word_of(s.to);
        row({resettle::word_of(s.from).name, s.act, to.name, to.zh, hand(s.by)});
    }
    head("Objections 异议", {"from", "act", "to", "到", "by"});
    for (const auto& s : resettle::objection_steps) {
        const auto& to = resettle::word_of(s.to);
        row({resettle::word_of(s.from).name, s.act, to.name, to.zh, hand(s.by)});
    }
    head("Orders 支付指令", {"from", "to", "到", "by"});
    for (const auto& m : payment::order_moves) {
        const auto& to = payment::word_of(m.to);
        row({payment::word_of(m.from).name, to.name, to.zh, mover(m.by)});
    }
}

void refusals() {
    std::cout
        << "# Refusals\n\nPrinted by `zhida-reference refusals`. A number is never used again.\n";
    head("Numbers 编号", {"number", "name", "中文", "English", "办理人", "who can help"});
    for (const chain::RefusalText& one : node::refusals()) {
        row({std::to_string(one.code), one.name, one.zh, one.en, one.office_zh, one.office_en});
    }
}

std::string joined(const auto& words) {
    std::string out;
    for (const auto& word : words) out.append(out.empty() ? "" : ", ").append(word);
    return out;
}

void api() {
    std::cout
        << "# API of a node\n\nPrinted by `zhida-reference api` from `gateway/openapi.json`, which "
           "a node serves at `/openapi.json`; schemas and each route's own statuses stand there. "
           "HTTPS; every route but the open ones wants a signed request, "
           "`Authorization: Zhida <key id>.<seconds>.<signature>` "
           "([integration.md](integration.md)). In parentheses: characters.\n\n"
           "Any route may answer 400 (a parameter or the body is malformed; it is named), 401 (no "
           "signature of a known key, or not of now), 403 (role or office), 404, 405, 408 (the "
           "request came too slowly), 413, 415, 429 (rate; `Retry-After`), 431, 503 (busy; "
           "`Retry-After`), each with `{\"error\":{\"message_zh\":…,\"message_en\":…}}`.\n";
    head("Routes", {"method", "path", "answers", "who", "parameters", "中文", "English"});
    for (const gateway::Gateway::Route& r : gateway::Gateway::routes()) {
        std::string who = r.open ? "anybody" : joined(r.roles);
        if (r.office) who += who.empty() ? "the office" : " of the office";
        row({r.method, r.path, r.answer, who, joined(r.parameters), r.zh, r.en});
    }
}

}  // namespace

int main(int count, char** words) {
    const std::string_view page = count == 2 ? words[1] : "";
    if (page == "states")
        states();
    else if (page == "refusals")
        refusals();
    else if (page == "api")
        api();
    else {
        std::cerr << "usage: zhida-reference states|refusals|api\n";
        return 1;
    }
    return 0;
}
