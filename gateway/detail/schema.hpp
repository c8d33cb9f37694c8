// The part of JSON Schema that gateway/openapi.json uses. The document's words are those that stand
// here and in tools/openapi/route_table.py, which stops at a pattern of another form.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

namespace zhida::gateway::detail {

inline constexpr int schema_depth_max = 16;

// Where `value` is not as `schema` wants it, as `/files/0/size: …`; nothing: it is.
std::optional<std::string> schema_fault(const boost::json::object& schema,
                                        const boost::json::value& value);
// The schema of a route's JSON body or answer; nullptr: it has none.
const boost::json::object* body_schema(std::string_view method, std::string_view path);
const boost::json::object* answer_schema(std::string_view method, std::string_view path,
                                         unsigned status);

}  // namespace zhida::gateway::detail
