// The villages and communities that exist: 12-digit division codes with their names. One that is
// not here is unknown, whatever its digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/vocabulary/words.hpp"
#include "core/base/result.hpp"

namespace zhida::vocabulary {

inline constexpr std::size_t villages_max = 100'000;

struct Village {
    VillageCode code = 0;
    std::string name;
};

class Villages {
  public:
    // The text of a villages.csv: a header `code,name`, then one village a row, in any order.
    static base::Result<Villages> parse(std::string_view csv);
    bool contains(VillageCode code) const { return find(code) != nullptr; }
    // Nothing for an unknown code.
    const Village* find(VillageCode code) const;
    // By code.
    const std::vector<Village>& all() const { return all_; }

  private:
    std::vector<Village> all_;
};

// Exactly twelve digits; whether the village exists is another question.
std::optional<VillageCode> parse_village_code(std::string_view text);

}  // namespace zhida::vocabulary
