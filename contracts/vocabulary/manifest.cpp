#include "contracts/vocabulary/manifest.hpp"

#include <algorithm>
#include <map>

#include "contracts/vocabulary/detail/json.hpp"
#include "contracts/vocabulary/identifiers.hpp"
#include "contracts/vocabulary/money.hpp"

namespace zhida::vocabulary {

namespace {

using detail::Json;

base::Error bad_field(std::string_view name) {
    const std::string field{name};
    return base::fail("manifest.json: field " + field + " is missing, repeated or unreadable",
                      "manifest.json：字段 " + field + " 缺失、重复或无法读取");
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

void read_files(Fields& fields, Manifest& manifest) {
    const Json* const object = fields.object("files");
    if (!object) return;
    if (object->members.size() > manifest_files_max) return fields.fail("files");
    for (const auto& [name, value] : object->members) {
        const bool is_digest = value.kind == Json::Kind::text && value.text.starts_with("sm3:") &&
                               value.text.size() == 68;
        const auto bytes =
            is_digest ? base::unhex(std::string_view{value.text}.substr(4)) : std::nullopt;
        if (!bytes || name.empty()) return fields.fail("files." + name);
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
    m.source_system = fields.text("source_system");
    m.list_no = fields.text("list_no");
    m.project_no = fields.text("project_no");
    m.project_name = fields.text("project_name");
    m.county = fields.text("county");
    if (m.county.size() != 6 || !all_digits(m.county)) fields.fail("county");
    const auto prepared = base::parse_time(fields.text("prepared_at"));
    if (!prepared || *prepared < 0) fields.fail("prepared_at");
    m.prepared_at = prepared.value_or(0);
    m.pre_notice = read_period(fields, "pre_notice");
    m.plan_notice = read_period(fields, "plan_notice");
    m.encoding = fields.text("encoding");
    m.agreement_count = fields.count("agreement_count");
    m.line_count = fields.count("line_count");
    const auto total = parse_yuan(fields.text("total_yuan"), 16, true);
    if (!total) fields.fail("total_yuan");
    m.total_fen = total.value_or(0);
    read_files(fields, m);
    for (const std::string* text : {&m.source_system, &m.list_no, &m.project_no}) {
        if (text->empty() || text->size() > 64) fields.fail("source_system, list_no or project_no");
    }
    if (fields.failed()) return bad_field(*fields.failed());
    return m;
}

}  // namespace zhida::vocabulary
