#include "cli/report.hpp"

#include <boost/json.hpp>
#include <cmath>

#include "cli/screen.hpp"
#include "contracts/vocabulary/reasons.hpp"

namespace zhida::cli {

namespace {

boost::json::object json_of(const walk::Slot& slot) {
    return {{"lines", slot.lines}, {"fen", slot.fen}};
}

boost::json::object json_of(const std::map<std::string, walk::Slot>& slots) {
    boost::json::object out;
    for (const auto& [reason, slot] : slots) out[reason] = json_of(slot);
    return out;
}

// Whole milliseconds in plain decimals: the library would write 4.46E0.
std::string plain(double seconds) {
    const auto ms = std::llround(seconds * 1'000);
    const std::string rest = std::to_string(1'000 + ms % 1'000);
    return std::to_string(ms / 1'000) + "." + rest.substr(1);
}

std::string seconds_json(const std::map<std::string, double>& seconds) {
    std::string out;
    for (const char* phase : {"import", "approve", "pay", "close", "total"}) {
        const auto found = seconds.find(phase);
        out += out.empty() ? "{\"" : ",\"";
        out += std::string{phase} + "\":" + plain(found == seconds.end() ? 0 : found->second);
    }
    return out + "}";
}

std::string word_of_rest(const std::string& slot) {
    if (slot == "unsent") return "未发送 unsent";
    if (slot == "withheld") return "扣存 withheld";
    if (slot == "cancelled") return "已撤销 cancelled";
    if (slot == "deposited") return "已提存 deposited";
    return "已退回项目 refunded";
}

}  // namespace

std::string report_json(const walk::Report& report, const client::Status& status,
                        const Figures& figures) {
    boost::json::object out{
        {"source_signed", report.source_signed}, {"lines", report.all.lines},
        {"total_fen", report.all.fen},           {"paid", json_of(report.paid)},
        {"failed", json_of(report.failed)},      {"returned", json_of(report.returned)},
        {"in_doubt", json_of(report.in_doubt)},  {"held", json_of(report.held)}};
    for (const auto& [slot, sum] : report.rest) out[slot] = json_of(sum);
    boost::json::object balances;
    for (const char* bucket : {"received", "paid", "available", "locked", "returned_pending"}) {
        const auto found = report.balances.find(bucket);
        balances[bucket] = found == report.balances.end() ? 0 : found->second;
    }
    out["balances_fen"] = std::move(balances);
    out["height"] = status.height;
    out["ledger_id"] = base::hex(status.ledger_id);
    out["state_root"] = base::hex(status.state_root);
    std::string text = boost::json::serialize(out);
    text.back() = ',';
    return text + "\"seconds\":" + seconds_json(figures.seconds) +
           ",\"peak_rss_mb\":" + std::to_string(figures.peak_mb) + "}";
}

std::string report_table(const walk::Report& report, const client::Status& status,
                         const Figures& figures) {
    std::vector<std::vector<std::string>> rows;
    const auto add = [&](const std::string& what, const walk::Slot& slot) {
        rows.push_back({what, std::to_string(slot.lines), yuan(slot.fen)});
    };
    const auto add_all = [&](const std::string& what, const std::map<std::string, walk::Slot>& m) {
        for (const auto& [reason, slot] : m) {
            const auto known = vocabulary::reason_of(reason);
            const auto* const word = known ? vocabulary::word_of(*known) : nullptr;
            add(what + (word ? std::string{word->zh} + " " + std::string{word->en} : reason), slot);
        }
    };
    add("已支付 paid", report.paid);
    add_all("失败 failed: ", report.failed);
    if (report.returned.lines > 0) add("退汇 returned", report.returned);
    if (report.in_doubt.lines > 0) add("存疑 in doubt", report.in_doubt);
    for (const auto& [slot, sum] : report.rest) add(word_of_rest(slot), sum);
    add_all("暂缓 held: ", report.held);
    add("合计 all", report.all);
    std::string out =
        "清单 list " + report.list_no + "  " + std::string{report.state} +
        (report.source_signed ? "  来源已签名 source signed" : "  来源未签名 source not signed") +
        "\n\n";
    out += table({"结果 outcome", "行 lines", "元 yuan"}, rows);
    out += "\n账本 ledger " + chain::fingerprint(status.ledger_id) + "  区块 height " +
           std::to_string(status.height) + "\n用时 seconds " +
           plain(figures.seconds.contains("total") ? figures.seconds.at("total") : 0) +
           "  内存峰值 peak memory " + std::to_string(figures.peak_mb) + " MB（zhidad " +
           std::to_string(figures.node_peak_mb) + " MB）\n";
    return out;
}

}  // namespace zhida::cli
