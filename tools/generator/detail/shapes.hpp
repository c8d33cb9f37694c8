// The same lists in the other shapes that a package may have.
#pragma once

#include <string>

#include "core/base/result.hpp"
#include "tools/generator/generator.hpp"

namespace zhida::generator::detail {

// Chinese headers, GB18030, a workbook in place of lines.csv, as the order says.
base::Status shape(const Order& order, Product& product);

}  // namespace zhida::generator::detail
