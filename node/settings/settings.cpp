#include "node/settings/settings.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace zhida::settings {

namespace {
constexpr std::size_t texts_max = 100;  // of one list

std::string at(const toml::source_region& where) {
    return std::to_string(where.begin.line) + ":" + std::to_string(where.begin.column);
}
}  // namespace

struct Settings::State {
    std::string path;
    std::string folder;
    toml::table root;
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> taken;
    std::set<std::string, std::less<>> repeated;  // sections that may stand several times
    std::optional<base::Error> error;

    const toml::node* find(const char* section, const char* key) {
        taken[section].emplace(key);
        const toml::table* const table = root[section].as_table();
        return table == nullptr ? nullptr : table->get(key);
    }
    void wrong(const toml::source_region& where, const std::string& what, const char* en,
               const char* zh) {
        if (error) return;
        const std::string place = path + ":" + at(where) + " " + what;
        error = base::fail(place + ": " + en, place + "：" + zh);
    }
};

Settings::Settings(std::unique_ptr<State> state)
    : state_{std::move(state)} {}
Settings::Settings(Settings&&) noexcept = default;
Settings::~Settings() = default;
const std::string& Settings::folder() const { return state_->folder; }

base::Result<Settings> Settings::read(const std::string& path) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->folder = std::filesystem::absolute(path).parent_path().string();
    try {
        state->root = toml::parse_file(path);
    } catch (const toml::parse_error& failed) {
        const std::string where = path + ":" + at(failed.source());
        return base::fail(where + ": " + std::string{failed.description()},
                          where + "：无法读取，或不是有效的 TOML");
    }
    return Settings{std::move(state)};
}

void Settings::take(const char* section, const char* key, std::string& to) {
    const toml::node* const node = state_->find(section, key);
    if (node == nullptr) return;
    if (const auto value = node->value_exact<std::string>()) {
        to = *value;
        return;
    }
    state_->wrong(node->source(), key, "a text is wanted", "应为文本");
}

void Settings::take(const char* section, const char* key, bool& to) {
    const toml::node* const node = state_->find(section, key);
    if (node == nullptr) return;
    if (const auto value = node->value_exact<bool>()) {
        to = *value;
        return;
    }
    state_->wrong(node->source(), key, "true or false is wanted", "应为 true 或 false");
}

void Settings::take(const char* section, const char* key, std::vector<std::string>& to) {
    const toml::node* const node = state_->find(section, key);
    if (node == nullptr) return;
    to.clear();
    const toml::array* const all = node->as_array();
    bool sound = all != nullptr && all->size() <= texts_max;
    for (std::size_t i = 0; sound && i < all->size(); ++i) {
        const auto value = all->get(i)->value_exact<std::string>();
        sound = value.has_value();
        if (sound) to.push_back(*value);
    }
    if (!sound) state_->wrong(node->source(), key, "a list of texts is wanted", "应为文本列表");
}

void Settings::take_number(const char* section, const char* key, std::uint64_t max,
                           std::uint64_t& to) {
    const toml::node* const node = state_->find(section, key);
    if (node == nullptr) return;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= 0 && static_cast<std::uint64_t>(*value) <= max) {
        to = static_cast<std::uint64_t>(*value);
        return;
    }
    state_->wrong(node->source(), key, "a whole number in its range is wanted", "应为范围内的整数");
}

void Settings::take(const char* section, const char* key, std::uint16_t& to) {
    std::uint64_t wide = to;
    take_number(section, key, std::numeric_limits<std::uint16_t>::max(), wide);
    to = static_cast<std::uint16_t>(wide);
}
void Settings::take(const char* section, const char* key, std::uint32_t& to) {
    std::uint64_t wide = to;
    take_number(section, key, std::numeric_limits<std::uint32_t>::max(), wide);
    to = static_cast<std::uint32_t>(wide);
}
void Settings::take(const char* section, const char* key, std::uint64_t& to) {
    take_number(section, key, std::numeric_limits<std::int64_t>::max(), to);
}

void Settings::each(const char* section, const std::function<void(Settings& one)>& take) {
    state_->repeated.emplace(section);
    const toml::node* const node = state_->root.get(section);
    if (node == nullptr) return;
    const toml::array* const all = node->as_array();
    const bool sound = all != nullptr && all->is_array_of_tables() && all->size() <= texts_max;
    if (!sound) {
        state_->wrong(node->source(), section, "[[…]] is wanted", "应为 [[…]]");
        return;
    }
    for (const toml::node& table : *all) {
        auto state = std::make_unique<State>();
        state->path = state_->path;
        state->folder = state_->folder;
        state->root.insert(section, *table.as_table());
        Settings one{std::move(state)};
        take(one);
        if (auto done = one.finish(); !done && !state_->error) state_->error = done.error();
    }
}

base::Status Settings::finish() {
    for (const auto& [name, node] : state_->root) {
        if (state_->repeated.contains(name.str())) continue;
        const auto section = state_->taken.find(name.str());
        const toml::table* const table = node.as_table();
        if (section == state_->taken.end() || table == nullptr) {
            state_->wrong(node.source(), std::string{name.str()}, "an unknown section",
                          "未知的配置段");
            continue;
        }
        for (const auto& [key, value] : *table) {
            if (section->second.contains(key.str())) continue;
            state_->wrong(value.source(), std::string{key.str()}, "an unknown key", "未知的配置项");
        }
    }
    return state_->error ? base::Status{*state_->error} : base::Status{base::Done{}};
}

}  // namespace zhida::settings
