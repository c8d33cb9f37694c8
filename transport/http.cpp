#include "transport/http.hpp"

#include <algorithm>

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

std::optional<std::string> Request::parameter(std::string_view name) const {
    const std::size_t mark = target.find('?');
    if (mark == std::string::npos) return std::nullopt;
    std::string_view rest = std::string_view{target}.substr(mark + 1);
    while (!rest.empty()) {
        const std::string_view part = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        const std::size_t sign = part.find('=');
        if (decoded(part.substr(0, sign)) != name) continue;
        return sign == std::string_view::npos ? std::string{} : decoded(part.substr(sign + 1));
    }
    return std::nullopt;
}

}  // namespace zhida::transport
