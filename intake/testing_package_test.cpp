#include "intake/detail/testing_package.hpp"

#include <iconv.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "contracts/vocabulary/money.hpp"
#include "core/crypto/digest.hpp"
#include "intake/detail/testing_workbook.hpp"

namespace zhida::intake::testing {

namespace {

namespace fs = std::filesystem;

std::string text_of(const std::vector<SmallPackage::Fields>& rows) {
    std::string out;
    for (const auto& fields : rows) {
        for (std::size_t i = 0; i < fields.size(); ++i) out += (i ? "," : "") + fields[i];
        out += "\n";
    }
    return out;
}

std::string& cell(std::vector<SmallPackage::Fields>& rows, std::size_t row,
                  std::string_view column) {
    while (rows.size() <= row) rows.push_back(rows.back());
    const auto at = std::ranges::find(rows[0], column);
    ASSERT(at != rows[0].end());
    return rows[row][static_cast<std::size_t>(at - rows[0].begin())];
}

}  // namespace

std::string file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

Terms terms() {
    const std::string root = ZHIDA_SOURCE_DIR;
    Terms t;
    t.villages = read_villages(file(root + "/data/villages.csv"));
    for (const auto& entry : fs::directory_iterator{root + "/data/calendar"}) {
        auto year = read_calendar_year(file(entry.path().string()));
        if (year && !year->second.off.empty()) t.calendar.add(year->first, year->second);
    }
    t.sources["XA-ZQ"] = *crypto::public_key_from_pem(file(root + "/tests/data/source-key.pem"));
    t.line_cap_fen = vocabulary::line_cap_fen;
    return t;
}

const Terms& SmallPackage::unsigned_terms() {
    static const Terms all = [] {
        Terms t = terms();
        t.sources["XA-ZQ"] = std::nullopt;
        return t;
    }();
    return all;
}

SmallPackage::SmallPackage() {
    agreements = {{"agreement_no", "village_code", "household_no", "head_name", "head_id_no",
                   "kind", "signed_on", "total_yuan", "doc_sm3"},
                  {"A-1", "130629100001", "H-1", "王芳", "130629196501010015", "agreement",
                   "2019-08-01", "100000000.00", std::string(64, 'a')}};
    lines = {{"line_no", "village_code", "household_no", "agreement_no", "installment_no",
              "item_code", "payee_kind", "payee_name", "payee_id_no", "account_no", "cnaps",
              "quantity", "unit", "unit_price_yuan", "amount_yuan", "remark", "phone"},
             {"1", "130629100001", "H-1", "A-1", "1", "L2", "person", "王芳", "130629196501010015",
              "6225881414207430", "102134000011", "1.005", "亩", "48000.00", "48240.00", "", ""}};
    standards = {{"item_code", "name", "unit", "unit_price_yuan", "valid_from", "valid_to"},
                 {"L2", "安置补助费", "亩", "48000.00", "2019-01-01", "2019-12-31"},
                 {"S1", "社会保障费", "亩", "9000.00", "2019-01-01", "2019-12-31"}};
    manifest = {{"format", "\"zhida-list/1\""},
                {"source_system", "\"XA-ZQ\""},
                {"list_no", "\"T-1\""},
                {"project_no", "\"P\""},
                {"project_name", "\"P\""},
                {"county", "\"130629\""},
                {"prepared_at", "\"2019-09-18T10:00:00+08:00\""},
                {"pre_notice", R"({"from":"2019-05-06","to":"2019-05-20"})"},
                {"plan_notice", R"({"from":"2019-06-03","to":"2019-07-05"})"},
                {"encoding", "\"UTF-8\""}};
}

std::string& SmallPackage::line(std::size_t row, std::string_view column) {
    const std::size_t before = lines.size();
    std::string& found = cell(lines, row, column);
    // A copied line would repeat its number and its identity.
    for (std::size_t i = std::max<std::size_t>(before, 2); i < lines.size(); ++i) {
        lines[i][0] = std::to_string(i);
        lines[i][4] = std::to_string(i);
    }
    return found;
}
std::string& SmallPackage::agreement(std::size_t row, std::string_view column) {
    return cell(agreements, row, column);
}
std::string& SmallPackage::standard(std::size_t row, std::string_view column) {
    return cell(standards, row, column);
}

std::map<std::string, std::string> SmallPackage::files() const {
    std::map<std::string, std::string> files{
        {"agreements.csv", agreements_begin + text_of(agreements)},
        {"lines.csv", text_of(lines) + lines_end},
        {"standards.csv", text_of(standards)}};
    if (manifest.at("encoding") == "\"GB18030\"") {
        for (auto& [name, text] : files) text = to_gb18030(text);
    }
    if (!workbook.empty()) {
        files.erase("lines.csv");
        files["lines.xlsx"] = workbook == "rows" ? Workbook{inline_rows(lines)}.bytes() : workbook;
    }
    for (const auto& [name, text] : other_files) files.insert_or_assign(name, text);
    std::int64_t total = 0;
    const auto amount = std::ranges::find(lines[0], "amount_yuan") - lines[0].begin();
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].size() != lines[0].size()) continue;
        if (static_cast<std::size_t>(amount) == lines[0].size()) break;  // a header without it
        const auto& text = lines[i][static_cast<std::size_t>(amount)];
        total += vocabulary::parse_yuan(text, 10, true).value_or(0);
    }
    auto fields = manifest;
    fields.emplace("agreement_count", std::to_string(agreements.size() - 1));
    fields.emplace("line_count", std::to_string(lines.size() - 1));
    fields.emplace("total_yuan", "\"" + vocabulary::yuan_text(total) + "\"");
    std::string digests;
    for (const auto& [name, text] : files) {
        if (name == "manifest.sig") continue;
        const auto digest = crypto::digest(crypto::Hash::sm3, base::view(text));
        digests += (digests.empty() ? "\"" : ",\"") + name + "\":\"sm3:" + base::hex(digest) + "\"";
    }
    fields.emplace("files", "{" + digests + "}");
    std::string json;
    for (const auto& [name, value] : fields) {
        json += (json.empty() ? "{\"" : ",\n\"") + name + "\":" + value;
    }
    files.emplace("manifest.json", json + "}");
    return files;
}

