// What one household, unit or collective is paid, and the prices of the day on which it signed.
#pragma once

#include <string>
#include <vector>

#include "core/base/date.hpp"
#include "tools/generator/detail/chance.hpp"

namespace zhida::generator::detail {

struct Price {
    std::string_view item;
    std::string_view name;
    std::string_view unit;
    std::int64_t fen = 0;
    base::Date from;
    base::Date to;
};

// The standards of a project whose list is made on that day; two prices change on the way.
std::vector<Price> prices(base::Date list_day);

struct Item {
    Price price;
    std::int64_t thousandths = 0;
    std::int64_t fen = 0;  // quantity × price, rounded half-up
};

Item item(const std::vector<Price>& prices, std::string_view code, base::Date signed_on,
          std::int64_t thousandths);
// The items of a household: land and crops always, a house for two in five.
std::vector<Item> household_items(const std::vector<Price>& prices, base::Date signed_on,
                                  Chance& chance);
// `3`, `0.5`, `12.345`: as few digits as it takes, or three.
std::string quantity_text(std::int64_t thousandths);

}  // namespace zhida::generator::detail
