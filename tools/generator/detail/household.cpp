#include "tools/generator/detail/household.hpp"

namespace zhida::generator::detail {

namespace {
// Before this many days ago the older price holds.
constexpr int price_change_days = 48;
}  // namespace

std::vector<Price> prices(base::Date list_day) {
    const int year = base::civil(list_day).year;
    const base::Date first = *base::make_date(year - 1, 1, 1);
    const base::Date last = *base::make_date(year + 2, 12, 31);
    const base::Date change = base::plus_days(list_day, -price_change_days);
    const base::Date before = base::plus_days(change, -1);
    return {{"L1", "土地补偿费", "亩", 3'200'000, first, last},
            {"L2", "安置补助费", "亩", 4'800'000, first, last},
            {"C1", "青苗补偿费", "亩", 150'000, first, before},
            {"C1", "青苗补偿费", "亩", 156'250, change, last},
            {"A1", "地上附着物补偿费", "株", 8'500, first, last},
            {"H1", "住宅补偿费", "平方米", 186'000, first, before},
            {"H1", "住宅补偿费", "平方米", 196'335, change, last},
            {"M1", "搬迁费", "户", 300'000, first, last},
            {"T1", "临时安置费", "人月", 60'000, first, last}};
}

Item item(const std::vector<Price>& prices, std::string_view code, base::Date signed_on,
          std::int64_t thousandths) {
    for (const Price& price : prices) {
        if (price.item != code || signed_on < price.from || price.to < signed_on) continue;
        return {price, thousandths, (thousandths * price.fen + 500) / 1'000};
    }
    ASSERT(false);  // every item has a price on every day that is signed on
}

std::vector<Item> household_items(const std::vector<Price>& prices, base::Date signed_on,
                                  Chance& chance) {
    const auto between = [&](std::uint64_t least, std::uint64_t most) {
        return static_cast<std::int64_t>(chance.between(least, most));
    };
    const std::int64_t land = between(500, 8'999);
    std::vector<Item> items{item(prices, "L2", signed_on, land),
                            item(prices, "C1", signed_on, land)};
    if (chance.percent(50)) items.push_back(item(prices, "A1", signed_on, between(3, 300) * 1'000));
    if (chance.percent(40)) {
        items.push_back(item(prices, "H1", signed_on, between(40'000, 260'000)));
        items.push_back(item(prices, "M1", signed_on, 1'000));
        items.push_back(item(prices, "T1", signed_on, between(2, 7) * 12'000));
    }
    return items;
}

std::string quantity_text(std::int64_t thousandths) {
    std::string text = std::to_string(thousandths / 1'000);
    if (thousandths % 1'000 == 0) return text;
    return text + "." + std::to_string(1'000 + thousandths % 1'000).substr(1);
}

}  // namespace zhida::generator::detail
