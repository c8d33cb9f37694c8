// The manifest of a payment list (list-format.md §1). Intake and the ledger's contract read the
// same bytes with this one reader.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/date.hpp"
#include "core/base/result.hpp"

namespace zhida::vocabulary {

inline constexpr std::size_t manifest_bytes_max = 65'536;
inline constexpr std::size_t manifest_files_max = 64;
inline constexpr std::string_view list_format = "zhida-list/1";

struct Period {
    base::Date from;
    base::Date to;
};

struct Manifest {
    std::string format;
    std::string source_system;
    std::string list_no;
    std::string project_no;
    std::string project_name;
    std::string county;  // six digits
    base::Seconds prepared_at = 0;
    Period pre_notice;
    Period plan_notice;
    std::string encoding;  // UTF-8 or GB18030, in capitals
    std::uint64_t agreement_count = 0;
    std::uint64_t line_count = 0;
    std::int64_t total_fen = 0;                                      // with its sign
    std::vector<std::pair<std::string, base::ByteArray<32>>> files;  // sorted by name

    base::Date day() const { return base::day_in_china(prepared_at); }
};

// Refused with the name of the first field that is missing, repeated or unreadable. Fields that the
// format does not name are read over: a newer source may say more.
base::Result<Manifest> parse_manifest(base::ByteView json);

}  // namespace zhida::vocabulary
