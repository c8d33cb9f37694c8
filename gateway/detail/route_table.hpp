// The routes as gateway/openapi.json says; the rows are made from it at every build.
#pragma once

#include <span>

#include "gateway/detail/answers.hpp"

namespace zhida::gateway::detail {

enum class Where : std::uint8_t { path, query, field };

struct Parameter {
    std::string_view name;
    Where where;
    bool wanted;
    bool number;  // a whole number from `least` to `most`; else a text of so many characters
    std::uint64_t least;
    std::uint64_t most;
    std::string_view letters;  // the only ones a text may hold
};

enum class Signer : std::uint8_t { nobody, zhida, source };

struct RouteRow {
    std::string_view method;
    std::string_view path;  // {…} stands for one part
    std::string_view name;
    std::string_view answer;  // media type
    std::string_view zh;
    std::string_view en;
    Signer signer;
    bool tagged;  // with an ETag: the answer depends on the state, the target and the office
    bool office;  // only for members of the office whose vault lies here
    std::size_t body_bytes_max;
    std::string_view body;  // media type
    std::span<const vocabulary::Role> roles;  // one of them is needed; empty: any
    std::span<const Parameter> parameters;
    Answered (*handler)(Node&, const Call&);  // none of an open route
};

extern const std::span<const RouteRow> route_table;
extern const std::string_view openapi_text;

// Judges path, query, fields and body of a request by its row. Nothing: all is as it must be.
std::optional<Answered> fault_of(const RouteRow& row, const transport::Request& request,
                                 const std::vector<std::string>& parts);

}  // namespace zhida::gateway::detail
