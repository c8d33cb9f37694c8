#include "intake/csv.hpp"

namespace zhida::intake {

void CsvSplitter::end_field() {
    if (row_.fields.size() < csv_fields_max) {
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
    if (field_.size() <= csv_field_bytes_max) field_.push_back(c);
}

void CsvSplitter::feed(std::string_view piece) {
    for (const char c : piece) {
        if (pending_return_) {
            pending_return_ = false;
            if (c == '\n') {
                end_row();
                continue;
            }
            // A lone carriage return is a character like any other.
            if (at_ == At::closed) {
                row_.malformed = true;
                at_ = At::plain;
            }
            if (at_ == At::start) at_ = At::plain;
            put('\r');
        }
        if (at_ == At::quoted) {
            any_ = true;
            if (c == '"') {
                at_ = At::closed;
            } else {
                put(c);
            }
            continue;
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
