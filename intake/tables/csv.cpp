#include "intake/tables/csv.hpp"

#include <algorithm>
#include <optional>

#include "intake/encoding/gb18030.hpp"

namespace zhida::intake {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Splits on bytes, decodes field by field: no character of GB18030 has a byte that splits.
class CsvReader final : public TableReader {
  public:
    CsvReader(Encoding encoding, OnRow on_row)
        : on_row_{std::move(on_row)},
          splitter_{[this](Row& row) { take(row); }} {
        if (encoding == Encoding::gb18030) decoder_.emplace();
    }
    base::Status feed(std::string_view piece) override {
        if (seen_ < byte_order_mark.size()) piece = behind_mark(piece);
        splitter_.feed(piece);
        return base::Done{};
    }
    base::Status finish() override {
        splitter_.feed(beginning_);
        splitter_.finish();
        return base::Done{};
    }

  private:
    // The first bytes are kept back until it is clear whether they are a mark.
    std::string_view behind_mark(std::string_view piece) {
        if (decoder_) return piece;
        const std::size_t wanted = byte_order_mark.size() - seen_;
        beginning_ += piece.substr(0, wanted);
        piece.remove_prefix(std::min(wanted, piece.size()));
        seen_ = beginning_.size();
        if (seen_ < byte_order_mark.size()) return {};
        if (beginning_ != byte_order_mark) splitter_.feed(beginning_);
        beginning_.clear();
        return piece;
    }
    void take(Row& row) {
        for (std::string& field : row.fields) {
            if (!decoder_) break;
            auto text = decoder_->decode(field);
            field = text ? std::move(*text) : std::string{not_text};
        }
        on_row_(row);
    }

    OnRow on_row_;
    CsvSplitter splitter_;
    std::optional<Gb18030Decoder> decoder_;
    std::string beginning_;
    std::size_t seen_ = 0;
};

}  // namespace

std::unique_ptr<TableReader> csv_reader(Encoding encoding, OnRow on_row) {
    return std::make_unique<CsvReader>(encoding, std::move(on_row));
}

void CsvSplitter::end_field() {
    if (row_.fields.size() < row_fields_max) {
        row_.fields.push_back(std::move(field_));
    } else {
        row_.malformed = true;
    }
    field_.clear();
    at_ = At::start;
}

void CsvSplitter::end_row() {
    if (at_ == At::quoted) row_.malformed = true;
    end_field();
    on_row_(row_);
    row_.fields.clear();
    row_.malformed = false;
    any_ = false;
}

void CsvSplitter::put(char c) {
    any_ = true;
    if (field_.size() <= field_bytes_max) field_.push_back(c);
}

// Nothing of these bytes splits or quotes; as many of them as a value keeps.
void CsvSplitter::put_run(std::string_view run) {
    field_ += run.substr(0, field_bytes_max + 1 - std::min(field_.size(), field_bytes_max + 1));
}

void CsvSplitter::feed(std::string_view piece) {
    const auto splits = [](char c) { return c == ',' || c == '\n' || c == '\r' || c == '"'; };
    std::size_t i = 0;
    while (i < piece.size()) {
        if (at_ != At::plain || pending_return_) {
            take(piece[i++]);
            continue;
        }
        const std::size_t begin = i;
        while (i < piece.size() && !splits(piece[i])) ++i;
        put_run(piece.substr(begin, i - begin));
        if (i < piece.size()) take(piece[i++]);
    }
}

void CsvSplitter::take(char c) {
    if (pending_return_) {
        pending_return_ = false;
        if (c == '\n') return end_row();
        // A lone carriage return is a character like any other.
        if (at_ == At::closed) row_.malformed = true;
        if (at_ != At::quoted) at_ = At::plain;
        put('\r');
    }
    if (at_ == At::quoted) {
        any_ = true;
        if (c == '"') {
            at_ = At::closed;
        } else {
            put(c);
        }
        return;
    }
    if (c == '"' && at_ == At::start) {
        any_ = true;
        at_ = At::quoted;
    } else if (c == '"' && at_ == At::closed) {
        at_ = At::quoted;  // a doubled quote stands for one
        put('"');
    } else if (c == ',') {
        any_ = true;
        end_field();
    } else if (c == '\n') {
        end_row();
    } else if (c == '\r') {
        pending_return_ = true;
    } else {
        if (c == '"' || at_ == At::closed) row_.malformed = true;
        at_ = At::plain;
        put(c);
    }
}

void CsvSplitter::finish() {
    if (pending_return_) {
        pending_return_ = false;
        if (at_ == At::closed) row_.malformed = true;
        put('\r');
    }
    if (any_ || !row_.fields.empty() || at_ != At::start) end_row();
}

}  // namespace zhida::intake
