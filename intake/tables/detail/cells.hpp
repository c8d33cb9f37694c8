// What a worksheet's cells say, as texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhida::intake::detail {

// Spreadsheets keep 15 digits of a number; what stands behind them in the file is noise.
inline constexpr std::size_t number_digits_max = 15;
inline constexpr std::size_t sheet_columns_max = 16'384;
inline constexpr std::uint32_t sheet_rows_max = 1'048'576;
// Every row that is left out in front of a value is told as a bad one.
inline constexpr std::uint32_t rows_left_out_max = 10'000;
inline constexpr std::size_t shared_texts_max = 17'000'000;
inline constexpr std::size_t shared_bytes_max = 256U << 20;

// The decimal text of a number as a person sees it: 1.0049999999999999 is 1.005. Nothing for a
// number of more than 15 digits before its point, whose last digits are lost, and for one with an
// exponent.
std::optional<std::string> number_text(std::string_view stored);
// 0 for A1, 27 for AB3; nothing for what names no column.
std::optional<std::size_t> column_of(std::string_view reference);
std::optional<std::uint32_t> row_of(std::string_view number);

// The texts that cells share, behind one another. Of a long one only so much is kept that it stays
// too long for any column.
class SharedTexts {
  public:
    void begin();
    void add(std::string_view piece);
    // False when there are more than anything within the limits needs.
    bool is_within_limits() const;
    std::optional<std::string_view> get(std::string_view index) const;

  private:
    std::string bytes_;
    std::vector<std::uint32_t> begins_;
};

}  // namespace zhida::intake::detail
