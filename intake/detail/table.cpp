#include "intake/detail/table.hpp"

#include <algorithm>
#include <fstream>

namespace zhida::intake::detail {

namespace {

constexpr std::size_t block_bytes = 1 << 16;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

base::Status each_block(const std::string& path,
                        const std::function<void(std::string_view)>& visit) {
    std::ifstream in{path, std::ios::binary};
    std::string block(block_bytes, '\0');
    while (in) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        const auto count = static_cast<std::size_t>(in.gcount());
        if (count > 0) visit(std::string_view{block}.substr(0, count));
    }
    if (in.bad() || !in.eof()) {
        return base::fail("read " + path, "读取文件失败：" + path);
    }
    return base::Done{};
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
                result.header_fault = found == columns.end() ? name : std::string{found->name};
                result.header_value = name;
                if (result.header_fault.empty()) result.header_fault = "?";
                return;
            }
            places_[at] = i;
        }
        for (std::size_t at = 0; at < columns.size(); ++at) {
            if (places_[at] != row.fields.size()) continue;
            result.header_fault = columns[at].name;
            return;
        }
        if (row.malformed) result.header_fault = "?";
    }
    const std::vector<std::size_t>& places() const { return places_; }

  private:
    std::vector<std::size_t> places_;
};

}  // namespace

base::Result<TableResult> read_table(const std::string& path, const std::vector<Column>& columns,
                                     const std::function<void(const TableRow&)>& on_row) {
    TableResult result;
    Header header;
    bool header_seen = false;
    CsvSplitter splitter{[&](const Row& row) {
        if (!header_seen) {
            header_seen = true;
            header.read(row, columns, result);
            return;
        }
        ++result.rows;
        if (!result.header_fault.empty()) return;
        TableRow out{.number = result.rows};
        out.whole = !row.malformed && row.fields.size() == columns.size();
        if (out.whole) {
            out.fields.reserve(columns.size());
            for (const std::size_t at : header.places()) out.fields.push_back(row.fields[at]);
        }
        on_row(out);
    }};
    crypto::Hasher hasher{crypto::Hash::sm3};
    bool first = true;
    const auto done = each_block(path, [&](std::string_view block) {
        hasher.update(base::view(block));
        if (first && block.starts_with(byte_order_mark))
            block.remove_prefix(byte_order_mark.size());
        first = false;
        splitter.feed(block);
    });
    if (!done) return done.error();
    splitter.finish();
    if (!header_seen) result.header_fault = columns.front().name;
    result.digest = hasher.finish();
    return result;
}

base::Result<crypto::Digest> file_digest(const std::string& path) {
    crypto::Hasher hasher{crypto::Hash::sm3};
    const auto done =
        each_block(path, [&](std::string_view block) { hasher.update(base::view(block)); });
    if (!done) return done.error();
    return hasher.finish();
}

}  // namespace zhida::intake::detail
