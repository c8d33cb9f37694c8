// The two kinds of source.
#pragma once

#include "intake/source/source.hpp"

namespace zhida::intake::detail {

base::Result<std::unique_ptr<PackageSource>> open_folder(const std::string& path);
base::Result<std::unique_ptr<PackageSource>> open_zip(const std::string& path);

// Of an archive only the digest could be judged, and what is in it would be hidden.
bool is_archive(std::string_view name);

}  // namespace zhida::intake::detail
