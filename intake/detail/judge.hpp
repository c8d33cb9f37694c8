// The judge of a package: reads its files in the order in which their checks need one another.
#pragma once

#include <map>
#include <set>
#include <tuple>

#include "intake/detail/faults.hpp"
#include "intake/detail/table.hpp"
#include "intake/package.hpp"

namespace zhida::intake::detail {

struct Standard {
    std::string unit;
    std::int64_t price_fen = 0;
    base::Date to;
};

class Judge {
  public:
    Judge(PackageSource& source, const Terms& terms)
        : source_{source},
          terms_{terms} {}
    Judgement run();

  private:
    using Identity = std::tuple<std::string, std::uint8_t, std::string, std::string>;

    std::optional<base::Error> open();
    std::optional<base::Error> check_files();
    std::optional<base::Error> check_signature();
    std::optional<base::Error> read_all();
    std::optional<base::Error> read_one(std::string_view name, const std::vector<Column>& columns,
                                        void (Judge::*take)(TableRow&));
    bool find_notices_full();

    void take_standard(TableRow& row);
    void take_agreement(TableRow& row);
    void take_line(TableRow& row);
    // True when an earlier row of the item covers one of these days; remembers them.
    bool overlaps(const std::string& item, base::Date from, base::Date to);
    void warn_of_account(const Line& line);
    std::optional<Wrong> form_of_agreement(const TableRow& row, Agreement& agreement);
    std::optional<Wrong> form_of_line(const TableRow& row, Line& line);
    std::optional<Wrong> form_of_place(std::string_view village, std::string_view household);
    bool is_own_village(std::string_view code) const;
    // True when an earlier row has the same identity; remembers this one's when it can be read.
    bool repeats_identity(const TableRow& row);
    std::optional<Wrong> first_wrong(const Line& line, bool repeats) const;
    std::optional<Wrong> check_identity(const Line& line) const;
    std::optional<Wrong> check_agreement(const Line& line) const;
    std::optional<Wrong> check_price(const Line& line) const;
    std::optional<Wrong> check_account(const Line& line) const;
    void check_totals();
    void check_manifest();

    void fault(std::string_view file, std::optional<std::uint32_t> row,
               std::optional<std::uint32_t> line_no, const Wrong& wrong, std::string_view value);
    void header_fault(std::string_view file, const TableResult& result);

    PackageSource& source_;
    std::string lines_name_;  // lines.csv or lines.xlsx
    const Terms& terms_;
    Content content_;
    std::vector<Fault> faults_;

    // By item, then first day of validity. Only read when no row of the file is bad.
    std::map<std::string, std::map<base::Date, Standard>, std::less<>> standards_;
    // The days that earlier rows of an item cover, merged: first day → last day.
    std::map<std::string, std::map<base::Date, base::Date>, std::less<>> covered_;
    bool standards_good_ = true;
    bool agreements_good_ = true;
    std::map<std::string, std::size_t, std::less<>> agreement_at_;  // number → first row
    std::set<std::uint32_t> line_numbers_;
    std::set<Identity> identities_;
    base::Date notices_full_;
    std::int64_t total_fen_ = 0;
    std::map<std::string, TableResult, std::less<>> tables_;
};

}  // namespace zhida::intake::detail
