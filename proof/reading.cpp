#include "proof/reading.hpp"

#include <algorithm>

namespace zhida::proof {

namespace {

using approval::Level;
using payment::OrderState;

struct LevelName {
    Level level;
    std::string_view zh;
    std::string_view en;
};
constexpr LevelName level_names[] = {
    {Level::village, "村（社区）确认", "village confirmed"},
    {Level::township, "乡镇审批", "township approved"},
    {Level::county, "县审批", "county approved"},
    {Level::new_area, "新区审批", "new area approved"},
    {Level::fund_lock, "锁定资金", "funds locked"},
    {Level::fund_release, "放款", "payment released"},
    {Level::reconcile, "对账关闭", "reconciled and closed"},
    {Level::cancel, "撤销", "cancelled"},
};

// 1,234,567.80
std::string yuan(vocabulary::Fen fen) {
    std::string text = vocabulary::yuan_text(fen.count());
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 6; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return text;
}

std::string in_lower(std::string_view name) {
    std::string text{name};
    for (char& c : text) c = c == '_' ? ' ' : static_cast<char>(c | 0x20);
    return text;
}

struct FieldName {
    std::string_view name;
    std::string_view zh;
    std::string_view en;
};
constexpr FieldName field_names[] = {
    {"line_no", "清单行号", "line of the list"},
    {"payee_name", "收款人", "payee"},
    {"account_no", "收款账号", "account"},
};

// `2019-09-18 10:00`, in UTC+8 like every time on the ledger.
std::string minute_of(base::Seconds at) {
    std::string text = base::time_text(at).substr(0, 16);
    text[10] = ' ';
    return text;
}

class Writer {
  public:
    Writer(const Reading& reading, Language language)
        : r_{reading},
          zh_{language == Language::zh} {}

    std::string text() {
        if (r_.sandbox) line("沙盒账本：并非真实资金。", "SANDBOX: this is no real money.");
        issuer();
        what();
        outcome();
        opened();
        approvals();
        operators();
        line("以上为区块 " + std::to_string(r_.height) + "（" + minute_of(r_.time) +
                 "）时的状态。本凭证证明此笔在已公布的合计之中，不证明合计之外无人遗漏。",
             "This is the state at block " + std::to_string(r_.height) + " (" + minute_of(r_.time) +
                 "). The slip proves that this line is in the published total; it does not "
                 "prove that nobody is missing from it.");
        return std::move(text_);
    }

  private:
    void line(const std::string& zh, const std::string& en) { text_ += (zh_ ? zh : en) + "\n"; }

    void issuer() {
        line("直达支付凭证　账本“" + r_.ledger + "”　指纹 " + r_.fingerprint,
             "Zhida proof slip   ledger \"" + r_.ledger + "\"   fingerprint " + r_.fingerprint);
        if (r_.issuer_known)
            line("签发账本与信任文件相符。", "The ledger is the one of the trust file.");
        else
            line("内容自洽，但签发方未知：没有信任文件。请与公告栏上的指纹核对。",
                 "Consistent, issuer unknown: no trust file was given. Compare the fingerprint "
                 "with the one on the notice board.");
    }

    void what() {
        const std::string lines = std::to_string(r_.list_lines);
        line("清单 " + r_.list_no + "（项目 " + r_.project_no + "，来源 " + r_.source_system +
                 (r_.source_signed ? "，来源已签名" : "，来源未签名") + "），状态：" +
                 r_.list_state_zh + "，共 " + lines + " 笔，合计 " + yuan(r_.list_total) + " 元",
             "List " + r_.list_no + " (project " + r_.project_no + ", from " + r_.source_system +
                 (r_.source_signed ? ", signed by it" : ", not signed by it") + "), " +
                 in_lower(r_.list_state_en) + ", " + lines + " lines, " + yuan(r_.list_total) +
                 " yuan in all");
        const std::string village = std::to_string(r_.village);
        line("村（社区）" + village + " 分册：" + std::to_string(r_.section_lines) + " 笔，合计 " +
                 yuan(r_.section_total) + " 元",
             "Section of village " + village + ": " + std::to_string(r_.section_lines) +
                 " lines, " + yuan(r_.section_total) + " yuan");
        const std::string number = std::to_string(r_.line);
        const std::string part = std::to_string(r_.installment);
        const std::string bank = std::to_string(r_.bank);
        line("本笔：账本第 " + number + " 行，补偿项目 " + r_.item + "，第 " + part + " 期，金额 " +
                 yuan(r_.amount) + " 元，收款账户开户行代码 " + bank,
             "This line: number " + number + ", item " + r_.item + ", installment " + part + ", " +
                 yuan(r_.amount) + " yuan, to an account at bank " + bank);
    }

