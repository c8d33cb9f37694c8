#include "tools/generator/detail/shapes.hpp"

#include <iconv.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "intake/tables/table_reader.hpp"

namespace zhida::generator::detail {

namespace {

constexpr std::string_view chinese_header =
    "序号,村代码,户编号,协议编号,期次,补偿项目代码,收款人类型,收款人姓名,收款人证件号码,收款账号,"
    "开户行联行号,数量,单位,单价(元),金额(元),备注,联系电话";

// Everything that is made here has its characters in GB18030.
std::string in_gb18030(const std::string& utf8) {
    const iconv_t converter = iconv_open("GB18030", "UTF-8");
    std::string from = utf8;
    std::string to(utf8.size() * 2 + 4, '\0');
    char* in = from.data();
    char* out = to.data();
    std::size_t in_left = from.size();
    std::size_t out_left = to.size();
    const bool good = iconv(converter, &in, &in_left, &out, &out_left) == 0;
    iconv_close(converter);
    ASSERT(good);
    to.resize(to.size() - out_left);
    return to;
}

base::Status write_sheet(const std::string& path, const std::string& csv) {
    lxw_workbook* const workbook = workbook_new(path.c_str());
    lxw_worksheet* const sheet = workbook_add_worksheet(workbook, "lines");
    lxw_row_t number = 0;
    const auto reader =
        intake::csv_reader(intake::Encoding::utf8, [&](intake::Row& row) {
            for (std::size_t i = 0; i < row.fields.size(); ++i) {
                const auto column = static_cast<lxw_col_t>(i);
                worksheet_write_string(sheet, number, column, row.fields[i].c_str(), nullptr);
            }
            ++number;
        });
    const bool read = reader->feed(csv).ok() && reader->finish().ok();
    const bool written = workbook_close(workbook) == LXW_NO_ERROR;
    if (read && written) return base::Done{};
    return base::fail("cannot write the workbook", "无法写入工作簿");
}

base::Result<std::string> workbook_of(const std::string& csv) {
    std::string path = (std::filesystem::temp_directory_path() / "zhida-lines-XXXXXX").string();
    const int made = ::mkstemp(path.data());
    if (made < 0) return base::fail("cannot write the workbook", "无法写入工作簿");
    ::close(made);
    const auto done = write_sheet(path, csv);
    std::ifstream in{path, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    ::unlink(path.c_str());
    if (!done) return done.error();
    return bytes;
}

}  // namespace

base::Status shape(const Order& order, Product& product) {
    if (order.chinese_headers) product.lines.replace(0, product.lines.find('\n'), chinese_header);
    if (order.workbook) {
        auto bytes = workbook_of(product.lines);
        if (!bytes) return bytes.error();
        product.lines = std::move(*bytes);
        product.lines_name = "lines.xlsx";
    }
    if (!order.gb18030) return base::Done{};
    if (!order.workbook) product.lines = in_gb18030(product.lines);
    product.agreements = in_gb18030(product.agreements);
    product.standards = in_gb18030(product.standards);
    return base::Done{};
}

}  // namespace zhida::generator::detail
