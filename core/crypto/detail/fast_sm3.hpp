// SM3 (GB/T 32905) in straight C++, for short inputs. The state tree hashes nodes of about 70
// bytes, where the library's set-up costs as much as a block: 273 ns here against 435 ns there for
// 67 bytes. A test compares every short length with the library.
#pragma once

#include "core/base/bytes.hpp"

namespace zhida::crypto::detail {

base::ByteArray<32> fast_sm3(base::ByteView whole);

}  // namespace zhida::crypto::detail
