// The webhooks of a configuration, with their files read.
#pragma once

#include "node/daemon/config.hpp"
#include "node/webhooks/webhooks.hpp"

namespace zhida::daemon {

base::Result<std::vector<webhooks::Hook>> hooks_of(const Config& config);

}  // namespace zhida::daemon
