#include "contracts/vocabulary/manifest.hpp"

#include <algorithm>
#include <map>

#include "contracts/vocabulary/detail/json.hpp"
#include "contracts/vocabulary/identifiers.hpp"
#include "contracts/vocabulary/money.hpp"

namespace zhida::vocabulary {

namespace {

using detail::Json;

constexpr std::size_t code_bytes_max = 64;
constexpr std::size_t file_name_bytes_max = 255;
constexpr std::size_t name_bytes_max = 480;  // 120 characters

base::Error bad_field(std::string_view name) {
    const std::string field{name};
    return base::fail("manifest.json: field " + field + " is missing, repeated or unreadable",
                      "manifest.json：字段 " + field + " 缺失、重复或无法读取");
}

bool is_plain(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == 0x7f) return false;
        // U+0080 to U+009F are C2 80 to C2 9F.
        if (c == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0) return false;
    }
    for (std::string_view space : {" ", "\xc2\xa0", "\xe3\x80\x80"}) {
        if (text.starts_with(space) || text.ends_with(space)) return false;
    }
    return true;
}

// RFC 3339 allows a fraction of the second and small letters; nothing here needs either.
std::optional<base::Seconds> parse_moment(std::string_view text) {
    std::string whole = upper(text);
    if (whole.size() > 20 && whole[19] == '.') {
        const std::size_t end = whole.find_first_not_of("0123456789", 20);
        if (end == 20 || end == std::string::npos) return std::nullopt;
        whole.erase(19, end - 19);
    }
    return base::parse_time(whole);
}

// Reads fields one by one and remembers the first that fails.
class Fields {
  public:
    explicit Fields(const Json& object, std::string prefix = {})
        : object_{object},
          prefix_{std::move(prefix)} {}

    std::string text(std::string_view name) {
        const Json* const found = find(name, Json::Kind::text);
        return found ? found->text : std::string{};
    }
    // Not empty, no control character, no space at an end, as every value of the package.
    std::string plain(std::string_view name, std::size_t bytes_max) {
        std::string read = text(name);
        if (read.empty() || read.size() > bytes_max || !is_plain(read)) fail(name);
        return read;
    }
    std::uint64_t count(std::string_view name) {
        const Json* const found = find(name, Json::Kind::integer);
        return found ? found->integer : 0;
    }
    base::Date date(std::string_view name) {
        const auto read = base::parse_date(text(name));
        if (!read) fail(name);
        return read.value_or(base::Date{});
    }
    const Json* object(std::string_view name) { return find(name, Json::Kind::object); }
    void fail(std::string_view name) {
        if (!failed_) failed_ = prefix_ + std::string{name};
    }
    const std::optional<std::string>& failed() const { return failed_; }
    void take_failure(const Fields& other) {
        if (!failed_) failed_ = other.failed_;
    }

  private:
    const Json* find(std::string_view name, Json::Kind kind) {
        const Json* found = nullptr;
        for (const auto& [key, value] : object_.members) {
            if (key != name) continue;
            if (found) {
                fail(name);
                return nullptr;
            }
            found = &value;
        }
        if (!found || found->kind != kind) {
            fail(name);
            return nullptr;
        }
        return found;
    }

    const Json& object_;
    std::string prefix_;
    std::optional<std::string> failed_;
};

Period read_period(Fields& fields, std::string_view name) {
    const Json* const object = fields.object(name);
    if (!object) return {};
    Fields inner{*object, std::string{name} + "."};
    const Period period{inner.date("from"), inner.date("to")};
    if (period.to < period.from) inner.fail("to");
    fields.take_failure(inner);
    return period;
}

// A flat folder: no paths, and neither of the two files that cannot name themselves.
bool may_be_named(std::string_view name) {
    if (name.empty() || name.size() > file_name_bytes_max || !is_plain(name)) return false;
    if (name == "manifest.json" || name == "manifest.sig" || name == "." || name == "..")
        return false;
    return name.find_first_of("/\\") == name.npos;
}

void read_files(Fields& fields, Manifest& manifest) {
    const Json* const object = fields.object("files");
    if (!object) return;
    if (object->members.size() > manifest_files_max) return fields.fail("files");
    for (const auto& [name, value] : object->members) {
        const bool is_digest = value.kind == Json::Kind::text && value.text.starts_with("sm3:") &&
                               value.text.size() == 68;
        const auto bytes =
            is_digest ? base::unhex(std::string_view{value.text}.substr(4)) : std::nullopt;
        if (!bytes || !may_be_named(name)) return fields.fail("files." + name);
        manifest.files.emplace_back(name, *base::to_array<32>(*bytes));
    }
    std::ranges::sort(manifest.files);
    for (std::size_t i = 1; i < manifest.files.size(); ++i) {
        if (manifest.files[i].first == manifest.files[i - 1].first) {
            return fields.fail("files." + manifest.files[i].first);
        }
    }
}

}  // namespace

base::Result<Manifest> parse_manifest(base::ByteView json) {
    if (json.size() > manifest_bytes_max) {
        return base::fail("manifest.json is larger than 64 KiB", "manifest.json 超过 64 KiB");
    }
    const auto root = detail::parse_json(base::as_text(json));
    if (!root || root->kind != Json::Kind::object) {
        return base::fail("manifest.json is not a JSON object in UTF-8",
                          "manifest.json 不是 UTF-8 编码的 JSON 对象");
    }
    Fields fields{*root};
    Manifest m;
    m.format = fields.text("format");
    if (!fields.failed() && m.format != list_format) {
        return base::fail(
            "the package has format '" + m.format + "', not " + std::string{list_format},
            "清单包格式为“" + m.format + "”，应为 " + std::string{list_format});
    }
    m.source_system = fields.plain("source_system", code_bytes_max);
    m.list_no = fields.plain("list_no", code_bytes_max);
    m.project_no = fields.plain("project_no", code_bytes_max);
    m.project_name = fields.plain("project_name", name_bytes_max);
    m.county = fields.text("county");
    if (m.county.size() != 6 || !all_digits(m.county)) fields.fail("county");
    const auto prepared = parse_moment(fields.text("prepared_at"));
    if (!prepared || *prepared < 0) fields.fail("prepared_at");
    m.prepared_at = prepared.value_or(0);
    m.pre_notice = read_period(fields, "pre_notice");
    m.plan_notice = read_period(fields, "plan_notice");
    m.encoding = upper(fields.text("encoding"));
    if (m.encoding != "UTF-8" && m.encoding != "GB18030") fields.fail("encoding");
    m.agreement_count = fields.count("agreement_count");
    m.line_count = fields.count("line_count");
    const auto total = parse_yuan(fields.text("total_yuan"), 16, true);
    if (!total) fields.fail("total_yuan");
    m.total_fen = total.value_or(0);
    read_files(fields, m);
    if (fields.failed()) return bad_field(*fields.failed());
    return m;
}

}  // namespace zhida::vocabulary
