// Reads deterministic CBOR and nothing else. The first thing that is not as it must be makes the
// reader fail for good; a failed reader returns zeros and empties, so callers check ok() once.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/bytes.hpp"

namespace zhida::codec {

inline constexpr unsigned depth_max = 8;  // wire.md §2

class Reader {
  public:
    explicit Reader(base::ByteView bytes)
        : rest_{bytes} {}
    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }
    void fail() { ok_ = false; }

    std::uint64_t uint() { return head(0); }
    // A byte string of at most `max` bytes; a view into the input.
    base::ByteView bytes(std::size_t max);
    // Well-formed UTF-8 of at most `max` bytes; a view into the input.
    std::string_view text(std::size_t max);
    // Counts of an array or map whose items follow; each opens a level until leave().
    std::size_t enter_array(std::size_t max) { return enter(4, max); }
    std::size_t enter_map(std::size_t max) { return enter(5, max); }
    void leave() { --depth_; }
    bool boolean();
    // Takes a null and says so, or leaves what is there untouched.
    bool take_null();

  private:
    std::uint64_t head(unsigned major);
    std::size_t enter(unsigned major, std::size_t max);
    base::Byte next();
    base::ByteView take(std::uint64_t count, std::size_t max);

    base::ByteView rest_;
    unsigned depth_ = 0;
    bool ok_ = true;
};

bool is_utf8(std::string_view text);

}  // namespace zhida::codec
