// What an operator may set of the API, and change while the node runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zhida::gateway {

struct Policy {
    bool metrics = true;
    std::vector<std::string> metrics_from{"127.0.0.1"};  // addresses that may read them
    std::uint32_t requests_per_second = 3'000;           // of one caller; twice that in a burst
    std::uint32_t denials_per_second = 20;               // from one address; then it must pause
    std::uint32_t subscribers = 64;                      // followers of the event stream
    std::uint32_t waiters = 16;                          // requests that wait for a block
};

}  // namespace zhida::gateway
