#include "intake/detail/faults.hpp"

#include <algorithm>
#include <array>

#include "contracts/vocabulary/masking.hpp"
#include "intake/detail/form.hpp"

namespace zhida::intake::detail {

namespace {

constexpr std::size_t plain_bytes_max = 16;
constexpr std::size_t shown_characters_max = 80;

struct CodeText {
    std::string_view code;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array code_texts{
    CodeText{"FORM", "格式无法读取或不符合规定",
             "cannot be read, or is not in the form the format asks for"},
    CodeText{"ID", "证件号码无效", "is no valid citizen number or credit code"},
    CodeText{"R1-01", "与文件内容不一致", "differs from what the files hold"},
    CodeText{"R1-02", "与前面的行重复（协议、期次、项目、收款人相同）",
             "repeats an earlier row: same agreement, installment, item and payee"},
    CodeText{"R1-03", "协议不存在，或村、户、签订日期、文件摘要不符",
             "no such agreement, or its village, household, date or document does not fit"},
    CodeText{"R1-04", "协议签订时公告期未满",
             "the agreement was signed before both notices were full"},
    CodeText{
        "R1-05", "数量×单价与金额不符，或单价、单位不是当时的标准",
        "quantity × price is not the amount, or price or unit is not the standard of that day"},
    CodeText{"R1-06", "该协议各行合计超过协议总额",
             "the agreement's lines add up to more than its total"},
    CodeText{"R1-08", "社会保障费不得付给个人",
             "the social-security fee is never paid to a person"},
    CodeText{"R1-12", "账号位数不符合规定", "the account number has the wrong number of digits"},
    CodeText{"R1-13", "联行号不是 12 位或校验位不符",
             "the CNAPS number is not 12 digits with the right check digit"},
    CodeText{"R1-19", "金额须大于零且不超过单笔上限",
             "the amount must be above zero and not above the line cap"},
};

const CodeText& text_of(std::string_view code) {
    for (const CodeText& text : code_texts) {
        if (text.code == code) return text;
    }
    return code_texts[0];
}

// What names places, papers and totals, and no person.
bool is_reference(std::string_view field) {
    constexpr std::string_view references[] = {"village_code", "household_no", "agreement_no",
                                               "doc_sm3",      "name",         "agreement_count",
                                               "line_count",   "total_yuan"};
    return std::ranges::find(references, field) != std::end(references) ||
           field.starts_with("files.");
}

bool is_readable(std::string_view value) { return is_text(value, shown_characters_max, true); }

}  // namespace

std::string masked(std::string_view field, std::string_view value) {
    if (!is_readable(value)) return value.empty() ? "" : "（无法显示）";
    if (field == "payee_name" || field == "head_name") return vocabulary::mask_name(value);
    if (field == "payee_id_no" || field == "head_id_no") return vocabulary::mask_id(value);
    if (field == "account_no") return vocabulary::mask_account(value);
    if (field == "phone") return vocabulary::mask_phone(value);
    if (field == "remark") return value.empty() ? "" : "***";
    if (is_reference(field)) return std::string{value};
    // In a row that slipped by a column a person's number or name stands where none belongs.
    if (value.size() > plain_bytes_max) return vocabulary::mask_id(value);
    const bool ascii = std::ranges::all_of(value, [](char c) { return c > 0; });
    return ascii || field == "unit" ? std::string{value} : vocabulary::mask_name(value);
}

Fault make_fault(std::string_view file, std::optional<std::uint32_t> row,
                 std::optional<std::uint32_t> line_no, const Wrong& wrong, std::string_view value) {
    return {.file = std::string{file},
            .row = row,
            .line_no = line_no,
            .code = std::string{wrong.code},
            .field = std::string{wrong.field},
            .value_masked = masked(wrong.field, value)};
}

}  // namespace zhida::intake::detail

namespace zhida::intake {

base::Error message_of(const Fault& fault) {
    const detail::CodeText& text = detail::text_of(fault.code);
    return base::fail((fault.field.empty() ? "the row" : fault.field) + ": " + std::string{text.en},
                      (fault.field.empty() ? "整行" : fault.field) + "：" + std::string{text.zh});
}

}  // namespace zhida::intake
