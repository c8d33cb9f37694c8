// A program's settings file. Keys are taken one by one; an unknown section or key, or a value of
// another kind, is refused with its place.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace zhida::settings {

class Settings {
  public:
    static base::Result<Settings> read(const std::string& path);
    Settings(Settings&&) noexcept;
    ~Settings();
    // Leaves `to` as it is when the key is not there.
    void take(const char* section, const char* key, std::string& to);
    void take(const char* section, const char* key, std::uint16_t& to);
    void take(const char* section, const char* key, std::uint32_t& to);
    void take(const char* section, const char* key, std::uint64_t& to);
    void take(const char* section, const char* key, bool& to);
    void take(const char* section, const char* key, std::vector<std::string>& to);
    // Each `[[section]]`, as settings of its own with that one section.
    void each(const char* section, const std::function<void(Settings& one)>& take);
    // The first thing that is wrong, among it every key that nobody took.
    base::Status finish();
    const std::string& folder() const;  // of the file, absolute

  private:
    struct State;
    explicit Settings(std::unique_ptr<State> state);
    void take_number(const char* section, const char* key, std::uint64_t max, std::uint64_t& to);
    std::unique_ptr<State> state_;
};

}  // namespace zhida::settings
