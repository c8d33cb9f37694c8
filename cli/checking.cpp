#include "cli/checking.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>

#include "cli/importing.hpp"
#include "cli/screen.hpp"
#include "cli/setting_up.hpp"
#include "contracts/vocabulary/masking.hpp"
#include "contracts/vocabulary/money.hpp"
#include "intake/difference.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

constexpr std::size_t changes_shown_max = 200;
constexpr std::size_t warnings_shown_max = 20;

using intake::Line;
using intake::LineChange;

base::Result<intake::Terms> terms_of(const CheckOptions& options, const std::string& source) {
    const std::string data = options.data.empty() ? data_folder() : options.data;
    if (data.empty()) {
        return base::fail("where are villages.csv and calendar/? give --data",
                          "未找到 villages.csv 与 calendar/，请给出 --data");
    }
    intake::Terms terms{.line_cap_fen = vocabulary::line_cap_fen};
    auto villages = installation::read_text(data + "/villages.csv");
    if (!villages) return villages.error();
    terms.villages = intake::read_villages(*villages);
    auto calendar = intake::read_calendar(data + "/calendar");
    if (!calendar) return calendar.error();
    terms.calendar = std::move(*calendar);
    terms.sources[source] = std::nullopt;
    if (options.source_key.empty()) return terms;
    auto pem = installation::read_text(options.source_key);
    if (!pem) return pem.error();
    auto key = crypto::public_key_from_pem(*pem);
    if (!key) return key.error();
    terms.sources[source] = *key;
    return terms;
}

// The content, or the answer that says why there is none.
std::variant<intake::Content, Answer> content_of(const CheckOptions& options,
                                                 intake::Terms& terms) {
    auto cover = intake::read_cover(options.package);
    if (!cover) return failed(cover.error(), Exit::not_a_package);
    auto found = terms_of(options, cover->manifest.source_system);
    if (!found) return failed(found.error());
    terms = std::move(*found);
    auto judged = intake::judge(options.package, terms);
    if (const auto* const bad = std::get_if<intake::Unreadable>(&judged)) {
        const bool calendar = bad->trouble == intake::Trouble::missing_calendar;
        return failed(bad->error, calendar ? Exit::failed : Exit::not_a_package);
    }
    if (const auto* const bad = std::get_if<intake::Faults>(&judged)) {
        return bad_lines(intake::faults_json(*bad));
    }
    return std::get<intake::Content>(std::move(judged));
}

std::string name_in(const intake::Terms& terms, std::uint64_t village) {
    const auto found = terms.villages.find(village);
    return found == terms.villages.end() ? "" : found->second;
}

struct Sum {
    std::uint64_t lines = 0;
    std::int64_t fen = 0;
};

Answer clean(const intake::Content& content, const intake::Terms& terms) {
    const auto& m = content.manifest;
    std::map<std::uint64_t, Sum> sums;
    for (const Line& line : content.lines) {
        ++sums[line.village].lines;
        sums[line.village].fen += line.amount_fen;
    }
    boost::json::array villages;
    std::vector<std::vector<std::string>> rows;
    for (const auto& [village, sum] : sums) {
        const std::string code = std::to_string(village);
        const std::string name = name_in(terms, village);
        villages.push_back(
            {{"village", code}, {"name", name}, {"lines", sum.lines}, {"fen", sum.fen}});
        rows.push_back({code + " " + name, std::to_string(sum.lines), yuan(sum.fen)});
    }
    boost::json::array warnings;
    for (const std::string& warning : content.warnings) warnings.emplace_back(warning);
    Answer answer;
    answer.json = {{"errors", boost::json::array{}},
                   {"list_no", m.list_no},
                   {"source_system", m.source_system},
                   {"source_signed", content.signature.has_value()},
                   {"agreements", content.agreements.size()},
                   {"lines", content.lines.size()},
                   {"total_fen", m.total_fen},
                   {"villages", std::move(villages)},
                   {"warnings", std::move(warnings)}};
    answer.text = "可导入 clean       " + m.list_no + "（" + m.source_system +
                  (content.signature ? "，已签名 signed" : "，未验签 unsigned") + "）\n合计 total        " +
                  std::to_string(content.lines.size()) + " 行 lines，" + yuan(m.total_fen) +
                  " 元 yuan\n\n" + table({"村 village", "行 lines", "元 yuan"}, rows);
    for (std::size_t i = 0; i < content.warnings.size() && i < warnings_shown_max; ++i) {
        answer.text += "提示 warning  " + content.warnings[i] + "\n";
    }
    return answer;
}

std::vector<std::string_view> words_of(const LineChange& change) {
    if (change.before == nullptr) return {"added"};
    if (change.after == nullptr) return {"removed"};
    std::vector<std::string_view> out;
    if (change.amount) out.emplace_back("amount");
    if (change.account) out.emplace_back("account");
    if (change.payee) out.emplace_back("payee");
    if (change.other) out.emplace_back("other");
    return out;
}

std::string zh_of(std::string_view word) {
    if (word == "added") return "新增";
    if (word == "removed") return "删除";
    if (word == "amount") return "金额";
    if (word == "account") return "账号";
    return word == "payee" ? "收款人" : "其他";
}

boost::json::value side_json(const Line* line) {
    if (line == nullptr) return nullptr;
    return boost::json::object{
        {"row", line->row},
        {"line_no", line->line_no},
        {"payee_name_masked", vocabulary::mask_name(line->payee_name)},
        {"payee_id_no_masked", vocabulary::mask_id(line->payee_id_no)},
        {"account_no_masked", vocabulary::mask_account(line->account_no)},
        {"amount_fen", line->amount_fen}};
}

