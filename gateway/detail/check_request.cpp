#include "gateway/detail/forms.hpp"
#include "gateway/detail/route_table.hpp"
#include "gateway/detail/schema.hpp"

namespace zhida::gateway::detail {

namespace {

bool fits(const Parameter& p, std::string_view text) {
    if (p.number) {
        const auto value = number<std::uint64_t>(text);
        return value && *value >= p.least && *value <= p.most;
    }
    return text.size() >= p.least && text.size() <= p.most &&
           text.find_first_not_of(p.letters) == std::string_view::npos;
}

Answered wrong(const Parameter& p) {
    const std::string name{p.name};
    const std::string from = std::to_string(p.least);
    const std::string to = std::to_string(p.most);
    if (p.number) {
        return error(400, name + ": a whole number from " + from + " to " + to + " is wanted",
                     name + "：应为 " + from + " 至 " + to + " 的整数");
    }
    const std::string letters{p.letters};
    const std::string range = from + " to " + to;
    return error(400, name + ": " + range + " characters of " + letters + " are wanted",
                 name + "：应为 " + from + " 至 " + to + " 个字符，限于 " + letters);
}

std::optional<std::string> value_of(const Parameter& p, const transport::Request& request) {
    if (p.where == Where::query) return request.parameter(p.name);
    const std::string* const field = request.field(p.name);
    return field ? std::optional{*field} : std::nullopt;
}

std::optional<Answered> unknown_parameter(const RouteRow& row, const transport::Request& request) {
    for (const std::string& name : request.parameter_names()) {
        const auto known = [&](const Parameter& p) {
            return p.where == Where::query && p.name == name;
        };
        if (std::ranges::any_of(row.parameters, known)) continue;
        const std::string shown = name.substr(0, 40);
        return error(400, "there is no query parameter " + shown, "没有查询参数 " + shown);
    }
    return std::nullopt;
}

std::optional<Answered> body_fault(const RouteRow& row, const transport::Request& request) {
    if (request.body.size() > row.body_bytes_max) {
        const std::string most = std::to_string(row.body_bytes_max);
        return error(413, "the body is larger than " + most + " bytes",
                     "正文超过 " + most + " 字节");
    }
    const std::string* const type = request.field("Content-Type");
    if (type != nullptr && !request.body.empty() && !type->starts_with(row.body)) {
        const std::string wanted{row.body};
        return error(415, "the body's type is " + wanted, "正文类型应为 " + wanted);
    }
    const auto* const schema = body_schema(row.method, row.path);
    if (schema == nullptr) return std::nullopt;
    boost::system::error_code bad;
    const auto value = boost::json::parse(request.body, bad);
    const auto fault = bad ? std::optional<std::string>{"no JSON"} : schema_fault(*schema, value);
    if (!fault) return std::nullopt;
    return error(400, "in the body " + *fault, "正文 " + *fault);
}

}  // namespace

std::optional<Answered> fault_of(const RouteRow& row, const transport::Request& request,
                                 const std::vector<std::string>& parts) {
    std::size_t part = 0;
    for (const Parameter& p : row.parameters) {
        if (p.where == Where::path) {
            if (!fits(p, parts[part++])) return wrong(p);
            continue;
        }
        const auto value = value_of(p, request);
        if (value ? !fits(p, *value) : p.wanted) return wrong(p);
    }
    if (auto fault = unknown_parameter(row, request)) return fault;
    return body_fault(row, request);
}

}  // namespace zhida::gateway::detail
