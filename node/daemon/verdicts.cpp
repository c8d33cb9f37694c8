#include "node/daemon/verdicts.hpp"

namespace zhida::daemon {

bool Verdicts::fits(const crypto::PublicKey& key, base::ByteView message,
                    const crypto::Signature& signature) {
    base::Bytes words{static_cast<base::Byte>(key.algorithm)};
    base::append(words, key.bytes);
    base::append(words, signature);
    base::append(words, crypto::digest(crypto::Hash::sha256, message));
    const crypto::Digest name = crypto::digest(crypto::Hash::sha256, words);
    {
        const std::lock_guard lock{mutex_};
        if (newer_.contains(name) || older_.contains(name)) return true;
    }
    if (!crypto::verify(key, message, signature)) return false;
    const std::lock_guard lock{mutex_};
    if (newer_.size() == verdicts_kept_max / 2) {
        older_ = std::move(newer_);
        newer_.clear();
    }
    newer_.insert(name);
    return true;
}

}  // namespace zhida::daemon
