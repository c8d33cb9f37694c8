#include "tools/generator/detail/tables.hpp"

#include "contracts/vocabulary/manifest.hpp"
#include "contracts/vocabulary/money.hpp"
#include "core/base/bytes.hpp"
#include "core/crypto/digest.hpp"
#include "tools/generator/detail/notices.hpp"

namespace zhida::generator::detail {

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

std::string digest_text(std::string_view file) {
    return quoted("sm3:" + base::hex(crypto::digest(crypto::Hash::sm3, base::view(file))));
}

std::string period_text(const vocabulary::Period& period) {
    return "{\"from\": " + quoted(base::to_text(period.from)) +
           ", \"to\": " + quoted(base::to_text(period.to)) + "}";
}

std::string slot_text(const Slot& slot) {
    return "{\"lines\": " + std::to_string(slot.lines) + ", \"fen\": " + std::to_string(slot.fen) +
           "}";
}

std::string slots_text(const std::map<std::string, Slot>& slots) {
    std::string out;
    for (const auto& [reason, slot] : slots) {
        out += (out.empty() ? "" : ", ") + quoted(reason) + ": " + slot_text(slot);
    }
    return "{" + out + "}";
}

std::int64_t sum_of(const std::map<std::string, Slot>& slots) {
    std::int64_t fen = 0;
    for (const auto& [reason, slot] : slots) fen += slot.fen;
    return fen;
}

}  // namespace

void append_row(std::string& to, std::initializer_list<std::string_view> fields) {
    bool first = true;
    for (const std::string_view field : fields) {
        if (!first) to.push_back(',');
        first = false;
        if (field.find_first_of(",\"\r\n") == field.npos) {
            to += field;
            continue;
        }
        to.push_back('"');
        for (const char c : field) {
            if (c == '"') to.push_back('"');
            to.push_back(c);
        }
        to.push_back('"');
    }
    to += "\r\n";
}

std::string standards_text(const std::vector<Price>& prices) {
    std::string out;
    append_row(out, {"item_code", "name", "unit", "unit_price_yuan", "valid_from", "valid_to"});
    for (const Price& p : prices) {
        append_row(out, {p.item, p.name, p.unit, vocabulary::yuan_text(p.fen),
                         base::to_text(p.from), base::to_text(p.to)});
    }
    return out;
}

std::string manifest_text(const Order& order, const Totals& totals, const Product& files) {
    const Notices notices = notices_before(base::day_in_china(order.prepared_at));
    const std::string project = order.list_no.substr(0, order.list_no.find_last_of('-'));
    const std::pair<std::string_view, std::string> fields[] = {
        {"format", quoted(vocabulary::list_format)},
        {"source_system", quoted(order.source_system)},
        {"list_no", quoted(order.list_no)},
        {"project_no", quoted(project)},
        {"project_name", quoted("合成测试项目")},
        {"county", quoted(order.county)},
        {"prepared_at", quoted(base::time_text(order.prepared_at))},
        {"pre_notice", period_text(notices.pre)},
        {"plan_notice", period_text(notices.plan)},
        {"encoding", quoted(order.gb18030 ? "GB18030" : "UTF-8")},
        {"agreement_count", std::to_string(totals.agreements)},
        {"line_count", std::to_string(totals.lines)},
        {"total_yuan", quoted(vocabulary::yuan_text(totals.fen))},
        {"files", "{\"agreements.csv\": " + digest_text(files.agreements) +
                      ",\n  " + quoted(files.lines_name) + ": " + digest_text(files.lines) +
                      ",\n  \"standards.csv\": " + digest_text(files.standards) + "}"}};
    std::string out;
    for (const auto& [name, value] : fields) {
        out += (out.empty() ? "{\n " : ",\n ") + quoted(name) + ": " + value;
    }
    return out + "\n}\n";
}

std::string report_text(const Expected& expected) {
    const std::int64_t held = sum_of(expected.held);
    const std::int64_t back = sum_of(expected.failed) + expected.returned.fen;
    return "{\n \"lines\": " + std::to_string(expected.all.lines) +
           ",\n \"total_fen\": " + std::to_string(expected.all.fen) +
           ",\n \"paid\": " + slot_text(expected.paid) +
           ",\n \"failed\": " + slots_text(expected.failed) +
           ",\n \"returned\": " + slot_text(expected.returned) +
           ",\n \"in_doubt\": " + slot_text({}) + ",\n \"held\": " + slots_text(expected.held) +
           ",\n \"balances_fen\": {\"received\": " + std::to_string(expected.all.fen) +
           ", \"paid\": " + std::to_string(expected.paid.fen) +
           ", \"available\": " + std::to_string(held) +
           ", \"locked\": 0, \"returned_pending\": " + std::to_string(back) + "}\n}\n";
}

std::string report_text(const std::vector<BadRow>& bad_rows, const std::string& file) {
    std::string out;
    for (const BadRow& bad : bad_rows) {
        const std::string row = std::to_string(bad.row);
        out += std::string{out.empty() ? "" : ",\n"} +
               "  {\"file\": " + quoted(file) + ", \"row\": " + row + ", \"line_no\": " + row +
               ", \"code\": " + quoted(bad.code) + "}";
    }
    return "{\n \"errors\": [\n" + out + "\n ]\n}\n";
}

}  // namespace zhida::generator::detail
