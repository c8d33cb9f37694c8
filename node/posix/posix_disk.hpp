// The real disk. Everything lies under one root folder; a failed sync is an error the caller must
// stop on.
#pragma once

#include "core/base/disk.hpp"

namespace zhida::node {

class PosixDisk final : public base::Disk {
  public:
    explicit PosixDisk(std::string root)
        : root_{std::move(root)} {}
    base::Result<std::unique_ptr<base::File>> open(std::string_view path, bool create) override;
    bool exists(std::string_view path) override;
    std::vector<std::string> list(std::string_view folder) override;
    base::Status rename(std::string_view from, std::string_view to) override;
    base::Status remove(std::string_view path) override;
    base::Status sync_folder(std::string_view folder) override;

  private:
    std::string whole(std::string_view path) const { return root_ + "/" + std::string{path}; }
    std::string root_;
};

}  // namespace zhida::node
