// What OpenSSL does not offer for Ed25519 points: checking one, and carrying it to X25519.
#pragma once

#include "core/base/bytes.hpp"

namespace zhida::crypto::detail {

// 32 bytes that write a point of the curve in its one lawful form, and of large order: a key of
// small order fits signatures over any message.
bool is_lawful_ed25519_point(base::ByteView point);
// u = (1 + y) / (1 - y) mod 2^255 - 19, the same point on the Montgomery curve. Lawful points only.
base::Bytes montgomery(base::ByteView point);

}  // namespace zhida::crypto::detail
