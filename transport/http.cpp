#include "transport/http.hpp"

#include <algorithm>
#include <charconv>

namespace zhida::transport {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

const std::string* find(const std::vector<Field>& fields, std::string_view name) {
    const auto found =
        std::ranges::find_if(fields, [&](const Field& f) { return same_name(f.name, name); });
    return found == fields.end() ? nullptr : &found->value;
}

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
                             digit(text[i + 2]) >= 0;
        if (!escaped) {
            out.push_back(text[i] == '+' ? ' ' : text[i]);
            continue;
        }
        out.push_back(static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])));
        i += 2;
    }
    return out;
}

}  // namespace

const std::string* Request::field(std::string_view name) const { return find(fields, name); }

const std::string* Response::field(std::string_view name) const { return find(fields, name); }

std::string Request::path() const { return target.substr(0, target.find('?')); }

namespace {

struct Parameter {
    std::string name;
    std::string value;
};

std::vector<Parameter> parameters_of(std::string_view target) {
    std::vector<Parameter> out;
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) return out;
    std::string_view rest = target.substr(mark + 1);
    while (!rest.empty()) {
        const std::string_view part = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        const std::size_t sign = part.find('=');
        out.push_back({decoded(part.substr(0, sign)),
                       sign == std::string_view::npos ? "" : decoded(part.substr(sign + 1))});
    }
    return out;
}

}  // namespace

std::optional<std::string> Request::parameter(std::string_view name) const {
    for (Parameter& one : parameters_of(target)) {
        if (one.name == name) return std::move(one.value);
    }
    return std::nullopt;
}

std::vector<std::string> Request::parameter_names() const {
    std::vector<std::string> out;
    for (Parameter& one : parameters_of(target)) out.push_back(std::move(one.name));
    return out;
}

std::optional<Target> read_url(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    Target out;
    const std::size_t slash = std::min(url.find('/'), url.size());
    if (slash < url.size()) out.path = url.substr(slash);
    std::string_view host = url.substr(0, slash);
    const std::size_t colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && host.back() != ']';
    if (has_port) {
        const std::string_view digits = host.substr(colon + 1);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
        if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size() || out.port == 0)
            return std::nullopt;
        host = host.substr(0, colon);
    }
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const bool plain = out.path.find_first_of(" \r\n#") == std::string::npos &&
                       host.find_first_of(" \r\n@") == std::string_view::npos;
    if (host.empty() || !plain) return std::nullopt;
    out.host = host;
    return out;
}

}  // namespace zhida::transport