boost::json::object totals_json(const intake::VillageChange& one) {
    return {{"lines_before", one.lines_before}, {"fen_before", one.fen_before},
            {"lines_after", one.lines_after},   {"fen_after", one.fen_after},
            {"added", one.added},               {"removed", one.removed},
            {"changed", one.changed}};
}

std::vector<std::string> totals_row(const std::string& title, const intake::VillageChange& one) {
    return {title,
            std::to_string(one.lines_before),
            yuan(one.fen_before),
            std::to_string(one.lines_after),
            yuan(one.fen_after),
            std::to_string(one.added),
            std::to_string(one.removed),
            std::to_string(one.changed)};
}

// `old → new`, once when both are the same; a dash for a side that is not there.
template <class Show>
std::string both_sides(const LineChange& change, Show show) {
    const std::string before = change.before ? show(*change.before) : "–";
    const std::string after = change.after ? show(*change.after) : "–";
    return before == after ? before : before + " → " + after;
}

std::vector<std::string> change_row(const LineChange& change) {
    const Line& line = change.after ? *change.after : *change.before;
    std::string words;
    for (const std::string_view word : words_of(change)) {
        words += (words.empty() ? "" : " ") + zh_of(word) + " " + std::string{word};
    }
    return {words, std::to_string(line.village),
            line.agreement_no + "/" + std::to_string(line.installment) + "/" + line.item,
            both_sides(change, [](const Line& l) { return vocabulary::mask_name(l.payee_name); }),
            both_sides(change,
                       [](const Line& l) { return vocabulary::mask_account(l.account_no); }),
            both_sides(change, [](const Line& l) { return yuan(l.amount_fen); })};
}

Answer difference(const intake::Content& before, const intake::Content& after,
                  const intake::Terms& terms) {
    const auto found = intake::compare(before, after);
    Answer answer;
    boost::json::array villages;
    std::vector<std::vector<std::string>> rows;
    for (const auto& [village, one] : found.villages) {
        const std::string code = std::to_string(village);
        boost::json::object entry = totals_json(one);
        entry["village"] = code;
        entry["name"] = name_in(terms, village);
        villages.push_back(std::move(entry));
        rows.push_back(totals_row(code + " " + name_in(terms, village), one));
    }
    rows.push_back(totals_row("合计 all", found.all));
    answer.text = table({"村 village", "原行 old", "元 yuan", "新行 new", "元 yuan", "增 added",
                         "删 removed", "改 changed"},
                        rows);
    boost::json::array changes;
    rows.clear();
    for (const LineChange& change : found.lines) {
        const Line& line = change.after ? *change.after : *change.before;
        boost::json::array words;
        for (const std::string_view word : words_of(change)) words.emplace_back(word);
        changes.push_back({{"changed", std::move(words)},
                           {"village", std::to_string(line.village)},
                           {"agreement_no", line.agreement_no},
                           {"installment_no", line.installment},
                           {"item_code", line.item},
                           {"before", side_json(change.before)},
                           {"after", side_json(change.after)}});
        if (rows.size() < changes_shown_max) rows.push_back(change_row(change));
    }
    if (!rows.empty()) {
        answer.text += "\n" + table({"变化 change", "村 village", "协议/期/项", "收款人 payee",
                                     "账号 account", "元 yuan"},
                                    rows);
    }
    if (rows.size() < found.lines.size()) {
        answer.text += "… 另有 / more: " + std::to_string(found.lines.size() - rows.size()) + "\n";
    }
    answer.json = {{"before", before.manifest.list_no},
                   {"after", after.manifest.list_no},
                   {"all", totals_json(found.all)},
                   {"villages", std::move(villages)},
                   {"changes", std::move(changes)}};
    return answer;
}

}  // namespace

Answer run_check(const CheckOptions& options) {
    intake::Terms terms;
    auto content = content_of(options, terms);
    if (auto* const answer = std::get_if<Answer>(&content)) return std::move(*answer);
    return clean(std::get<intake::Content>(content), terms);
}

Answer run_diff(const std::string& before, const CheckOptions& after) {
    CheckOptions old = after;
    old.package = before;
    intake::Terms terms;
    auto first = content_of(old, terms);
    if (auto* const answer = std::get_if<Answer>(&first)) return std::move(*answer);
    auto second = content_of(after, terms);
    if (auto* const answer = std::get_if<Answer>(&second)) return std::move(*answer);
    return difference(std::get<intake::Content>(first), std::get<intake::Content>(second), terms);
}

void add_diff(CLI::App& app, Exit& exit) {
    struct Words {
        CheckOptions options;
        std::string before;
        bool json = false;
    };
    const auto words = std::make_shared<Words>();
    auto* const diff = app.add_subcommand("diff", "what changed between two versions of a package");
    diff->add_option("old", words->before, "the earlier version: a folder or a zip")->required();
    diff->add_option("new", words->options.package, "the later version")->required();
    diff->add_option("--source-key", words->options.source_key,
                     "PEM public key both must be signed by");
    diff->add_option("--data", words->options.data, "folder with villages.csv and calendar/");
    diff->add_flag("--json", words->json, "one JSON document instead of tables");
    diff->footer(
        "Example:\n  zhida diff list-v1.zip list-v2.zip --source-key public.pem\n"
        "Exit codes: 0 compared; 1 failed; 2 one has bad lines; 3 one is no package.");
    diff->callback(
        [words, &exit] { exit = say(run_diff(words->before, words->options), words->json); });
}

}  // namespace zhida::cli