    void outcome() {
        const vocabulary::ReasonWord& why = *vocabulary::word_of(r_.reason);
        const bool has_reason = r_.reason != vocabulary::Reason::none;
        const std::string zh_why = has_reason ? "（" + std::string{why.zh} + "）" : "";
        const std::string en_why = has_reason ? " (" + std::string{why.en} + ")" : "";
        if (!r_.order) {
            if (r_.held)
                line("结果：暂缓支付" + zh_why, "Outcome: held back" + en_why);
            else
                line("结果：尚未放款", "Outcome: not released yet");
            return;
        }
        const payment::OrderWord& word = payment::word_of(*r_.order);
        const std::string day = r_.booked ? base::to_text(*r_.booked) : "";
        line("结果：" + std::string{word.zh} + zh_why + (day.empty() ? "" : "，银行记账日 " + day),
             "Outcome: " + in_lower(word.name) + en_why +
                 (day.empty() ? "" : ", booked by the bank on " + day));
        line("  支付指令号 " + r_.end_to_end_id, "  Order " + r_.end_to_end_id);
        if (!r_.claimed_by.empty())
            line("  领取指令：" + r_.claimed_by, "  Claimed by " + r_.claimed_by);
        if (!r_.result_by.empty())
            line("  结果签名：" + r_.result_by, "  Result signed by " + r_.result_by);
    }

    void opened() {
        for (const OpenedField& field : r_.opened) {
            const auto* known = std::ranges::find(field_names, field.name, &FieldName::name);
            const bool is_known = known != std::end(field_names);
            line("  " + (is_known ? std::string{known->zh} : field.name) + "：" + field.value,
                 "  " + (is_known ? std::string{known->en} : field.name) + ": " + field.value);
        }
    }

    void approvals() {
        line("签名（" + std::to_string(r_.approvals.size()) + " 个，均已验证）：",
             "Signatures (" + std::to_string(r_.approvals.size()) + ", all verified):");
        for (const ApprovalRead& one : r_.approvals) {
            const auto* name = std::ranges::find(level_names, one.level, &LevelName::level);
            const bool added = r_.issuer_known && !one.key_published;
            line("  " + minute_of(one.at) + "　" + std::string{name->zh} + "　" + one.organisation +
                     (added ? "（公钥为上链后登记）" : ""),
                 "  " + minute_of(one.at) + "  " + std::string{name->en} + "  " + one.organisation +
                     (added ? " (key added on the ledger)" : ""));
        }
    }

    void operators() {
        if (r_.witness) {
            const WitnessRead& w = *r_.witness;
            const std::string height = std::to_string(w.height);
            line("见证：" + w.bank + " 在 " + base::to_text(w.day) + " 的日终签名中确认了区块 " +
                     height + "，本笔结果在该区块之前的历史中。",
                 "Witness: " + w.bank + " signed block " + height + " in its close of " +
                     base::to_text(w.day) + "; the result lies in the history of that block.");
            return;
        }
        if (r_.validators == 1)
            line("账本由一家机构运行，尚无银行的日终签名覆盖此结果。",
                 "One operator: no bank's daily close covers this result yet.");
        else
            line("账本由 " + std::to_string(r_.validators) + " 家机构共同运行。",
                 "The ledger is run by " + std::to_string(r_.validators) + " organisations.");
    }

    const Reading& r_;
    bool zh_;
    std::string text_;
};

}  // namespace

std::string in_words(const Reading& reading, Language language) {
    return Writer{reading, language}.text();
}

}  // namespace zhida::proof
