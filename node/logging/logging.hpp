// One line of the log is one JSON object: time, level, what happened, and its facts. Facts are ids,
// counts, codes and errors of our own; nothing personal is ever handed to the log.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/base/result.hpp"

namespace zhida::logging {

enum class Level { debug, info, warning, error };

using Value = std::variant<std::int64_t, std::uint64_t, bool, std::string>;
struct Fact {
    std::string_view name;
    Value value;
};

inline constexpr std::size_t file_bytes_max = 64 << 20;
inline constexpr std::size_t files_max = 5;  // older ones go

// `path`: a file that is turned over at file_bytes_max; nothing: standard error. Once a process.
base::Status open(const std::optional<std::string>& path, Level from);
void set_level(Level from);
void write(Level level, std::string_view what, std::initializer_list<Fact> facts = {});
std::optional<Level> level_of(std::string_view name);

}  // namespace zhida::logging
