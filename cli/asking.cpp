#include "cli/asking.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/answer.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

base::Result<std::vector<client::HeadField>> fields_of(const std::vector<std::string>& lines) {
    std::vector<client::HeadField> out;
    for (const std::string& line : lines) {
        const std::size_t colon = line.find(": ");
        if (colon == std::string::npos || line.find_first_of("\r\n") != std::string::npos) {
            return base::fail("a field is `Name: value`: " + line, "请求头应为“名称: 值”：" + line);
        }
        out.push_back({line.substr(0, colon), line.substr(colon + 2)});
    }
    return out;
}

void print_head(const client::Answer& answer) {
    std::cout << "HTTP/1.1 " << answer.status << "\n";
    for (const auto& field : answer.fields) std::cout << field.name << ": " << field.value << "\n";
    std::cout << "\n";
}

// Prints whole lines as they come, `count` of them.
base::Result<client::Answer> follow(Session& session, const AskOptions& options,
                                    const std::vector<client::HeadField>& fields) {
    std::string rest;
    std::size_t left = options.follow;
    return session.ledger->follow(options.target, fields, [&](std::string_view piece) {
        rest.append(piece);
        for (std::size_t end = rest.find('\n'); left > 0 && end != std::string::npos;
             end = rest.find('\n')) {
            std::cout << rest.substr(0, end) << std::endl;
            rest.erase(0, end + 1);
            --left;
        }
        return left > 0;
    });
}

}  // namespace

Exit run_ask(const AskOptions& options) {
    const auto tell = [](const base::Error& error) { return say(failed(error), false); };
    auto fields = fields_of(options.fields);
    if (!fields) return tell(fields.error());
    std::string body;
    if (!options.body.empty()) {
        auto text = installation::read_text(options.body);
        if (!text) return tell(text.error());
        body = std::move(*text);
    }
    auto session = open_session(options.access, reader);
    if (!session) return tell(session.error());
    auto answer = options.follow > 0
                      ? follow(*session, options, *fields)
                      : session->ledger->ask(options.method, options.target, body, *fields);
    if (!answer) return tell(answer.error());
    if (options.head) print_head(*answer);
    std::cout << answer->body;
    return answer->status < 400 ? Exit::done : Exit::failed;
}

void add_asking(CLI::App& app, Exit& exit) {
    const auto options = std::make_shared<AskOptions>();
    auto* const ask = app.add_subcommand("ask", "one signed request to a node's API");
    ask->add_option("method", options->method, "GET, POST or PUT")->required();
    ask->add_option("target", options->target, "path and query, as /v1/lists?state=PAYING")
        ->required();
    ask->add_option("--body", options->body, "file that holds the body");
    ask->add_option("--field", options->fields, "one more field, as 'Name: value'");
    ask->add_flag("--head", options->head, "print status and fields before the body");
    ask->add_option("--follow", options->follow, "lines to print of an answer without an end");
    add_access(*ask, options->access);
    ask->footer(
        "Examples:\n  zhida ask GET '/v1/lists?state=PAYING' --home county\n"
        "  zhida ask GET '/v1/events/stream?after=0' --follow 12 --home county");
    ask->callback([options, &exit] { exit = run_ask(*options); });
}

}  // namespace zhida::cli
