// An importer's way to hand a package to the office's node.
#pragma once

#include "client/remote/remote.hpp"
#include "node/walk/walk.hpp"

namespace zhida::stage {

inline constexpr std::size_t piece_bytes = 8 << 20;
inline constexpr int uploads_max = 20;  // begun anew, because the node was started again

// The bad rows, as the report wants them, or why it is no package at all.
struct Refused {
    bool bad_rows = false;
    std::string json;   // of bad rows
    base::Error error;  // of what is no package
};
using Handed = std::variant<walk::Prepared, Refused, base::Error>;

// Uploads the files of a folder, or a zip, has them judged and prepared. Can be said again.
Handed hand_in(client::RemoteLedger& node, const std::string& path);
// The same for a package that was pushed or pulled and waits at the node.
Handed take_up(client::RemoteLedger& node, const std::string& package);

}  // namespace zhida::stage
