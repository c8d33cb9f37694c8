#include "node/denials/denials.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>

#include "core/crypto/digest.hpp"

namespace zhida::denials {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::string_view file_begin = "denials-";
constexpr std::string_view file_end = ".jsonl";
constexpr std::size_t line_bytes_max = 1 << 16;

struct Place {
    std::uint64_t n = 0;
    crypto::Digest digest{};  // of the line
};

base::Error trouble(const std::string& what) {
    return base::fail("the log of denials cannot be written: " + what, "无法写入拒绝日志：" + what);
}

std::string day_of(base::Seconds time) { return base::to_text(base::day_in_china(time)); }

std::vector<fs::path> files_of(const std::string& folder) {
    std::vector<fs::path> out;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{folder, failed}) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(file_begin) && name.ends_with(file_end)) out.push_back(entry.path());
    }
    std::ranges::sort(out);
    return out;
}

crypto::Digest digest_of(std::string_view line) {
    return crypto::digest(crypto::Hash::sm3, base::view(line));
}

// What a line says of itself and of the line before; nothing: it is none.
struct Said {
    std::uint64_t n = 0;
    std::string previous;
    std::string time;
};
std::optional<Said> read_line(std::string_view line) {
    boost::system::error_code bad;
    const auto value = json::parse(line, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto* const n = object->if_contains("n");
    const auto* const previous = object->if_contains("previous");
    const auto* const time = object->if_contains("time");
    const bool sound = n && n->is_int64() && n->as_int64() > 0 && previous &&
                       previous->is_string() && time && time->is_string();
    if (!sound) return std::nullopt;
    return Said{static_cast<std::uint64_t>(n->as_int64()), std::string{previous->as_string()},
                std::string{time->as_string()}};
}

// Walks every line in order; `visit` returns an error to stop.
base::Status each_line(const std::string& folder,
                       const std::function<base::Status(const fs::path&, std::size_t number,
                                                        const std::string& line)>& visit) {
    for (const fs::path& path : files_of(folder)) {
        std::ifstream in{path, std::ios::binary};
        if (!in) return base::fail("cannot read " + path.string(), "无法读取 " + path.string());
        std::string line;
        for (std::size_t number = 1; std::getline(in, line); ++number) {
            if (auto done = visit(path, number, line); !done) return done;
        }
    }
    return base::Done{};
}

base::Result<std::optional<Place>> read_head(const std::string& folder) {
    std::ifstream in{folder + "/head", std::ios::binary};
    if (!in) return std::optional<Place>{};
    std::uint64_t n = 0;
    std::string digest;
    in >> n >> digest;
    const auto bytes = base::unhex(digest);
    const auto read = bytes ? base::to_array<32>(*bytes) : std::nullopt;
    if (!read) return base::fail(folder + "/head is malformed", folder + "/head 格式有误");
    return std::optional{Place{n, *read}};
}

}  // namespace

struct DenialLog::State {
    std::string folder;
    Clock clock;
    std::mutex mutex;
    Place last;
    std::string day;
    int file = -1;
    int head = -1;

    ~State() {
        if (file >= 0) ::close(file);
        if (head >= 0) ::close(head);
    }

    bool append(std::string line) {
        const auto digest = digest_of(line);
        line.push_back('\n');
        const auto size = static_cast<::ssize_t>(line.size());
        if (::write(file, line.data(), line.size()) != size) return false;
        last = {last.n + 1, digest};
        std::string text = std::to_string(last.n);
        text.insert(0, 20 - text.size(), '0');
        text.append(" ").append(base::hex(digest)).append("\n");
        return ::pwrite(head, text.data(), text.size(), 0) ==
               static_cast<::ssize_t>(text.size());
    }

    bool turn_to(const std::string& today) {
        if (file >= 0 && today == day) return true;
        if (file >= 0) {
            ::fsync(file);
            ::close(file);
        }
        const std::string path =
            folder + "/" + std::string{file_begin} + today + std::string{file_end};
        file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
        day = today;
        return file >= 0;
    }
};

DenialLog::DenialLog(std::unique_ptr<State> state)
    : state_{std::move(state)} {}
DenialLog::~DenialLog() = default;

base::Result<std::unique_ptr<DenialLog>> DenialLog::open(const std::string& folder, Clock clock) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    fs::permissions(folder, fs::perms::owner_all, failed);
    auto state = std::make_unique<State>();
    state->folder = folder;
    state->clock = std::move(clock);
    fs::path newest;
    auto walked = each_line(folder, [&](const fs::path& path, std::size_t,
                                        const std::string& line) -> base::Status {
        newest = path;
        state->last = {state->last.n + 1, digest_of(line)};
        return base::Done{};
    });
    if (!walked) return walked.error();
    state->head = ::open((folder + "/head").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (state->head < 0) return trouble(folder);
    if (!newest.empty()) {
        // A torn line is closed, so that the next one stands by itself.
        std::ifstream in{newest, std::ios::binary};
        in.seekg(-1, std::ios::end);
        const bool torn = in && in.get() != '\n';
        if (torn) std::ofstream{newest, std::ios::binary | std::ios::app} << '\n';
    }
    return std::unique_ptr<DenialLog>{new DenialLog{std::move(state)}};
}

base::Status DenialLog::write(const Facts& facts) {
    const std::lock_guard lock{state_->mutex};
    const base::Seconds now = state_->clock();
    if (!state_->turn_to(day_of(now))) return trouble(state_->folder);
    json::object line{{"n", state_->last.n + 1}, {"time", base::time_text(now)}};
    for (const auto& [name, value] : facts) line[name] = value.substr(0, fact_bytes_max);
    line["previous"] = state_->last.n == 0 ? "" : base::hex(state_->last.digest);
    return state_->append(json::serialize(line)) ? base::Status{base::Done{}}
                                                 : base::Status{trouble(state_->folder)};
}

base::Result<Verified> verify(const std::string& folder) {
    Verified out;
    std::optional<Place> at_head;
    auto head = read_head(folder);
    if (!head) return head.error();
    Place last;
    auto walked = each_line(folder, [&](const fs::path& path, std::size_t number,
                                        const std::string& line) -> base::Status {
        const std::string where = path.filename().string() + ":" + std::to_string(number);
        const auto wrong = [&](const std::string& en, const std::string& zh) {
            return base::Status{base::fail(where + ": " + en, where + "：" + zh)};
        };
        if (line.size() > line_bytes_max) return wrong("a line is too long", "行过长");
        const auto said = read_line(line);
        // What a power cut tore says nothing, but the line behind it vouches for its bytes.
        if (said) {
            const std::string before = last.n == 0 ? "" : base::hex(last.digest);
            if (said->n != last.n + 1 || said->previous != before) {
                return wrong("the line before is not the one that was written",
                             "前一行并非当时所写");
            }
            if (!path.filename().string().ends_with(said->time.substr(0, 10) + ".jsonl"))
                return wrong("the line is of another day", "该行属于另一天");
        }
        last = {last.n + 1, digest_of(line)};
        if (*head && last.n == (*head)->n) at_head = last;
        out.days += number == 1 ? 1 : 0;
        return base::Done{};
    });
    if (!walked) return walked.error();
    out.lines = last.n;
    if (out.lines == 0 && !*head) return out;
    if (!*head || !at_head || at_head->digest != (*head)->digest) {
        return base::fail("the end of the log is not the one that was written",
                          "日志末尾并非当时所写");
    }
    return out;
}

}  // namespace zhida::denials
