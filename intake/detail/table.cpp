#include "intake/detail/table.hpp"

#include <algorithm>

#include "intake/detail/form.hpp"

namespace zhida::intake::detail {

namespace {

constexpr std::size_t header_name_characters_max = 40;
constexpr int header_name_digits_max = 4;

bool may_be_shown(std::string_view name) {
    const auto digits = std::ranges::count_if(name, [](char c) { return c >= '0' && c <= '9'; });
    return is_text(name, header_name_characters_max, false) && digits <= header_name_digits_max;
}

// The two places behind the point that a workbook does not keep of a number.
void complete_yuan(std::string& number) {
    const std::size_t point = number.find('.');
    if (point == number.npos) {
        number += ".00";
    } else if (point + 2 == number.size()) {
        number += "0";
    }
}

// Where each column stands in the file, or which name is wrong.
class Header {
  public:
    void read(const Row& row, const std::vector<Column>& columns, TableResult& result) {
        places_.assign(columns.size(), row.fields.size());
        const bool zh = std::ranges::any_of(row.fields, [&](const std::string& field) {
            return std::ranges::any_of(columns, [&](const Column& c) { return c.zh == field; });
        });
        for (std::size_t i = 0; i < row.fields.size(); ++i) {
            const std::string& name = row.fields[i];
            const auto found = std::ranges::find_if(columns, [&](const Column& c) {
                return !name.empty() && name == (zh ? c.zh : c.name);
            });
            const auto at = static_cast<std::size_t>(found - columns.begin());
            if (found == columns.end() || places_[at] != row.fields.size()) {
                result.header_bad = true;
                result.header_value = name;
                // A first row that is no header may hold anything, a person's number too.
                if (found != columns.end()) {
                    result.header_fault = found->name;
                } else if (may_be_shown(name)) {
                    result.header_fault = name;
                }
                return;
            }
            places_[at] = i;
        }
        for (std::size_t at = 0; at < columns.size(); ++at) {
            if (places_[at] != row.fields.size()) continue;
            result.header_bad = true;
            result.header_fault = columns[at].name;
            return;
        }
        result.header_bad = row.malformed;
    }
    const std::vector<std::size_t>& places() const { return places_; }
    bool is_yuan(std::size_t place, const std::vector<Column>& columns) const {
        const auto at = std::ranges::find(places_, place) - places_.begin();
        return columns[static_cast<std::size_t>(at)].is_yuan;
    }

  private:
    std::vector<std::size_t> places_;
};

}  // namespace

base::Result<TableResult> read_table(PackageSource& source, std::string_view name,
                                     const MakeReader& make_reader,
                                     const std::vector<Column>& columns, std::uint32_t rows_max,
                                     const std::function<void(TableRow&)>& on_row) {
    TableResult result;
    Header header;
    bool header_seen = false;
    TableRow out;
    const auto reader = make_reader([&](Row& row) {
        if (!header_seen) {
            header_seen = true;
            header.read(row, columns, result);
            return;
        }
        if (result.rows == rows_max) {
            result.too_many_rows = true;
            return;
        }
        out.number = ++result.rows;
        if (result.header_bad) return;
        out.whole = !row.malformed && row.fields.size() == columns.size();
        out.fields.clear();
        if (out.whole) {
            for (const std::size_t at : row.numbers) {
                if (header.is_yuan(at, columns)) complete_yuan(row.fields[at]);
            }
            for (const std::size_t at : header.places()) {
                out.fields.push_back(std::move(row.fields[at]));
            }
        }
        on_row(out);
    });
    crypto::Hasher hasher{crypto::Hash::sm3};
    base::Status fed = base::Done{};
    const auto done = source.read(name, [&](std::string_view piece) {
        hasher.update(base::view(piece));
        fed = reader->feed(piece);
        return fed && !result.too_many_rows;
    });
    if (!done) return done.error();
    if (fed) fed = reader->finish();
    if (!fed) return fed.error();
    if (!header_seen) {
        result.header_bad = true;
        result.header_fault = columns.front().name;
    }
    result.digest = hasher.finish();
    return result;
}

base::Result<crypto::Digest> file_digest(PackageSource& source, std::string_view name) {
    crypto::Hasher hasher{crypto::Hash::sm3};
    const auto done = source.read(name, [&](std::string_view piece) {
        hasher.update(base::view(piece));
        return true;
    });
    if (!done) return done.error();
    return hasher.finish();
}

}  // namespace zhida::intake::detail
