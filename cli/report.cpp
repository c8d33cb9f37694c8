#include "cli/report.hpp"

#include <boost/json.hpp>

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

}  // namespace

boost::json::object report_json(const walk::Report& report, const client::Status& status,
                                const std::map<std::string, double>& seconds,
                                std::uint64_t peak_mb) {
    boost::json::object out{
        {"source_signed", report.source_signed}, {"lines", report.all.lines},
        {"total_fen", report.all.fen},           {"paid", json_of(report.paid)},
        {"failed", json_of(report.failed)},      {"returned", json_of(report.returned)},
        {"in_doubt", json_of(report.in_doubt)},  {"held", json_of(report.held)}};
    if (report.unsent.lines > 0) out["unsent"] = json_of(report.unsent);
    boost::json::object balances;
    for (const char* bucket : {"received", "paid", "available", "locked", "returned_pending"}) {
        const auto found = report.balances.find(bucket);
        balances[bucket] = found == report.balances.end() ? 0 : found->second;
    }
    out["balances_fen"] = std::move(balances);
    out["height"] = status.height;
    out["ledger_id"] = base::hex(status.ledger_id);
    out["state_root"] = base::hex(status.state_root);
    boost::json::object times;
    for (const char* phase : {"import", "approve", "pay", "close", "total"}) {
        const auto found = seconds.find(phase);
        times[phase] = found == seconds.end() ? 0.0 : found->second;
    }
    out["seconds"] = std::move(times);
    out["peak_rss_mb"] = peak_mb;
    return out;
}

std::string report_table(const walk::Report& report, const client::Status& status) {
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
    if (report.unsent.lines > 0) add("未发送 unsent", report.unsent);
    add_all("暂缓 held: ", report.held);
    add("合计 all", report.all);
    std::string out =
        "清单 list " + report.list_no + "  " + std::string{report.state} +
        (report.source_signed ? "  来源已签名 source signed" : "  来源未签名 source not signed") +
        "\n\n";
    out += table({"结果 outcome", "行 lines", "元 yuan"}, rows);
    out += "\n账本 ledger " + chain::fingerprint(status.ledger_id) + "  区块 height " +
           std::to_string(status.height) + "\n";
    return out;
}

}  // namespace zhida::cli
