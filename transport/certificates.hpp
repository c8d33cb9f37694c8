// The private authority of an installation and the certificates it issues: P-256 keys, SHA-256,
// X.509 v3. They protect the wire only; who may act is decided by signatures on the ledger.
#pragma once

#include <string>

#include "core/base/date.hpp"
#include "core/base/result.hpp"

namespace zhida::transport {

struct Issued {
    std::string certificate;  // PEM
    std::string key;          // PEM, PKCS#8
};

// `now`: seconds since 1970; valid from an hour before it for ten years.
base::Result<Issued> make_authority(const std::string& name, base::Seconds now);
// A leaf for server and client use. `name` becomes its common name; it is valid for localhost,
// 127.0.0.1 and `host`.
base::Result<Issued> issue(const Issued& authority, const std::string& name,
                           const std::string& host, base::Seconds now);

}  // namespace zhida::transport
