// What of an installation goes into which file of its backup.
#pragma once

#include <string_view>

namespace zhida::backup {

enum class Place {
    left,  // derived, outside, or passing: made again, or not ours
    log,   // blocks: copied whole records at a time
    data,
    keys,
};

// By the path inside the installation's folder.
Place place_of(std::string_view path);

// Order of copying: the ledger first, then what the ledger may name, the vault last of all. So all
// that a copied block speaks of is copied too, whatever happens meanwhile.
int order_of(std::string_view path);

inline constexpr std::string_view data_folder = "node/data/";
inline constexpr std::string_view log_folder = "node/data/log/";
inline constexpr std::string_view vault_folder = "node/data/vault/";
inline constexpr std::string_view secret_file = "node/backup.key";

}  // namespace zhida::backup
