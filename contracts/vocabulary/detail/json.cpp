#include "contracts/vocabulary/detail/json.hpp"

#include "core/codec/reader.hpp"

namespace zhida::vocabulary::detail {

namespace {

constexpr std::size_t integer_digits_max = 18;  // fits 64 bits

class Parser {
  public:
    explicit Parser(std::string_view text)
        : rest_{text} {}

    std::optional<Json> whole() {
        auto value = this->value(0);
        skip_space();
        if (!value || !rest_.empty()) return std::nullopt;
        return value;
    }

  private:
    void skip_space() {
        while (!rest_.empty() && std::string_view{" \t\r\n"}.find(rest_[0]) != rest_.npos) {
            rest_.remove_prefix(1);
        }
    }
    bool take(char c) {
        skip_space();
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool take_word(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    std::optional<Json> value(unsigned depth) {
        skip_space();
        if (rest_.empty() || depth > json_depth_max) return std::nullopt;
        Json out;
        if (take_word("null")) return out;
        if (rest_.starts_with("true") || rest_.starts_with("false")) {
            out.kind = Json::Kind::boolean;
            out.boolean = take_word("true");
            if (!out.boolean) take_word("false");
            return out;
        }
        if (rest_[0] == '"') return text_value();
        if (rest_[0] == '{') return object(depth);
        if (rest_[0] == '[') return array(depth);
        return number();
    }

    std::size_t count_digits() const {
        std::size_t count = 0;
        while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') ++count;
        return count;
    }
    bool skip_digits() {
        const std::size_t count = count_digits();
        rest_.remove_prefix(count);
        return count > 0;
    }

    std::optional<Json> number() {
        Json out{.kind = Json::Kind::integer};
        if (take_word("-")) out.kind = Json::Kind::number;
        const std::size_t count = count_digits();
        if (count == 0 || (count > 1 && rest_[0] == '0')) return std::nullopt;
        if (count > integer_digits_max) out.kind = Json::Kind::number;
        if (out.kind == Json::Kind::integer) {
            for (char c : rest_.substr(0, count)) {
                out.integer = out.integer * 10 + static_cast<std::uint64_t>(c - '0');
            }
        }
        rest_.remove_prefix(count);
        if (take_word(".")) {
            out.kind = Json::Kind::number;
            if (!skip_digits()) return std::nullopt;
        }
        if (take_word("e") || take_word("E")) {
            out.kind = Json::Kind::number;
            if (!take_word("+")) take_word("-");
            if (!skip_digits()) return std::nullopt;
        }
        return out;
    }

    std::optional<Json> text_value() {
        Json out{.kind = Json::Kind::text};
        auto read = text();
        if (!read) return std::nullopt;
        out.text = std::move(*read);
        return out;
    }

    std::optional<Json> object(unsigned depth) {
        Json out{.kind = Json::Kind::object};
        take('{');
        if (take('}')) return out;
        do {
            skip_space();
            auto name = text();
            if (!name || !take(':')) return std::nullopt;
            auto member = value(depth + 1);
            if (!member) return std::nullopt;
            out.members.push_back({std::move(*name), std::move(*member)});
        } while (take(','));
        if (!take('}')) return std::nullopt;
        return out;
    }

    std::optional<Json> array(unsigned depth) {
        Json out{.kind = Json::Kind::array};
        take('[');
        if (take(']')) return out;
        do {
            auto item = value(depth + 1);
            if (!item) return std::nullopt;
            out.items.push_back(std::move(*item));
        } while (take(','));
        if (!take(']')) return std::nullopt;
        return out;
    }

    std::optional<std::string> text() {
        if (!rest_.starts_with('"')) return std::nullopt;
        rest_.remove_prefix(1);
        std::string out;
        while (!rest_.empty() && rest_[0] != '"') {
            const char c = rest_[0];
            rest_.remove_prefix(1);
            if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
            if (c != '\\') {
                out.push_back(c);
            } else if (!escape(out)) {
                return std::nullopt;
            }
        }
        if (!rest_.starts_with('"') || !codec::is_utf8(out)) return std::nullopt;
        rest_.remove_prefix(1);
        return out;
    }

    bool escape(std::string& out) {
        if (rest_.empty()) return false;
        const char c = rest_[0];
        rest_.remove_prefix(1);
        constexpr std::string_view from = "\"\\/bfnrt";
        constexpr std::string_view to = "\"\\/\b\f\n\r\t";
        if (const auto at = from.find(c); at != from.npos) {
            out.push_back(to[at]);
            return true;
        }
        if (c != 'u') return false;
        auto point = four_hex();
        if (!point) return false;
        if (*point >= 0xd800 && *point < 0xdc00) {
            if (!take_word("\\u")) return false;
            const auto low = four_hex();
            if (!low || *low < 0xdc00 || *low > 0xdfff) return false;
            point = 0x10000 + ((*point - 0xd800) << 10) + (*low - 0xdc00);
        } else if (*point >= 0xdc00 && *point <= 0xdfff) {
            return false;
        }
        append_utf8(out, *point);
        return true;
    }

    std::optional<std::uint32_t> four_hex() {
        if (rest_.size() < 4) return std::nullopt;
        const auto bytes = base::unhex(rest_.substr(0, 4));
        if (!bytes) return std::nullopt;
        rest_.remove_prefix(4);
        return static_cast<std::uint32_t>((*bytes)[0]) << 8 | (*bytes)[1];
    }

    static void append_utf8(std::string& out, std::uint32_t point) {
        const auto tail = [&](unsigned shift) {
            out.push_back(static_cast<char>(0x80 | (point >> shift & 0x3f)));
        };
        if (point < 0x80) {
            out.push_back(static_cast<char>(point));
        } else if (point < 0x800) {
            out.push_back(static_cast<char>(0xc0 | point >> 6));
            tail(0);
        } else if (point < 0x10000) {
            out.push_back(static_cast<char>(0xe0 | point >> 12));
            tail(6);
            tail(0);
        } else {
            out.push_back(static_cast<char>(0xf0 | point >> 18));
            tail(12);
            tail(6);
            tail(0);
        }
    }

    std::string_view rest_;
};

}  // namespace

std::optional<Json> parse_json(std::string_view text) { return Parser{text}.whole(); }

}  // namespace zhida::vocabulary::detail
