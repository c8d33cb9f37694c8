// What a package holds once it is read, and what is wrong with it (list-format.md).
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "contracts/vocabulary/calendar.hpp"
#include "contracts/vocabulary/manifest.hpp"
#include "core/base/result.hpp"
#include "core/crypto/signature.hpp"
#include "intake/source/source.hpp"

namespace zhida::intake {

inline constexpr std::size_t warnings_max = 1'000;
inline constexpr std::uint32_t package_lines_max = 1'000'000;  // and rows of every other file

enum class PayeeKind : std::uint8_t { person = 1, collective = 2, unit = 3 };

// One row of lines.csv that passed its form. Texts as the source wrote them, but numbers of persons
// and organisations in capitals.
struct Line {
    std::uint32_t row = 0;
    std::uint32_t line_no = 0;
    std::uint64_t village = 0;
    std::string household_no;
    std::string agreement_no;
    std::uint8_t installment = 0;
    std::string item;
    PayeeKind kind = PayeeKind::person;
    std::string payee_name;
    std::string payee_id_no;
    std::string account_no;
    std::string cnaps;
    std::string quantity;
    std::string unit;
    std::string unit_price;
    std::int64_t amount_fen = 0;
    std::string remark;
    std::string phone;
};

struct Agreement {
    std::uint32_t row = 0;
    std::string agreement_no;
    std::uint64_t village = 0;
    std::string household_no;
    std::string head_name;
    std::string head_id_no;
    std::string kind;
    std::optional<base::Date> signed_on;
    std::optional<std::int64_t> total_fen;
    std::optional<std::string> document;  // 64 hexadecimal digits; an empty text: none
};

// A bad row, as it is reported.
struct Fault {
    std::string file;
    std::optional<std::uint32_t> row;  // none for the manifest
    std::optional<std::uint32_t> line_no;
    std::string code;
    std::string field;  // empty: the row as a whole
    std::string value_masked;
};

struct Content {
    vocabulary::Manifest manifest;
    base::Bytes manifest_bytes;
    std::optional<crypto::Signature> signature;  // judged good
    std::vector<Agreement> agreements;
    std::vector<Line> lines;
    std::vector<std::string> warnings;  // the first 1,000; nothing depends on them
};

// What the judge must know from outside the package.
struct Terms {
    // Public key of each registered source system; nothing behind a name: accepted by digest alone.
    std::map<std::string, std::optional<crypto::PublicKey>, std::less<>> sources;
    vocabulary::Calendar calendar;
    std::map<std::uint64_t, std::string> villages;
    std::int64_t line_cap_fen = 0;
};

enum class Trouble { not_a_package, missing_calendar };  // exit 3, exit 1
struct Unreadable {
    Trouble trouble = Trouble::not_a_package;
    base::Error error;
};
struct Faults {
    std::vector<Fault> faults;  // sorted as they are reported
};
using Judgement = std::variant<Content, Faults, Unreadable>;

// Reads and judges the package: a folder or a zip; nothing is written.
Judgement judge(const std::string& path, const Terms& terms);

// What a package says of itself, before anything in it is judged.
struct Cover {
    base::Bytes manifest_bytes;
    vocabulary::Manifest manifest;
    std::string signature_text;  // of manifest.sig; empty: none
};
base::Result<Cover> read_cover(const std::string& path);
// What is wrong with it, in both languages.
base::Error message_of(const Fault& fault);
// {"errors":[…]} in UTF-8.
std::string faults_json(const Faults& faults);

// `code,name` rows of data/villages.csv.
std::map<std::uint64_t, std::string> read_villages(std::string_view csv);
// One year's file of data/calendar.
base::Result<std::pair<int, vocabulary::Calendar::Year>> read_calendar_year(std::string_view json);
// All years of a folder. One that was published without days is unknown, not empty.
base::Result<vocabulary::Calendar> read_calendar(const std::string& folder);

}  // namespace zhida::intake
