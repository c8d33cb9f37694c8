// The files of a package behind one port, wherever they lie: in a folder, or in a zip at its root
// or in one folder. What a source hands out is flat, named once, plain and within the limits.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "intake/archive/archive.hpp"

namespace zhida::intake {

inline constexpr std::uint64_t package_bytes_max = 512ULL << 20;
inline constexpr std::size_t package_files_max = 66;  // manifest, signature, 64 that are named

class PackageSource {
  public:
    virtual ~PackageSource() = default;
    // Name → bytes.
    const std::map<std::string, std::uint64_t, std::less<>>& files() const { return files_; }
    // One of files(), piece after piece.
    virtual base::Status read(std::string_view name, const Visit& visit) = 0;

  protected:
    std::map<std::string, std::uint64_t, std::less<>> files_;
};

base::Result<std::unique_ptr<PackageSource>> open_package(const std::string& path);

// A small file whole; empty when it is not there, an error when it is longer.
base::Result<std::string> read_small(PackageSource& source, std::string_view name,
                                     std::size_t bytes_max);

}  // namespace zhida::intake
