#include "intake/detail/judge.hpp"

#include <algorithm>
#include <iterator>

#include "contracts/vocabulary/money.hpp"
#include "intake/detail/form.hpp"

namespace zhida::intake::detail {

namespace {

constexpr std::string_view manifest_name = "manifest.json";
constexpr std::string_view signature_name = "manifest.sig";
constexpr std::string_view csv_lines = "lines.csv";
constexpr std::string_view workbook_lines = "lines.xlsx";
constexpr std::string_view agreements_name = "agreements.csv";
constexpr std::string_view standards_name = "standards.csv";
constexpr std::size_t signature_bytes_max = 100;
static_assert(package_files_max == vocabulary::manifest_files_max + 2);
// What a manifest says of its lines is believed so far before they are seen.
constexpr std::uint64_t lines_reserved_max = 100'000;
constexpr unsigned pre_notice_working_days = 10;
constexpr int plan_notice_days = 30;

base::Error not_package(std::string en, std::string zh) {
    return base::fail("not a package: " + std::move(en), "清单包无法接收：" + std::move(zh));
}

base::Error not_package(const base::Error& why) { return not_package(why.en, why.zh); }

}  // namespace

std::optional<base::Error> Judge::open() {
    if (!source_.files().contains(manifest_name)) {
        return not_package("manifest.json is missing", "缺少 manifest.json");
    }
    const auto text = read_small(source_, manifest_name, vocabulary::manifest_bytes_max);
    if (!text) return not_package(text.error());
    content_.manifest_bytes = base::to_bytes(base::view(*text));
    auto manifest = vocabulary::parse_manifest(content_.manifest_bytes);
    if (!manifest) return not_package(manifest.error());
    content_.manifest = std::move(*manifest);
    return check_files();
}

// Every file is named, and every named file is there.
std::optional<base::Error> Judge::check_files() {
    std::set<std::string_view> named;
    for (const auto& [name, digest] : content_.manifest.files) named.insert(name);
    if (named.contains(workbook_lines) && named.contains(csv_lines)) {
        return not_package("files names both lines.csv and lines.xlsx",
                           "files 同时列出 lines.csv 和 lines.xlsx");
    }
    lines_name_ = named.contains(workbook_lines) ? workbook_lines : csv_lines;
    for (const std::string_view table :
         {std::string_view{lines_name_}, agreements_name, standards_name}) {
        if (!named.contains(table)) {
            return not_package("files does not name " + std::string{table},
                               "files 未列出 " + std::string{table});
        }
    }
    for (const std::string_view name : named) {
        if (!source_.files().contains(name)) {
            return not_package(shown_name(name) + " is missing", "缺少文件 " + shown_name(name));
        }
    }
    for (const auto& [name, bytes] : source_.files()) {
        if (name == manifest_name || name == signature_name || named.contains(name)) continue;
        return not_package(shown_name(name) + " is not named in files",
                           "文件 " + shown_name(name) + " 未在 files 中列出");
    }
    return std::nullopt;
}

std::optional<base::Error> Judge::check_signature() {
    const auto source = terms_.sources.find(content_.manifest.source_system);
    if (source == terms_.sources.end()) {
        return not_package(
            "source system " + content_.manifest.source_system + " is not registered",
            "来源系统 " + content_.manifest.source_system + " 未登记");
    }
    if (!source->second) return std::nullopt;  // by digest alone; a signature proves nothing
    auto read = read_small(source_, signature_name, signature_bytes_max);
    std::string text = read ? std::move(*read) : "";
    if (text.ends_with('\n')) text.pop_back();
    const auto bytes = text.size() == 88 ? base::unbase64(text) : std::nullopt;
    const auto signature = bytes ? base::to_array<64>(*bytes) : std::nullopt;
    if (!signature || !crypto::verify(*source->second, content_.manifest_bytes, *signature)) {
        return not_package("manifest.sig is missing or does not verify",
                           "manifest.sig 缺失或签名无效");
    }
    content_.signature = signature;
    return std::nullopt;
}

bool Judge::find_notices_full() {
    const auto& m = content_.manifest;
    const auto tenth =
        terms_.calendar.working_day_after(m.pre_notice.from, pre_notice_working_days);
    if (!tenth) return false;
    const base::Date pre = std::max(m.pre_notice.to, *tenth);
    const base::Date plan =
        std::max(m.plan_notice.to, base::plus_days(m.plan_notice.from, plan_notice_days));
    notices_full_ = std::max(pre, plan);
    return true;
}

void Judge::fault(std::string_view file, std::optional<std::uint32_t> row,
                  std::optional<std::uint32_t> line_no, const Wrong& wrong,
                  std::string_view value) {
    faults_.push_back(make_fault(file, row, line_no, wrong, value));
}

void Judge::header_fault(std::string_view file, const TableResult& result) {
    if (!result.header_bad) return;
    fault(file, 0, std::nullopt, {"FORM", result.header_fault}, result.header_value);
}

std::optional<base::Error> Judge::read_one(std::string_view name,
                                           const std::vector<Column>& columns,
                                           void (Judge::*take)(TableRow&)) {
    const Encoding encoding =
        content_.manifest.encoding == "GB18030" ? Encoding::gb18030 : Encoding::utf8;
    const auto reader = [&](OnRow row) {
        return name == workbook_lines ? workbook_reader(std::move(row))
                                      : csv_reader(encoding, std::move(row));
    };
    auto table = read_table(source_, name, reader, columns, package_lines_max,
                            [&](TableRow& row) { (this->*take)(row); });
    if (!table) {
        const std::string file{name};
        return not_package(file + ": " + table.error().en, file + "：" + table.error().zh);
    }
    if (table->too_many_rows) {
        return not_package(std::string{name} + " has more than 1,000,000 rows",
                           std::string{name} + " 超过 1,000,000 行");
    }
    header_fault(name, *table);
    tables_.emplace(std::string{name}, *table);
    return std::nullopt;
}

std::optional<base::Error> Judge::read_all() {
    const std::vector<Column> standards{{"item_code", ""},  {"name", ""},
                                        {"unit", ""},       {"unit_price_yuan", ""},
                                        {"valid_from", ""}, {"valid_to", ""}};
    const std::vector<Column> agreements{
        {"agreement_no", ""}, {"village_code", ""}, {"household_no", ""},
        {"head_name", ""},    {"head_id_no", ""},   {"kind", ""},
        {"signed_on", ""},    {"total_yuan", ""},   {"doc_sm3", ""}};
    const std::vector<Column> lines{{"line_no", "序号"},
                                    {"village_code", "村代码"},
                                    {"household_no", "户编号"},
                                    {"agreement_no", "协议编号"},
                                    {"installment_no", "期次"},
                                    {"item_code", "补偿项目代码"},
                                    {"payee_kind", "收款人类型"},
                                    {"payee_name", "收款人姓名"},
                                    {"payee_id_no", "收款人证件号码"},
                                    {"account_no", "收款账号"},
                                    {"cnaps", "开户行联行号"},
                                    {"quantity", "数量"},
                                    {"unit", "单位"},
                                    {"unit_price_yuan", "单价(元)", true},
                                    {"amount_yuan", "金额(元)", true},
                                    {"remark", "备注"},
                                    {"phone", "联系电话"}};
    if (auto error = read_one(standards_name, standards, &Judge::take_standard)) return error;
    if (tables_.at(std::string{standards_name}).header_bad) standards_good_ = false;
    if (auto error = read_one(agreements_name, agreements, &Judge::take_agreement)) return error;
    if (tables_.at(std::string{agreements_name}).header_bad) agreements_good_ = false;
    content_.lines.reserve(std::min(content_.manifest.line_count, lines_reserved_max));
    return read_one(lines_name_, lines, &Judge::take_line);
}

// R1-06: all lines of an agreement that passed everything else, against its total.
void Judge::check_totals() {
    if (!agreements_good_) return;
    std::map<std::string_view, std::int64_t> sums;
    for (const Line& line : content_.lines) sums[line.agreement_no] += line.amount_fen;
    for (const Line& line : content_.lines) {
        const auto& agreement = content_.agreements[agreement_at_.find(line.agreement_no)->second];
        const bool above = agreement.total_fen && sums[line.agreement_no] > *agreement.total_fen;
        if (above) {
            fault(lines_name_, line.row, line.line_no, {"R1-06", "amount_yuan"},
                  vocabulary::yuan_text(line.amount_fen));
        }
    }
}

void Judge::check_manifest() {
    const auto& m = content_.manifest;
    const auto differs = [&](std::string_view field, const std::string& value) {
        fault(manifest_name, std::nullopt, std::nullopt, {"R1-01", field}, value);
    };
    const auto& agreements = tables_.at(std::string{agreements_name});
    const auto& lines = tables_.at(lines_name_);
    if (!agreements.header_bad && agreements.rows != m.agreement_count) {
        differs("agreement_count", std::to_string(m.agreement_count));
    }
    if (!lines.header_bad) {
        if (lines.rows != m.line_count) differs("line_count", std::to_string(m.line_count));
        if (total_fen_ != m.total_fen) {
            differs("total_yuan", vocabulary::yuan_text(m.total_fen));
        };
    }
    for (const auto& [name, digest] : m.files) {
        const auto table = tables_.find(name);
        crypto::Digest actual{};
        if (table != tables_.end()) {
            actual = table->second.digest;
        } else if (const auto read = file_digest(source_, name); read) {
            actual = *read;
        }
        if (actual != digest) differs("files." + name, "sm3:" + base::hex(digest));
    }
}

Judgement Judge::run() {
    if (auto error = open()) return Unreadable{Trouble::not_a_package, *error};
    if (auto error = check_signature()) return Unreadable{Trouble::not_a_package, *error};
    if (!find_notices_full()) {
        const std::string year =
            std::to_string(terms_.calendar.missing_year(content_.manifest.pre_notice.from));
        return Unreadable{
            Trouble::missing_calendar,
            base::fail("no working-day calendar for " + year, "缺少 " + year + " 年工作日历")};
    }
    if (auto error = read_all()) return Unreadable{Trouble::not_a_package, *error};
    check_totals();
    check_manifest();
    if (faults_.empty()) return std::move(content_);
    // The manifest's own come in the order they were found; within a file by row.
    std::ranges::stable_sort(faults_, [](const Fault& a, const Fault& b) {
        if (a.file != b.file) return a.file < b.file;
        return a.row.value_or(0) < b.row.value_or(0);
    });
    return Faults{std::move(faults_)};
}

}  // namespace zhida::intake::detail

namespace zhida::intake {

Judgement judge(const std::string& path, const Terms& terms) {
    auto source = open_package(path);
    if (!source) return Unreadable{Trouble::not_a_package, detail::not_package(source.error())};
    return detail::Judge{**source, terms}.run();
}

base::Result<Cover> read_cover(const std::string& path) {
    auto source = open_package(path);
    if (!source) return detail::not_package(source.error());
    auto text = read_small(**source, detail::manifest_name, vocabulary::manifest_bytes_max);
    if (!text) return detail::not_package(text.error());
    auto signature = read_small(**source, detail::signature_name, detail::signature_bytes_max);
    Cover cover{.manifest_bytes = base::to_bytes(base::view(*text))};
    if (signature) cover.signature_text = std::move(*signature);
    auto manifest = vocabulary::parse_manifest(cover.manifest_bytes);
    if (!manifest) return detail::not_package(manifest.error());
    cover.manifest = std::move(*manifest);
    return cover;
}

}  // namespace zhida::intake
