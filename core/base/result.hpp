// What the world may refuse us (disk, network, bank, input): a value, or one sentence saying what
// was attempted and why it failed, in Chinese and English.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "core/base/assert.hpp"

namespace zhida::base {

struct Error {
    std::string en;
    std::string zh;
};

// With one argument the sentence is for operators' logs and stands in both languages.
inline Error fail(std::string en) { return {en, en}; }
inline Error fail(std::string en, std::string zh) { return {std::move(en), std::move(zh)}; }

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value)
        : held_{std::move(value)} {}
    Result(Error error)
        : held_{std::move(error)} {}
    explicit operator bool() const { return ok(); }
    bool ok() const { return std::holds_alternative<T>(held_); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(value()); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& value() {
        ASSERT(ok());
        return std::get<T>(held_);
    }
    const T& value() const {
        ASSERT(ok());
        return std::get<T>(held_);
    }
    const Error& error() const {
        ASSERT(!ok());
        return std::get<Error>(held_);
    }

  private:
    std::variant<T, Error> held_;
};

// Success without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace zhida::base
