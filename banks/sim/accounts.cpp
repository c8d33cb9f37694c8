#include "banks/sim/accounts.hpp"

#include <algorithm>
#include <array>

namespace zhida::sim {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view header = "account_no,holder_name,holder_id_no,bank_code,state";
constexpr std::size_t bank_code_digits = 3;
constexpr std::array<std::string_view, 6> states{
    "normal",
    "name_mismatch",
    "closed",
    "closes_before_payment",
    "freezes_before_payment",
    "returns_next_day",
};

base::Error wrong(std::size_t row, const std::string& en, const std::string& zh) {
    const std::string number = std::to_string(row);
    return base::fail("accounts file, row " + number + ": " + en,
                      "账户文件第 " + number + " 行：" + zh);
}

std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    for (std::size_t from = 0; from <= line.size();) {
        const std::size_t to = std::min(line.find(',', from), line.size());
        cells.emplace_back(line.substr(from, to - from));
        from = to + 1;
    }
    return cells;
}

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

base::Result<KnownAccount> read_row(std::size_t row, std::string_view line) {
    const auto cells = cells_of(line);
    if (cells.size() != 5)
        return wrong(row, std::to_string(cells.size()) + " columns and not 5",
                     "有 " + std::to_string(cells.size()) + " 列，应为 5 列");
    KnownAccount account{cells[0], cells[1], cells[2], cells[3], cells[4]};
    if (account.account_no.empty() || account.holder_name.empty())
        return wrong(row, "account_no or holder_name is empty", "account_no 或 holder_name 为空");
    if (account.bank_code.size() != bank_code_digits || !is_number(account.bank_code))
        return wrong(row, "bank_code is three digits", "bank_code 应为三位数字");
    if (std::ranges::find(states, account.state) == states.end())
        return wrong(row, "there is no state " + account.state, "没有状态 " + account.state);
    return account;
}

}  // namespace

base::Result<std::vector<KnownAccount>> read_accounts(std::string_view csv) {
    if (csv.starts_with(byte_order_mark)) csv.remove_prefix(byte_order_mark.size());
    std::vector<KnownAccount> out;
    for (std::size_t row = 1; !csv.empty(); ++row) {
        const std::size_t end = std::min(csv.find('\n'), csv.size());
        std::string_view line = csv.substr(0, end);
        csv.remove_prefix(std::min(end + 1, csv.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (row == 1 && line != header)
            return wrong(row, "the header is " + std::string{header},
                         "表头应为 " + std::string{header});
        if (row == 1 || line.empty()) continue;
        if (row > account_rows_max) return wrong(row, "too many rows", "行数过多");
        auto account = read_row(row, line);
        if (!account) return account.error();
        out.push_back(std::move(*account));
    }
    if (out.empty()) return wrong(1, "it has no accounts", "没有账户");
    return out;
}

}  // namespace zhida::sim
