#include "intake/detail/testing_evil.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace zhida::intake::testing {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitised = true;  // takes terabytes of addresses for itself
#else
constexpr bool sanitised = false;
#endif

void limit_memory() {
    std::size_t pages = 0;
    std::ifstream{"/proc/self/statm"} >> pages;
    const rlim_t most = pages * static_cast<std::size_t>(::getpagesize()) + judging_bytes_max;
    const rlimit limit{most, most};
    if (!sanitised) ::setrlimit(RLIMIT_AS, &limit);
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : "; ") + text;
    return out;
}

std::string read_to_end(int descriptor) {
    std::string out;
    char piece[4'096];
    for (ssize_t n = 0; (n = ::read(descriptor, piece, sizeof piece)) > 0;) {
        out.append(piece, static_cast<std::size_t>(n));
    }
    return out;
}

void write_files(const std::string& folder, const Files& files) {
    for (const auto& [name, text] : files) write_file(folder + "/" + name, text);
}

}  // namespace

std::string verdict_on(const std::string& path) {
    const Terms& terms = SmallPackage::unsigned_terms();
    int ends[2];
    if (::pipe(ends) != 0) return "no pipe";
    const pid_t child = ::fork();
    if (child == 0) {
        limit_memory();
        const std::string said = joined(told(judge(path, terms)));
        const ssize_t count = ::write(ends[1], said.data(), said.size());
        ::_exit(count == static_cast<ssize_t>(said.size()) ? 0 : 1);
    }
    ::close(ends[1]);
    const std::string said = read_to_end(ends[0]);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? said : "died";
}

void expect_each(const std::vector<Evil>& cases) {
    std::set<std::string> names;
    for (const Evil& one : cases) {
        EXPECT_TRUE(names.insert(one.name).second) << one.name << " stands there twice";
        const Scratch scratch;
        one.make(scratch.path());
        const std::string said = verdict_on(scratch.path() + one.path);
        const bool by_reason = one.expected.starts_with("unreadable: ");
        const bool fits = by_reason ? said.starts_with("unreadable: ") &&
                                          said.find(one.expected.substr(12)) != said.npos
                                    : said == one.expected;
        EXPECT_TRUE(fits) << one.name << ": " << said.substr(0, 400) << "\n  not: " << one.expected;
    }
}

Evil changed(const std::string& name, const std::function<void(SmallPackage&)>& change,
             const std::string& expected) {
    const auto make = [change](const std::string& folder) {
        SmallPackage package;
        change(package);
        write_files(folder, package.files());
    };
    return {name, make, expected, ""};
}

Evil altered(const std::string& name, const std::function<void(Files&)>& change,
             const std::string& expected) {
    const auto make = [change](const std::string& folder) {
        Files files = SmallPackage{}.files();
        change(files);
        write_files(folder, files);
    };
    return {name, make, expected, ""};
}

Evil zipped(const std::string& name, const std::function<void(std::vector<ZipEntry>&)>& change,
            const std::string& expected) {
    const auto make = [change](const std::string& folder) {
        std::vector<ZipEntry> entries;
        for (const auto& [file, text] : SmallPackage{}.files()) {
            entries.push_back({.name = file, .content = text});
        }
        change(entries);
        write_file(folder + "/list.zip", zip_of(entries));
    };
    return {name, make, expected, "/list.zip"};
}

Evil zip_bytes(const std::string& name, const std::string& bytes, const std::string& expected) {
    const auto make = [bytes](const std::string& folder) {
        write_file(folder + "/list.zip", bytes);
    };
    return {name, make, expected, "/list.zip"};
}

}  // namespace zhida::intake::testing
