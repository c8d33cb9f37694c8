#include "views/database/testing_postgresql.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace zhida::database {

namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";

// PostgreSQL refuses to run as root.
bool run(const std::string& program, const std::string& words) {
    const std::string as = ::geteuid() == 0 ? "runuser -u postgres -- " : "";
    const std::string line = as + programs + program + " " + words + " >/dev/null 2>&1";
    return std::system(line.c_str()) == 0;
}

}  // namespace

TestingPostgresql::TestingPostgresql() {
    std::string folder = (std::filesystem::temp_directory_path() / "zhida-pg-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
        trouble_ = "no temporary folder";
        return;
    }
    folder_ = folder;
    if (::geteuid() == 0) {
        const auto* const user = ::getpwnam("postgres");
        if (user == nullptr || ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
            trouble_ = "there is no user postgres";
            return;
        }
    }
    const std::string data = "-D " + folder_ + "/data ";
    if (!run("initdb", data + "-U zhida -A trust -E UTF8 --locale=C --no-sync")) {
        trouble_ = "initdb failed";
        return;
    }
    const std::string options =
        "-o \"-k " + folder_ + " -c listen_addresses='' -c fsync=off\" -l " + folder_ + "/log ";
    if (!run("pg_ctl", data + options + "-w start")) trouble_ = "it does not start";
}

TestingPostgresql::~TestingPostgresql() {
    if (folder_.empty()) return;
    run("pg_ctl", "-D " + folder_ + "/data -m immediate stop");
    std::error_code failed;
    std::filesystem::remove_all(folder_, failed);
}

base::Result<std::string> TestingPostgresql::url() {
    static TestingPostgresql one;
    if (!one.trouble_.empty()) return base::fail("a PostgreSQL for tests: " + one.trouble_);
    return "postgresql:host=" + one.folder_ + " user=zhida dbname=postgres";
}

}  // namespace zhida::database
