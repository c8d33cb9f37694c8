#include "node/backup/contents.hpp"

#include <algorithm>
#include <array>

namespace zhida::backup {

namespace {

// Under node/data: made again from the blocks at the next start, or private in clear and passing.
constexpr std::array<std::string_view, 8> derived{"events/", "quoted/", "snapshot", "uploads/",
                                                  "lock",    "views",   "feeds/",   "restored"};
constexpr std::array<std::string_view, 4> key_ends{".pem", ".key", ".toml", ".csv"};

bool is_derived(std::string_view inside) {
    return std::ranges::any_of(derived, [&](auto one) { return inside.starts_with(one); });
}

}  // namespace

Place place_of(std::string_view path) {
    if (path.ends_with(".new") || path.ends_with(".log")) return Place::left;
    // Simulated banks have books of their own; they are not this installation's to restore.
    if (path.starts_with("banks/") || path == "processes") return Place::left;
    if (path.starts_with(log_folder)) return Place::log;
    if (path.starts_with(vault_folder)) {
        const bool is_key = path.ends_with("/keys") || path.ends_with("references.key");
        return is_key ? Place::keys : Place::data;
    }
    if (path.starts_with(data_folder)) {
        return is_derived(path.substr(data_folder.size())) ? Place::left : Place::data;
    }
    const bool is_key =
        std::ranges::any_of(key_ends, [&](auto end) { return path.ends_with(end); });
    return is_key ? Place::keys : Place::data;
}

int order_of(std::string_view path) {
    if (path.starts_with(log_folder)) return 0;
    return path.starts_with(vault_folder) ? 2 : 1;
}

}  // namespace zhida::backup
