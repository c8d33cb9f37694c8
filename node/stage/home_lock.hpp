// One command at a time runs an installation's processes. The lock is also held by the children:
// after a parent that was killed it is free as soon as the last of them has ended.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace zhida::stage {

class HomeLock {
  public:
    // Refused while another command runs them, named by its process id.
    static base::Result<HomeLock> take(const std::string& home);
    HomeLock(HomeLock&& other) noexcept;
    ~HomeLock();
    HomeLock(const HomeLock&) = delete;
    HomeLock& operator=(const HomeLock&) = delete;

  private:
    explicit HomeLock(int file)
        : file_{file} {}
    int file_;
};

}  // namespace zhida::stage