Judgement SmallPackage::judged(const Terms& terms) const {
    const Scratch folder;
    for (const auto& [name, text] : files()) write_file(folder.path() + "/" + name, text);
    return judge(folder.path(), terms);
}

std::vector<std::string> SmallPackage::faults() const {
    auto out = told(judged());
    if (!out.empty() && out[0].starts_with("unreadable")) return {"unreadable"};
    if (out == std::vector<std::string>{"clean"}) return {};
    return out;
}

Scratch::Scratch() {
    std::string name = (fs::temp_directory_path() / "zhida-intake-XXXXXX").string();
    ASSERT(::mkdtemp(name.data()) != nullptr);
    path_ = name;
}
Scratch::~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void write_file(const std::string& path, std::string_view text) {
    std::ofstream{path, std::ios::binary} << text;
}

std::vector<std::string> told(const Judgement& judgement) {
    if (const auto* const bad = std::get_if<Unreadable>(&judgement)) {
        return {"unreadable: " + bad->error.en};
    }
    const auto* const found = std::get_if<Faults>(&judgement);
    if (found == nullptr) return {"clean"};
    std::vector<std::string> out;
    for (const Fault& f : found->faults) {
        out.push_back(f.file + " " + (f.row ? std::to_string(*f.row) : "-") + " " + f.code + " " +
                      f.field);
    }
    return out;
}

std::string to_gb18030(const std::string& utf8) {
    const iconv_t converter = iconv_open("GB18030", "UTF-8");
    std::string from = utf8;
    std::string to(utf8.size() * 2 + 4, '\0');
    char* in = from.data();
    char* out = to.data();
    std::size_t in_left = from.size();
    std::size_t out_left = to.size();
    ASSERT(iconv(converter, &in, &in_left, &out, &out_left) == 0);
    iconv_close(converter);
    to.resize(to.size() - out_left);
    return to;
}

}  // namespace zhida::intake::testing
