#include "gateway/detail/schema.hpp"

#include <charconv>

#include "gateway/detail/route_table.hpp"

namespace zhida::gateway::detail {

namespace json = boost::json;

namespace {

const json::value& document() {
    static const json::value root = json::parse(openapi_text);
    return root;
}

const json::object& resolved(const json::object& node) {
    const auto* const ref = node.if_contains("$ref");
    if (ref == nullptr) return node;
    return resolved(document().at_pointer(ref->as_string().subview(1)).as_object());
}

std::string_view lower_of(std::string_view method) {
    if (method == "GET") return "get";
    return method == "PUT" ? "put" : "post";
}

bool is_of(std::string_view type, const json::value& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    return type == "null" && value.is_null();
}

bool has_type(const json::value& wanted, const json::value& value) {
    if (wanted.is_string()) return is_of(wanted.as_string(), value);
    return std::ranges::any_of(wanted.as_array(),
                               [&](const auto& one) { return is_of(one.as_string(), value); });
}

// `^[letters]{least,most}$` and `^[letters]*$`, the only patterns the document holds.
bool fits_pattern(std::string_view pattern, std::string_view text) {
    const std::size_t end = pattern.find(']');
    std::string letters;
    for (std::size_t i = 2; i < end; ++i) {
        if (i + 2 < end && pattern[i + 1] == '-') {
            for (char c = pattern[i]; c <= pattern[i + 2]; ++c) letters.push_back(c);
            i += 2;
        } else {
            letters.push_back(pattern[i]);
        }
    }
    if (text.find_first_not_of(letters) != std::string_view::npos) return false;
    if (pattern[end + 1] == '*') return true;
    std::size_t least = 0;
    const char* const last = pattern.data() + pattern.size();
    const auto read = std::from_chars(pattern.data() + end + 2, last, least);
    std::size_t most = least;
    if (*read.ptr == ',') std::from_chars(read.ptr + 1, last, most);
    return text.size() >= least && text.size() <= most;
}

using Fault = std::optional<std::string>;

class Check {
  public:
    Fault value(const json::object& raw, const json::value& value, const std::string& where,
                int depth) const {
        if (depth > schema_depth_max) return where + ": too deep";
        const json::object& schema = resolved(raw);
        if (const auto* const all = schema.if_contains("allOf")) {
            for (const auto& one : all->as_array()) {
                auto fault = this->value(one.as_object(), value, where, depth + 1);
                if (fault) return fault;
            }
        }
        const auto* const type = schema.if_contains("type");
        if (type != nullptr && !has_type(*type, value)) {
            return where + ": of the type " + json::serialize(*type) + " it is not";
        }
        if (value.is_string()) return text(schema, value.as_string(), where);
        if (value.is_object()) return members(schema, value.as_object(), where, depth);
        if (value.is_array()) return items(schema, value.as_array(), where, depth);
        return number(schema, value, where);
    }

  private:
    static Fault text(const json::object& schema, std::string_view text, const std::string& where) {
        const auto* const pattern = schema.if_contains("pattern");
        if (pattern != nullptr && !fits_pattern(pattern->as_string(), text))
            return where + ": " + std::string{pattern->as_string()} + " is wanted";
        const auto* const most = schema.if_contains("maxLength");
        if (most != nullptr && text.size() > static_cast<std::size_t>(most->as_int64()))
            return where + ": too long";
        const auto* const words = schema.if_contains("enum");
        const bool known = words == nullptr || std::ranges::any_of(words->as_array(), [&](auto& w) {
            return std::string_view{w.as_string()} == text;
        });
        return known ? Fault{} : where + ": one of " + json::serialize(*words) + " is wanted";
    }

    static Fault number(const json::object& schema, const json::value& value,
                        const std::string& where) {
        if (!value.is_int64()) return std::nullopt;
        const auto* const least = schema.if_contains("minimum");
        const auto* const most = schema.if_contains("maximum");
        const bool low = least != nullptr && value.as_int64() < least->as_int64();
        const bool high = most != nullptr && value.as_int64() > most->as_int64();
        return low || high ? where + ": out of its range" : Fault{};
    }

    Fault members(const json::object& schema, const json::object& value, const std::string& where,
                  int depth) const {
        if (const auto* const wanted = schema.if_contains("required")) {
            for (const auto& name : wanted->as_array()) {
                if (!value.contains(name.as_string()))
                    return where + "/" + std::string{name.as_string()} + ": is missing";
            }
        }
        const auto* const known = schema.if_contains("properties");
        for (const auto& [name, member] : value) {
            const std::string at = where + "/" + std::string{name}.substr(0, 40);
            const auto* const own = known ? known->as_object().if_contains(name) : nullptr;
            if (own == nullptr) {
                if (schema.contains("additionalProperties")) return at + ": is not known";
                continue;
            }
            if (auto fault = this->value(own->as_object(), member, at, depth + 1)) return fault;
        }
        return std::nullopt;
    }

    Fault items(const json::object& schema, const json::array& value, const std::string& where,
                int depth) const {
        const auto* const most = schema.if_contains("maxItems");
        if (most != nullptr && value.size() > static_cast<std::size_t>(most->as_int64()))
            return where + ": too many";
        const auto* const each = schema.if_contains("items");
        for (std::size_t i = 0; each != nullptr && i < value.size(); ++i) {
            const std::string at = where + "/" + std::to_string(i);
            if (auto fault = this->value(each->as_object(), value[i], at, depth + 1)) return fault;
        }
        return std::nullopt;
    }
};

const json::object* json_schema(const json::object& holder) {
    const auto* const content = holder.if_contains("content");
    const auto* const type =
        content ? content->as_object().if_contains("application/json") : nullptr;
    const auto* const schema = type ? type->as_object().if_contains("schema") : nullptr;
    return schema ? &schema->as_object() : nullptr;
}

const json::object& operation(std::string_view method, std::string_view path) {
    return document().at("paths").at(path).at(lower_of(method)).as_object();
}

}  // namespace

std::optional<std::string> schema_fault(const json::object& schema, const json::value& value) {
    return Check{}.value(schema, value, "", 0);
}

const json::object* body_schema(std::string_view method, std::string_view path) {
    const auto* const body = operation(method, path).if_contains("requestBody");
    return body ? json_schema(body->as_object()) : nullptr;
}

const json::object* answer_schema(std::string_view method, std::string_view path,
                                  unsigned status) {
    const auto& responses = operation(method, path).at("responses").as_object();
    const auto* const one = responses.if_contains(std::to_string(status));
    return one ? json_schema(resolved(one->as_object())) : nullptr;
}

}  // namespace zhida::gateway::detail
