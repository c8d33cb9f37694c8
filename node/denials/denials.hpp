// The log of denials. One line is one JSON object; `n` counts all lines there ever were, `previous`
// is the SM3 digest of the line before, over the end of a day too. A line that is altered, removed
// or put in between is noticed by verify(), and so is a missing end: the file `head` names the last
// line. Nothing personal is ever handed to it.
//
//   DIR/denials-2026-11-24.jsonl, DIR/head
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/date.hpp"
#include "core/base/result.hpp"

namespace zhida::denials {

using Facts = std::vector<std::pair<std::string_view, std::string>>;
inline constexpr std::size_t fact_bytes_max = 300;  // the rest of a longer one is cut off

class DenialLog {
  public:
    using Clock = std::function<base::Seconds()>;
    // Goes on behind the last line that is there, also one that a power cut tore.
    static base::Result<std::unique_ptr<DenialLog>> open(const std::string& folder, Clock clock);
    ~DenialLog();
    // From any thread.
    base::Status write(const Facts& facts);

  private:
    struct State;
    explicit DenialLog(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

struct Verified {
    std::uint64_t lines = 0;
    std::size_t days = 0;
};
// Reads every line there is. An error names the file and line from which on the log is not what was
// written.
base::Result<Verified> verify(const std::string& folder);

}  // namespace zhida::denials
