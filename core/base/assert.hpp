// A bug stops the process, in every build: a halted node is repaired, a wrong ledger is not.
// Never ASSERT on input; input gets a Reject or a Result.
#pragma once

namespace zhida::base {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}

#define ASSERT(condition)               \
    ((condition) ? static_cast<void>(0) \
                 : ::zhida::base::assertion_failed(#condition, __FILE__, __LINE__))
