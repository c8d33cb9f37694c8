#include "core/crypto/passphrase.hpp"

#include <openssl/evp.h>

#include "core/crypto/detail/openssl.hpp"

namespace zhida::crypto {

base::Result<Key> key_from_passphrase(std::string_view passphrase, ByteView salt, Cost cost) {
    if (passphrase.size() < passphrase_bytes_min || passphrase.size() > passphrase_bytes_max) {
        return base::fail("a passphrase has 12 to 1024 bytes", "口令长度须为 12 至 1024 字节");
    }
    const bool bearable = cost.log_n >= 1 && cost.log_n <= log_n_max && cost.r >= 1 &&
                          cost.r <= 16 && cost.p >= 1 && cost.p <= 16;
    if (!bearable) return base::fail("the cost of the passphrase is unsound", "口令强度参数有误");
    const detail::QuietErrors quiet;
    const std::uint64_t n = std::uint64_t{1} << cost.log_n;
    const std::uint64_t memory_max = 128 * n * cost.r + 128 * std::uint64_t{cost.r} * cost.p +
                                     (std::uint64_t{1} << 20);
    Key key{};
    if (EVP_PBE_scrypt(passphrase.data(), passphrase.size(), salt.data(), salt.size(), n, cost.r,
                       cost.p, memory_max, key.data(), key.size()) != 1) {
        return base::fail("not enough memory to open the passphrase", "内存不足，无法计算口令密钥");
    }
    return key;
}

}  // namespace zhida::crypto
