// Exit codes of every command, and the way errors are told. Scripts rely on them (README.md).
//
//   0  done; of a walk: the list is closed
//   1  failed: wrong usage, no node, no such thing, or refused by the ledger with a number
//   2  the package has bad lines; nothing was imported
//   3  no package: unreadable, altered, or not signed by its source
//   4  of a walk: orders are in doubt, or differences stand, so that the list is not closed
//   5  of a proof: its issuer is unknown
//   6  of a restore: done, but blocks that others have seen are lost
#pragma once

#include "core/base/result.hpp"

namespace zhida::cli {

enum class Exit : int {
    done = 0,
    failed = 1,
    bad_lines = 2,
    not_a_package = 3,
    in_doubt = 4,
    issuer_unknown = 5,
    blocks_lost = 6,
};

// Both languages to standard error.
Exit tell(const base::Error& error, Exit code = Exit::failed);

}  // namespace zhida::cli
