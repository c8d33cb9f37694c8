// A PostgreSQL of one's own for tests: a fresh cluster in a temporary folder that nothing but a
// socket there leads to. As root its processes run as the user `postgres`.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace zhida::database {

class TestingPostgresql {
  public:
    // The one of this process, started at the first call and stopped at its end.
    static base::Result<std::string> url();
    ~TestingPostgresql();

  private:
    TestingPostgresql();
    std::string folder_;
    std::string trouble_;
};

}  // namespace zhida::database
