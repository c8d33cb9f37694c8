#include "cli/usage.hpp"

#include <CLI/CLI.hpp>

namespace zhida::cli {

namespace {

// The part of the library's sentence that names what is meant: `--list is required`,
// `--port: Value …`, `The following argument was not expected: --foo`.
std::string named_in(const std::string& sentence) {
    if (sentence.starts_with("-")) return sentence.substr(0, sentence.find_first_of(" :"));
    const std::size_t colon = sentence.rfind(": ");
    return colon == std::string::npos ? sentence : sentence.substr(colon + 2);
}

}  // namespace

base::Error usage_error(const CLI::ParseError& error) {
    const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
    const std::string what = error.what();
    std::string zh = "选项的值有误";
    if (code == CLI::ExitCodes::RequiredError) zh = "缺少必需的选项或子命令";
    if (code == CLI::ExitCodes::ExtrasError) zh = "不认识的选项或参数";
    if (code == CLI::ExitCodes::ExcludesError) zh = "不能同时使用的选项";
    return base::fail("wrong usage: " + what + "; --help explains",
                      "用法有误：" + zh + "（" + named_in(what) + "）；用法见 --help");
}

}  // namespace zhida::cli
