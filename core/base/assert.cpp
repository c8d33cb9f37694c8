#include "core/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace zhida::base {

void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "zhida: assertion failed: %s (%s:%d)\n", condition, file, line);
    std::abort();
}

}  // namespace zhida::base
