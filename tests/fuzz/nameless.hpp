// Bytes as a file, for readers that want one.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

#include "core/base/assert.hpp"

namespace zhida::fuzz {

inline int file_of(const void* bytes, std::size_t size) {
    const int descriptor = ::memfd_create("fuzz", MFD_CLOEXEC);
    ASSERT(descriptor >= 0);
    ASSERT(::write(descriptor, bytes, size) == static_cast<ssize_t>(size));
    return descriptor;
}

}  // namespace zhida::fuzz
