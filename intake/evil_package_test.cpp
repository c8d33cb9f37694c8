// Packages and tables made to harm or to slip through, each with the verdict it must get.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "intake/detail/testing_evil.hpp"

namespace zhida::intake::testing {
namespace {

const std::string no = "unreadable: ";
const std::string bad_manifest = no + "manifest.json: field ";

Evil field(const std::string& name, const std::string& value, const std::string& expected) {
    return changed(
        "manifest with " + name + " " + value.substr(0, 40),
        [=](SmallPackage& p) { p.manifest[name] = value; }, expected);
}

Evil manifest(const std::string& name, const std::string& text, const std::string& expected) {
    return altered(name, [=](Files& files) { files["manifest.json"] = text; }, expected);
}

std::string in_16_bits(const std::string& text) {
    std::string out = "\xff\xfe";
    for (const char c : text) out += {c, '\0'};
    return out;
}

TEST(EvilPackage, AManifestThatIsNotAsItMustBeIsNoPackage) {
    const std::string nested(30'000, '[');
    expect_each({
        manifest("an empty manifest", "", no + "not a JSON object"),
        manifest("a manifest that is no JSON", "list", no + "not a JSON object"),
        manifest("a manifest that is a list", "[]", no + "not a JSON object"),
        manifest("a manifest nested deeply", nested, no + "not a JSON object"),
        manifest("a manifest above 64 KiB", std::string(70'000, ' '), no + "larger than"),
        altered(
            "a manifest with a byte order mark",
            [](Files& f) { f["manifest.json"] = "\xef\xbb\xbf" + f["manifest.json"]; },
            no + "not a JSON object"),
        altered(
            "a manifest in 16 bits",
            [](Files& f) { f["manifest.json"] = in_16_bits(f["manifest.json"]); },
            no + "not a JSON object"),
        altered(
            "a manifest cut off",
            [](Files& f) { f["manifest.json"].resize(f["manifest.json"].size() / 2); },
            no + "not a JSON object"),
        altered("no manifest", [](Files& f) { f.erase("manifest.json"); }, no + "is missing"),
        altered(
            "a manifest in capitals",
            [](Files& f) {
                f["MANIFEST.JSON"] = f["manifest.json"];
                f.erase("manifest.json");
            },
            no + "manifest.json is missing"),
        field("format", "\"zhida-list/2\"", no + "zhida-list/2"),
        field("line_count", "\"1\"", bad_manifest + "line_count"),
        field("line_count", "-1", bad_manifest + "line_count"),
        field("line_count", "1.0", bad_manifest + "line_count"),
        field("line_count", "1e0", bad_manifest + "line_count"),
        field("line_count", "99999999999999999999999", no + "manifest.json"),
        field("agreement_count", "null", bad_manifest + "agreement_count"),
        field("total_yuan", "48240.00", no + "manifest.json"),
        field("total_yuan", "\"48240\"", bad_manifest + "total_yuan"),
        field("total_yuan", "\"" + std::string(60'000, '9') + ".00\"", bad_manifest + "total_yuan"),
        field("encoding", "\"GBK\"", bad_manifest + "encoding"),
        field("encoding", "\"UTF-16\"", bad_manifest + "encoding"),
        field("prepared_at", "\"2019-09-18T10:00:00\"", bad_manifest + "prepared_at"),
        field("pre_notice", "{\"from\":\"2019-05-20\",\"to\":\"2019-05-06\"}",
              bad_manifest + "pre_notice.to"),
        field("county", "\"13062\"", bad_manifest + "county"),
        field("source_system", "\"OTHER\"", no + "not registered"),
        field("files", "{\"../lines.csv\":\"sm3:" + std::string(64, '0') + "\"}",
              bad_manifest + "files."),
        field("files", "{\"lines.csv\":\"sha256:" + std::string(64, '0') + "\"}",
              bad_manifest + "files.lines.csv"),
        field("list_no\":\"1\",\"list_no", "\"2\"", bad_manifest + "list_no"),
        field("line_count", "2", "manifest.json - R1-01 line_count"),
        field("agreement_count", "0", "manifest.json - R1-01 agreement_count"),
        field("total_yuan", "\"48240.01\"", "manifest.json - R1-01 total_yuan"),
    });
}

TEST(EvilPackage, FilesThatDoNotBelongThereMakeNoPackage) {
    const auto with = [](const std::string& name, auto make) {
        return [=](const std::string& folder) {
            for (const auto& [file, text] : SmallPackage{}.files()) {
                write_file(folder + "/" + file, text);
            }
            make(folder + "/" + name);
        };
    };
    const auto link = [](const std::string& path) {
        std::filesystem::create_symlink("/etc/passwd", path);
    };
    expect_each({
        {"a link", with("a.txt", link), no + "no plain file", ""},
        {"a pipe", with("a.txt", [](const std::string& p) { ::mkfifo(p.c_str(), 0600); }),
         no + "no plain file", ""},
        {"a folder", with("a", [](const std::string& p) { ::mkdir(p.c_str(), 0700); }),
         no + "no plain file", ""},
        changed("an archive", [](SmallPackage& p) { p.other_files["a.ZiP"] = "x"; },
                no + "an archive inside"),
        changed("an archive under another name",
                [](SmallPackage& p) { p.other_files["photo.jpg"] = zip_of({{.name = "a"}}); },
                no + "an archive inside"),
        changed("a tar packed by gzip under another name",
                [](SmallPackage& p) { p.other_files["photo.jpg"] = "\x1f\x8b\x08 and more"; },
                no + "an archive inside"),
        changed("two names that differ in letter case",
                [](SmallPackage& p) {
                    p.other_files["Note.txt"] = "a";
                    p.other_files["note.txt"] = "b";
                },
                no + "letter case"),
        changed("the lines under a name in capitals",
                [](SmallPackage& p) { p.other_files["LINES.CSV"] = "b"; }, no + "letter case"),
        altered("a file that is not named", [](Files& f) { f["notes.txt"] = "x"; },
                no + "not named"),
        altered("a file that is missing", [](Files& f) { f.erase("standards.csv"); },
                no + "standards.csv is missing"),
        altered("more files than may be named",
                [](Files& f) {
                    for (int i = 0; i < 70; ++i) f["f" + std::to_string(i)] = "";
                },
                no + "more than 66 files"),
        altered("a changed file", [](Files& f) { f["standards.csv"] += "\n"; },
                "manifest.json - R1-01 files.standards.csv; standards.csv 3 FORM "),
    });
}

Evil cell(const std::string& column, const std::string& value, const std::string& expected) {
    return changed(
        column + " = " + value.substr(0, 24) + " of " + std::to_string(value.size()),
        [=](SmallPackage& p) { p.line(1, column) = value; }, expected);
}

Evil unreadable_cell(const std::string& column, const std::string& value) {
    return cell(column, value, "lines.csv 1 FORM " + column);
}

TEST(EvilPackage, AValueThatIsNoneOfItsColumnsIsUnreadable) {
    expect_each({
        unreadable_cell("payee_name", std::string{"a\0b", 3}),
        unreadable_cell("payee_name", "\"a\nb\""),
        unreadable_cell("payee_name", "\xc0\xaf"),
        unreadable_cell("payee_name", "\xed\xa0\x80"),
        unreadable_cell("payee_name", "\xf4\x90\x80\x80"),
        unreadable_cell("payee_name", "M\xfcller"),
        unreadable_cell("payee_name", " 王芳"),
        unreadable_cell("payee_name", "王芳\u3000"),
        unreadable_cell("payee_name", std::string(32U << 20, 'x')),
        unreadable_cell("amount_yuan", "=1+1"),
        unreadable_cell("amount_yuan", "+48240.00"),
        unreadable_cell("amount_yuan", "\"48,240.00\""),
        unreadable_cell("amount_yuan", "4.824e4"),
        unreadable_cell("amount_yuan", "99999999999.00"),
        unreadable_cell("amount_yuan", std::string(1U << 20, '9') + ".00"),
        unreadable_cell("amount_yuan", "４８２４０.00"),
        unreadable_cell("quantity", "1.0000"),
        unreadable_cell("quantity", "0x10"),
        unreadable_cell("line_no", "99999999"),
        unreadable_cell("line_no", "18446744073709551617"),
        unreadable_cell("installment_no", "257"),
        unreadable_cell("village_code", "130629999999"),
        unreadable_cell("village_code", "130632100001"),
        unreadable_cell("agreement_no", "../A-1"),
        unreadable_cell("phone", "@SUM(A1)"),
        // Text that a spreadsheet would take for a formula is text here, kept as it stands.
        cell("remark", "=HYPERLINK(0)", "clean"),
        cell("payee_name", "@王芳", "clean"),
        cell("remark", "-1+1", "clean"),
    });
}

Evil lines(const std::string& name, const std::function<std::string(std::string)>& change,
           const std::string& expected) {
    return changed(
        name,
        [=](SmallPackage& p) {
            p.manifest["line_count"] = "1";
            p.manifest["total_yuan"] = "\"48240.00\"";
            p.other_files["lines.csv"] = change(SmallPackage{}.files().at("lines.csv"));
        },
        expected);
}

TEST(EvilPackage, ATableThatIsNoneIsToldWhereItBegins) {
    const std::string header = "lines.csv 0 FORM ";
    expect_each({
        lines("an empty table", [](auto) { return ""; }, header + "line_no"),
        lines("a table of zeros", [](auto) { return std::string(1U << 20, '\0'); }, header),
        lines("a table in 16 bits", in_16_bits, header),
        lines("two marks", [](auto t) { return "\xef\xbb\xbf\xef\xbb\xbf" + t; },
              header + "\ufeffline_no"),
        lines("rows that end in CR alone",
              [](auto t) {
                  for (char& c : t) c = c == '\n' ? '\r' : c;
                  return t;
              },
              header),
        lines("a million columns", [](auto t) { return std::string(1'000'000, ',') + t; }, header),
        lines("semicolons",
              [](auto t) {
                  for (char& c : t) c = c == ',' ? ';' : c;
                  return t;
              },
              header),
        lines("a header repeated", [](auto t) { return "phone," + t; }, header + "phone"),
        lines("a quote never closed", [](auto t) { return "\"" + t; }, header),
        lines("one quote and 32 MB", [](auto) { return "\"" + std::string(32U << 20, 'x'); },
              header),
        lines("a page", [](auto) { return "<html><body>503</body></html>\n"; },
              header + "<html><body>503</body></html>"),
    });
}

// Of a table with one row, number 1.
std::string with_its_row_again(std::string table) {
    const std::string row = table.substr(table.find('\n') + 1);
    table.append(row);
    return table;
}

std::string with_its_row_as_second(std::string table) {
    const std::size_t at = table.size();
    table = with_its_row_again(std::move(table));
    table[at] = '2';
    return table;
}

TEST(EvilPackage, ARowThatIsNoneIsToldByItsNumber) {
    const std::string more = "manifest.json - R1-01 line_count";
    expect_each({
        lines("a row of a million columns",
              [](auto t) { return t.append(1'000'000, ',').append("\n"); },
              "lines.csv 2 FORM ; " + more),
        lines("a row of NUL", [](auto t) { return t.append(1'000, '\0'); },
              "lines.csv 2 FORM ; " + more),
        lines("a table cut off in its last row",
              [](auto t) { return t.substr(0, t.size() - 40); },
              "lines.csv 1 FORM ; manifest.json - R1-01 total_yuan"),
        lines("a quote inside a value",
              [](auto t) { return t.insert(t.size() - 3, "\""); },
              "lines.csv 1 FORM ; manifest.json - R1-01 total_yuan"),
        lines("the same row again", &with_its_row_again,
              "lines.csv 2 FORM line_no; " + more + "; manifest.json - R1-01 total_yuan"),
        lines("the same payment under another number",
              &with_its_row_as_second,
              "lines.csv 2 R1-02 agreement_no; " + more + "; manifest.json - R1-01 total_yuan"),
    });
}

}  // namespace
}  // namespace zhida::intake::testing
