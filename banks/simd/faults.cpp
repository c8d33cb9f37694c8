#include "banks/simd/faults.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <string>

namespace zhida::simd {

namespace {

struct Place {
    std::string_view name;
    std::int64_t Faults::*count;
    std::int64_t max;
};
constexpr std::array places{
    Place{"lose_requests", &Faults::lose_requests, fault_max},
    Place{"lose_replies", &Faults::lose_replies, fault_max},
    Place{"lose_answers", &Faults::lose_answers, fault_max},
    Place{"rubbish", &Faults::rubbish, fault_max},
    Place{"errors", &Faults::errors, fault_max},
    Place{"cut_short", &Faults::cut_short, fault_max},
    Place{"delay_ms", &Faults::delay_ms, delay_ms_max},
};

}  // namespace

base::Result<Faults> read_faults(std::string_view json) {
    boost::system::error_code bad;
    const auto value = boost::json::parse(json, bad);
    if (bad || !value.is_object()) {
        return base::fail("faults are a JSON object, as {\"lose_replies\":3}",
                          "故障设置应为 JSON 对象，例如 {\"lose_replies\":3}");
    }
    Faults out;
    for (const auto& [key, count] : value.as_object()) {
        const std::string name{key};
        const auto* const place = std::ranges::find(places, std::string_view{name}, &Place::name);
        if (place == places.end())
            return base::fail("there is no fault " + name, "没有该故障：" + name);
        if (!count.is_int64() || count.as_int64() < 0 || count.as_int64() > place->max) {
            const std::string most = std::to_string(place->max);
            return base::fail("fault " + name + " is a number from 0 to " + most,
                              "故障 " + name + " 应为 0 至 " + most + " 的整数");
        }
        out.*(place->count) = count.as_int64();
    }
    return out;
}

}  // namespace zhida::simd
