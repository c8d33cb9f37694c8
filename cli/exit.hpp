// Exit codes of every command, and the way errors are told. Scripts rely on them (README.md).
#pragma once

#include "core/base/result.hpp"

namespace zhida::cli {

enum class Exit : int {
    done = 0,  // of a walk: the list is closed
    failed = 1,
    bad_lines = 2,
    not_a_package = 3,
    in_doubt = 4,
    issuer_unknown = 5,
};

// Both languages to standard error.
Exit tell(const base::Error& error, Exit code = Exit::failed);

}  // namespace zhida::cli
