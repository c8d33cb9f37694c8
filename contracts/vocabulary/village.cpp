#include "contracts/vocabulary/village.hpp"

#include <algorithm>

#include "contracts/vocabulary/identifiers.hpp"
#include "core/codec/reader.hpp"

namespace zhida::vocabulary {

namespace {

std::string_view take_row(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view row = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (row.ends_with('\r')) row.remove_suffix(1);
    return row;
}

base::Error bad_row(std::size_t number) {
    const std::string row = std::to_string(number);
    return base::fail("villages.csv: row " + row + " is not a code and a name",
                      "villages.csv：第 " + row + " 行不是“代码,名称”");
}

}  // namespace

std::optional<VillageCode> parse_village_code(std::string_view text) {
    if (text.size() != 12 || !all_digits(text)) return std::nullopt;
    VillageCode code = 0;
    for (char c : text) code = code * 10 + static_cast<VillageCode>(c - '0');
    return code;
}

base::Result<Villages> Villages::parse(std::string_view csv) {
    if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);
    if (take_row(csv) != "code,name") {
        return base::fail("villages.csv: the header is not code,name",
                          "villages.csv：表头应为 code,name");
    }
    Villages out;
    for (std::size_t number = 1; !csv.empty(); ++number) {
        const std::string_view row = take_row(csv);
        const auto code = parse_village_code(row.substr(0, std::min(row.find(','), row.size())));
        if (!code || row.size() < 14 || !codec::is_utf8(row)) return bad_row(number);
        if (row.find_first_of(",\"", 13) != row.npos || number > villages_max)
            return bad_row(number);
        out.all_.push_back({*code, std::string{row.substr(13)}});
    }
    std::ranges::sort(out.all_, {}, &Village::code);
    const auto twice = std::ranges::adjacent_find(out.all_, {}, &Village::code);
    if (twice != out.all_.end()) {
        const std::string code = std::to_string(twice->code);
        return base::fail("villages.csv: the code " + code + " stands there twice",
                          "villages.csv：代码 " + code + " 重复");
    }
    return out;
}

const Village* Villages::find(VillageCode code) const {
    const auto at = std::ranges::lower_bound(all_, code, {}, &Village::code);
    return at != all_.end() && at->code == code ? &*at : nullptr;
}

}  // namespace zhida::vocabulary
