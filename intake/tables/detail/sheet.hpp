// Visitors of a workbook's parts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "intake/tables/detail/cells.hpp"
#include "intake/tables/detail/xml.hpp"
#include "intake/tables/table_reader.hpp"

namespace zhida::intake::detail {

// What a part refers to: by id, the kind (the last word of its type) and where it lies.
struct Relation {
    std::string kind;
    std::string target;
};

class RelationsVisitor final : public XmlVisitor {
  public:
    void open(std::string_view name, const XmlAttributes& attributes) override;
    void close(std::string_view) override {}
    void text(std::string_view) override {}
    const std::map<std::string, Relation>& relations() const { return relations_; }

  private:
    std::map<std::string, Relation> relations_;
};

// The first sheet that a workbook names.
class FirstSheetVisitor final : public XmlVisitor {
  public:
    void open(std::string_view name, const XmlAttributes& attributes) override;
    void close(std::string_view) override {}
    void text(std::string_view) override {}
    const std::string& relation() const { return relation_; }

  private:
    std::string relation_;
};

class SharedTextsVisitor final : public XmlVisitor {
  public:
    explicit SharedTextsVisitor(SharedTexts& texts)
        : texts_{texts} {}
    void open(std::string_view name, const XmlAttributes& attributes) override;
    void close(std::string_view name) override;
    void text(std::string_view piece) override;

  private:
    SharedTexts& texts_;
    bool in_text_ = false;
    bool in_phonetic_ = false;  // how a word is pronounced is no part of it
};

// Rows of a worksheet. A row that the sheet leaves out is a row without values, but for those
// behind the last one with a value.
class SheetVisitor final : public XmlVisitor {
  public:
    SheetVisitor(const SharedTexts& texts, OnRow on_row)
        : texts_{texts},
          on_row_{std::move(on_row)} {}
    void open(std::string_view name, const XmlAttributes& attributes) override;
    void close(std::string_view name) override;
    void text(std::string_view piece) override;

  private:
    void open_row(const XmlAttributes& attributes);
    void close_row();
    void open_cell(const XmlAttributes& attributes);
    void close_cell();
    void put(std::string value, bool is_number);

    const SharedTexts& texts_;
    OnRow on_row_;
    std::uint32_t row_ = 0;       // the one that is being read; 0: none yet
    std::uint32_t told_ = 0;      // handed on so far
    std::uint32_t left_out_ = 0;  // of these
    std::size_t width_ = 0;       // of the header
    bool in_row_ = false;
    bool in_cell_ = false;
    bool in_value_ = false;
    bool in_phonetic_ = false;
    bool has_formula_ = false;
    std::size_t column_ = 0;
    std::size_t next_column_ = 0;
    std::string type_;
    std::string value_;
    Row fields_;
};

}  // namespace zhida::intake::detail
