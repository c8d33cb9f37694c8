#include "intake/tables/detail/sheet.hpp"

namespace zhida::intake::detail {

namespace {

constexpr std::size_t relations_max = 1'000;
constexpr std::size_t target_bytes_max = 255;

base::Error odd_sheet(const std::string& what_en, const std::string& what_zh) {
    return base::fail("the sheet " + what_en, "工作表" + what_zh);
}

std::string_view last_word(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == path.npos ? path : path.substr(slash + 1);
}

}  // namespace

void RelationsVisitor::open(std::string_view name, const XmlAttributes& attributes) {
    if (name != "Relationship") return;
    const std::string_view target = attributes.get("Target");
    if (relations_.size() == relations_max || target.size() > target_bytes_max) {
        return fail(base::fail("the workbook has too many parts", "工作簿的部件过多"));
    }
    if (attributes.get("TargetMode") == "External") return;  // never followed
    relations_.emplace(attributes.get("Id"),
                       Relation{std::string{last_word(attributes.get("Type"))},
                                std::string{target}});
}

void FirstSheetVisitor::open(std::string_view name, const XmlAttributes& attributes) {
    if (name != "sheet" || !relation_.empty()) return;
    const std::string_view state = attributes.get("state");
    if (!state.empty() && state != "visible") {
        return fail(base::fail("the first sheet is hidden", "第一个工作表被隐藏"));
    }
    relation_ = attributes.get("id");
}

void SharedTextsVisitor::open(std::string_view name, const XmlAttributes&) {
    if (name == "si") {
        texts_.begin();
        if (!texts_.is_within_limits()) {
            fail(base::fail("the workbook holds too many texts", "工作簿的文本过多"));
        }
    }
    if (name == "rPh") in_phonetic_ = true;
    in_text_ = name == "t" && !in_phonetic_;
}

void SharedTextsVisitor::close(std::string_view name) {
    if (name == "rPh") in_phonetic_ = false;
    in_text_ = false;
}

void SharedTextsVisitor::text(std::string_view piece) {
    if (in_text_) texts_.add(piece);
}

void SheetVisitor::open(std::string_view name, const XmlAttributes& attributes) {
    if (name == "row") return open_row(attributes);
    if (!in_row_) return;
    if (name == "c") return open_cell(attributes);
    if (!in_cell_) return;
    if (name == "f") has_formula_ = true;
    if (name == "rPh") in_phonetic_ = true;
    in_value_ = name == "v" || (name == "t" && !in_phonetic_);
}

void SheetVisitor::close(std::string_view name) {
    in_value_ = false;
    if (name == "rPh") in_phonetic_ = false;
    if (name == "c" && in_cell_) close_cell();
    if (name == "row" && in_row_) close_row();
}

void SheetVisitor::text(std::string_view piece) {
    if (!in_value_) return;
    const std::size_t room = field_bytes_max + 1 - std::min(value_.size(), field_bytes_max + 1);
    value_ += piece.substr(0, room);
}

void SheetVisitor::open_row(const XmlAttributes& attributes) {
    const std::string_view told = attributes.get("r");
    const auto number = told.empty() ? row_ + 1 : row_of(told).value_or(0);
    if (in_row_ || number <= row_ || number > sheet_rows_max) {
        return fail(odd_sheet("has rows out of order, or too many", "的行次序错误或过多"));
    }
    row_ = number;
    in_row_ = true;
    next_column_ = 0;
    fields_ = {};
}

void SheetVisitor::close_row() {
    in_row_ = false;
    while (!fields_.fields.empty() && fields_.fields.back().empty()) fields_.fields.pop_back();
    if (fields_.fields.empty() && !fields_.malformed) return;
    left_out_ += row_ - told_ - 1;
    if (left_out_ > rows_left_out_max) {
        return fail(odd_sheet("leaves out more than 10,000 rows", "空缺超过 10,000 行"));
    }
    for (Row empty; told_ + 1 < row_; ++told_, empty = {}) {
        empty.malformed = true;
        on_row_(empty);
    }
    // Cells without a value need not stand in the file.
    if (row_ == 1) width_ = fields_.fields.size();
    if (fields_.fields.size() < width_) fields_.fields.resize(width_);
    told_ = row_;
    on_row_(fields_);
}

void SheetVisitor::open_cell(const XmlAttributes& attributes) {
    const std::string_view told = attributes.get("r");
    const auto column = told.empty() ? next_column_ : column_of(told).value_or(sheet_columns_max);
    if (in_cell_ || column < next_column_ || column >= sheet_columns_max) {
        return fail(odd_sheet("has cells out of order, or too many columns",
                              "的单元格次序错误或列数过多"));
    }
    column_ = column;
    next_column_ = column + 1;
    in_cell_ = true;
    in_value_ = false;
    in_phonetic_ = false;
    has_formula_ = false;
    type_ = attributes.get("t");
    value_.clear();
}

void SheetVisitor::close_cell() {
    in_cell_ = false;
    // What a formula came to on somebody's machine is not what the next reader sees.
    if (has_formula_) return put(std::string{not_text}, false);
    if (value_.empty()) return;
    if (type_ == "s") {
        const auto text = texts_.get(value_);
        return put(std::string{text.value_or(not_text)}, false);
    }
    const bool is_text = type_ == "inlineStr" || type_ == "str" || type_ == "d";
    if (is_text) return put(std::move(value_), false);
    if (!type_.empty() && type_ != "n") return put(std::string{not_text}, false);
    auto number = number_text(value_);
    put(number ? std::move(*number) : std::string{not_text}, number.has_value());
}

void SheetVisitor::put(std::string value, bool is_number) {
    if (value.empty()) return;
    if (column_ >= row_fields_max) {
        fields_.malformed = true;
        return;
    }
    if (fields_.fields.size() <= column_) fields_.fields.resize(column_ + 1);
    fields_.fields[column_] = std::move(value);
    if (is_number) fields_.numbers.push_back(column_);
}

}  // namespace zhida::intake::detail
