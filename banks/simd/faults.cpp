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
    Place{"stale", &Faults::stale, fault_max},
    Place{"oversize", &Faults::oversize, fault_max},
    Place{"delay_ms", &Faults::delay_ms, delay_ms_max},
    Place{"lose_newest", &Faults::lose_newest, fault_max},
};

base::Error wrong_number(const std::string& name, std::int64_t least, std::int64_t most) {
    return base::fail("fault " + name + " is a number from " + std::to_string(least) + " to " +
                          std::to_string(most),
                      "故障 " + name + " 应为 " + std::to_string(least) + " 至 " +
                          std::to_string(most) + " 的整数");
}

base::Result<std::int64_t> number(const std::string& name, const boost::json::value& value,
                                  std::int64_t least, std::int64_t most) {
    if (!value.is_int64() || value.as_int64() < least || value.as_int64() > most)
        return wrong_number(name, least, most);
    return value.as_int64();
}

base::Status take_manner(const boost::json::value& value, sim::Conduct& to) {
    const std::string name = value.is_string() ? std::string{value.as_string()} : "";
    to.mixed = name == "mixed";
    if (to.mixed) return base::Done{};
    const auto manner = sim::manner_of(name);
    if (!manner) {
        std::string all = "mixed";
        for (const sim::MannerWord& word : sim::manner_words) all += ", " + std::string{word.name};
        return base::fail("manner is one of " + all, "manner 可取 " + all);
    }
    to.manner = *manner;
    return base::Done{};
}

base::Status take(const std::string& name, const boost::json::value& value, Faults& to) {
    if (name == "manner") return take_manner(value, to.conduct);
    if (name == "one_in") {
        auto count = number(name, value, 1, fault_max);
        if (!count) return count.error();
        to.conduct.one_in = static_cast<std::uint32_t>(*count);
        return base::Done{};
    }
    if (name == "seed") {
        auto count = number(name, value, 0, fault_max);
        if (!count) return count.error();
        to.conduct.seed = static_cast<std::uint64_t>(*count);
        return base::Done{};
    }
    const auto* const place = std::ranges::find(places, std::string_view{name}, &Place::name);
    if (place == places.end()) return base::fail("there is no fault " + name, "没有该故障：" + name);
    auto count = number(name, value, 0, place->max);
    if (!count) return count.error();
    to.*(place->count) = *count;
    return base::Done{};
}

base::Result<Faults> faults_of(const boost::json::object& object) {
    Faults out;
    for (const auto& [key, value] : object) {
        if (auto done = take(std::string{key}, value, out); !done) return done.error();
    }
    return out;
}

bool is_bank(std::string_view name) {
    return name.size() == 3 && name.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

base::Result<Faults> read_faults(std::string_view json, std::string_view bank) {
    boost::system::error_code bad;
    const auto value = boost::json::parse(json, bad);
    if (bad || !value.is_object()) {
        return base::fail("faults are a JSON object, as {\"lose_replies\":3}",
                          "故障设置应为 JSON 对象，例如 {\"lose_replies\":3}");
    }
    const auto& object = value.as_object();
    const bool by_bank = !object.empty() && std::ranges::all_of(object, [](const auto& one) {
        return is_bank(one.key()) && one.value().is_object();
    });
    if (!by_bank) return faults_of(object);
    Faults own;
    for (const auto& [key, faults] : object) {
        auto read = faults_of(faults.as_object());
        if (!read) return read.error();
        if (key == bank) own = *read;
    }
    return own;
}

}  // namespace zhida::simd
