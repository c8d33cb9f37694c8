#include "node/logging/logging.hpp"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json.hpp>

namespace zhida::logging {

namespace {

constexpr std::string_view logger_name = "zhida";
constexpr std::string_view form = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})";

spdlog::level::level_enum spd(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: break;
    }
    return spdlog::level::err;
}

}  // namespace

base::Status open(const std::optional<std::string>& path, Level from) {
    try {
        spdlog::drop(std::string{logger_name});
        const auto logger = path ? spdlog::rotating_logger_mt(std::string{logger_name}, *path,
                                                              file_bytes_max, files_max)
                                 : spdlog::stderr_logger_mt(std::string{logger_name});
        logger->set_pattern(std::string{form});
        logger->set_level(spd(from));
        logger->flush_on(spdlog::level::info);
        return base::Done{};
    } catch (const spdlog::spdlog_ex& failed) {
        return base::fail("the log cannot be opened: " + std::string{failed.what()},
                          "无法打开日志：" + std::string{failed.what()});
    }
}

void set_level(Level from) {
    if (const auto logger = spdlog::get(std::string{logger_name})) logger->set_level(spd(from));
}

void write(Level level, std::string_view what, std::initializer_list<Fact> facts) {
    const auto logger = spdlog::get(std::string{logger_name});
    if (!logger || !logger->should_log(spd(level))) return;
    boost::json::object line{{"what", what}};
    for (const Fact& fact : facts) {
        std::visit([&](const auto& value) { line[fact.name] = value; }, fact.value);
    }
    const std::string text = boost::json::serialize(line);
    logger->log(spd(level), "{}", std::string_view{text}.substr(1, text.size() - 2));
}

std::optional<Level> level_of(std::string_view name) {
    if (name == "debug") return Level::debug;
    if (name == "info") return Level::info;
    if (name == "warning") return Level::warning;
    if (name == "error") return Level::error;
    return std::nullopt;
}

}  // namespace zhida::logging
