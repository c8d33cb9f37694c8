// What intake reads and writes beside packages: villages, calendars, the report of faults.
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "intake/detail/form.hpp"
#include "intake/package.hpp"
#include "intake/tables/csv.hpp"

namespace zhida::intake {

// Written fault by fault: a list may have a million bad rows.
std::string faults_json(const Faults& faults) {
    const auto number = [](std::optional<std::uint32_t> n) {
        return n ? boost::json::value(*n) : boost::json::value(nullptr);
    };
    std::string out = "{\"errors\":[";
    for (const Fault& fault : faults.faults) {
        const base::Error message = message_of(fault);
        boost::json::value field{nullptr};
        if (!fault.field.empty()) field = fault.field;
        const boost::json::object one{
            {"file", fault.file},
            {"row", number(fault.row)},
            {"line_no", number(fault.line_no)},
            {"code", fault.code},
            {"field", std::move(field)},
            {"value_masked", fault.value_masked},
            {"message_zh", message.zh},
            {"message_en", message.en}};
        if (out.back() == '}') out += ',';
        out += boost::json::serialize(one);
    }
    return out + "]}";
}

std::map<std::uint64_t, std::string> read_villages(std::string_view csv) {
    std::map<std::uint64_t, std::string> villages;
    CsvSplitter splitter{[&](Row& row) {
        if (row.malformed || row.fields.size() != 2) return;
        const auto code = detail::whole_number(row.fields[0], 100'000'000'000, 999'999'999'999);
        if (code) villages.emplace(*code, row.fields[1]);
    }};
    splitter.feed(csv);
    splitter.finish();
    return villages;
}

base::Result<std::pair<int, vocabulary::Calendar::Year>> read_calendar_year(std::string_view json) {
    const auto bad = base::fail("the calendar file cannot be read", "工作日历文件无法读取");
    boost::system::error_code failed;
    const boost::json::value root = boost::json::parse(json, failed);
    if (failed || !root.is_object()) return bad;
    const auto* const year = root.as_object().if_contains("year");
    const auto* const days = root.as_object().if_contains("days");
    if (!year || !year->is_int64() || !days || !days->is_array()) return bad;
    vocabulary::Calendar::Year out;
    for (const boost::json::value& day : days->as_array()) {
        if (!day.is_object()) return bad;
        const auto* const date = day.as_object().if_contains("date");
        const auto* const off = day.as_object().if_contains("isOffDay");
        if (!date || !date->is_string() || !off || !off->is_bool()) return bad;
        const auto read = base::parse_date(std::string_view{date->as_string()});
        if (!read) return bad;
        (off->as_bool() ? out.off : out.working).push_back(*read);
    }
    return std::pair{static_cast<int>(year->as_int64()), std::move(out)};
}

base::Result<vocabulary::Calendar> read_calendar(const std::string& folder) {
    vocabulary::Calendar calendar;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator{folder, failed}) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream in{entry.path(), std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        auto year = read_calendar_year(text);
        if (!year) return year.error();
        if (!year->second.off.empty()) calendar.add(year->first, year->second);
    }
    if (failed)
        return base::fail("cannot read the calendars in " + folder, "无法读取日历 " + folder);
    return calendar;
}

}  // namespace zhida::intake
