#include "cli/screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "cli/exit.hpp"
#include "contracts/vocabulary/money.hpp"

namespace zhida::cli {

namespace {

constexpr std::size_t bar_cells_max = 24;
constexpr std::size_t bar_cells_min = 8;
constexpr std::size_t title_columns_max = 60;  // the longest step's
constexpr std::size_t columns_default = 80;
constexpr std::size_t around_bar = 9;  // ` [`, `] `, `100%`, and a column that stays free

bool is_wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789.,-%") == std::string::npos;
}

// Bytes of the character that begins at `i`.
std::size_t size_at(const std::string& text, std::size_t i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    return lead < 0x80 ? 1U : lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : 4U;
}

std::string padded(const std::string& text, std::size_t columns, bool right) {
    const std::size_t width = width_of(text);
    const std::string space(columns > width ? columns - width : 0, ' ');
    return right ? space + text : text + space;
}

}  // namespace

Exit tell(const base::Error& error, Exit code) {
    std::cerr << error.zh << "\n";
    if (error.en != error.zh) std::cerr << error.en << "\n";
    return code;
}

std::size_t width_of(const std::string& text) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t size = size_at(text, i);
        char32_t c = size == 1 ? lead : lead & (0xFFU >> (size + 1));
        for (std::size_t k = 1; k < size && i + k < text.size(); ++k) {
            c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        }
        width += is_wide(c) ? 2U : 1U;
        i += size;
    }
    return width;
}

Progress::Progress(bool quiet, std::size_t steps)
    : quiet_{quiet},
      terminal_{::isatty(STDERR_FILENO) == 1},
      steps_{steps} {}

void Progress::step(const std::string& zh, const std::string& en) {
    finish();
    ++number_;
    const std::string number = std::to_string(number_) + "/" + std::to_string(steps_);
    title_ = "  " + padded(number, 5, true) + "  " + zh + "  " + en;
    drawn_ = -1;
    columns_ = columns_of(STDERR_FILENO).value_or(columns_default);
    if (quiet_) return;
    if (terminal_) {
        draw(0, 0);
    } else {
        std::cerr << title_ << "\n";
    }
}

void Progress::move(std::size_t done, std::size_t total) {
    if (!quiet_ && terminal_) draw(done, total);
}

void Progress::draw(std::size_t done, std::size_t total) {
    const int percent = total == 0 ? 0 : static_cast<int>(done * 100 / total);
    if (percent == drawn_) return;
    drawn_ = percent;
    std::cerr << "\r" << bar_line(title_, static_cast<std::size_t>(percent), columns_)
              << std::flush;
}

void Progress::finish() {
    if (quiet_ || !terminal_ || title_.empty()) return;
    drawn_ = -1;
    draw(1, 1);
    break_off();
}

void Progress::break_off() {
    if (quiet_ || !terminal_ || title_.empty()) return;
    std::cerr << std::endl;
    title_.clear();
}

// Plain characters: block elements are one column wide here and two there.
std::string bar_line(const std::string& title, std::size_t percent, std::size_t columns) {
    const std::size_t room = columns > around_bar ? columns - around_bar : 0;
    if (room < 2 * bar_cells_min) return shortened(title, std::max<std::size_t>(columns, 2) - 1);
    const std::size_t wanted = room > title_columns_max ? room - title_columns_max : 0;
    const std::size_t cells = std::clamp(wanted, bar_cells_min, bar_cells_max);
    const std::size_t words = std::min(title_columns_max, room - cells);
    const std::size_t filled = percent * cells / 100;
    return padded(shortened(title, words), words, false) + " [" + std::string(filled, '#') +
           std::string(cells - filled, '-') + "] " + padded(std::to_string(percent), 3, true) + "%";
}

std::string shortened(const std::string& text, std::size_t columns) {
    if (width_of(text) <= columns || columns == 0) return text;
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::string one = text.substr(i, size_at(text, i));
        if (width_of(out + one) + 1 > columns) break;
        out += one;
        i += one.size();
    }
    return out + "…";
}

namespace {

using Row = std::vector<std::string>;

std::vector<std::size_t> widths_of(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths;
    for (const Row& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], width_of(row[i]));
        }
    }
    return widths;
}

// Takes from the widest column of words what is too much for the line.
void fit(std::vector<std::size_t>& widths, const std::vector<bool>& numbers, std::size_t columns) {
    std::size_t whole = 2 * (widths.size() - 1);
    for (const std::size_t width : widths) whole += width;
    while (whole > columns) {
        std::size_t widest = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (numbers[i]) continue;
            if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
        }
        if (widest == widths.size() || widths[widest] <= 4) return;
        --widths[widest];
        --whole;
    }
}

// A heading's lines, one row for each.
std::vector<Row> lines_of(const Row& header) {
    std::vector<Row> out;
    for (std::size_t i = 0; i < header.size(); ++i) {
        std::size_t from = 0;
        for (std::size_t line = 0; from <= header[i].size(); ++line) {
            const std::size_t end = std::min(header[i].find('\n', from), header[i].size());
            if (line == out.size()) out.emplace_back(header.size());
            out[line][i] = header[i].substr(from, end - from);
            from = end + 1;
        }
    }
    return out;
}

}  // namespace

std::string table(const Row& header, const std::vector<Row>& rows, std::size_t columns) {
    std::vector<Row> all = lines_of(header);
    all.insert(all.end(), rows.begin(), rows.end());
    std::vector<std::size_t> widths = widths_of(all);
    std::vector<bool> numbers;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        // What is left out, as in a total's row, is neither.
        const auto is_none = [&](const Row& row) { return row[i].empty(); };
        numbers.push_back(
            !std::ranges::all_of(rows, is_none) &&
            std::ranges::all_of(rows, [&](const Row& row) {
                return is_none(row) || is_number(row[i]);
            }));
    }
    fit(widths, numbers, columns);
    std::string out;
    for (const Row& row : all) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += padded(shortened(row[i], widths[i]), widths[i], numbers[i]);
            line += i + 1 < row.size() ? "  " : "";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    if (rows.empty()) out += "（无 none）\n";
    return out;
}

std::optional<std::size_t> columns_of(int file) {
    winsize size{};
    const bool known = ::ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::optional<std::size_t>{size.ws_col} : std::nullopt;
}

std::string yuan(std::int64_t fen) {
    const std::string text = vocabulary::yuan_text(fen);
    const std::size_t point = text.find('.');
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool inside = i > 0 && i < point && text[i - 1] != '-';
        if (inside && (point - i) % 3 == 0) out.push_back(',');
        out.push_back(text[i]);
    }
    return out;
}

base::Status write_out(const std::optional<std::string>& path, const std::string& text) {
    const char* const end = text.ends_with('\n') ? "" : "\n";
    if (!path) {
        std::cout << text << end;
        return base::Done{};
    }
    std::ofstream out{*path, std::ios::binary};
    out << text << end;
    if (out.flush()) return base::Done{};
    return base::fail("cannot write " + *path, "无法写入 " + *path);
}

}  // namespace zhida::cli
