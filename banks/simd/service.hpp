// What the simulated bank answers over HTTP. One caller at a time: a bank's books have one writer.
//
// For the agent (common name agent-<bank>):
//   POST /pain.001                      → pain.002
//   POST /status    end-to-end ids, one a line → pain.002 of those it knows
//   POST /accounts  JSON {"accounts":[{"number","name","id"}]} → {"answers":["OK"|ISO code]}
//   GET  /camt.053?day=YYYY-MM-DD       → the day's statement, the same bytes however often it is
//                                         asked for; 204: no movement. Today's is cut off by it.
//   GET  /camt.054?after=N              → entries with a greater number; 204: none
// For tests and the sandbox (common name control):
//   POST /control/clock    {"day":"YYYY-MM-DD"}
//   POST /control/accounts CSV as list-format.md §4
//   POST /control/deposit  {"reference","fen"}: once a reference, however often it is said
//   POST /control/faults   {"lose_requests","lose_replies","lose_answers","rubbish","errors",
//                           "cut_short","stale","oversize","delay_ms","lose_newest","manner",
//                           "one_in","seed"}, or such an object a bank (faults.hpp); what is not
//                           named is none
//   GET  /control/debits?id=END-TO-END-ID  {"debits"}
//   GET  /control/summary  {"day","balance_fen","payments","debits","twice","last_entry"}
#pragma once

#include <mutex>

#include "banks/sim/book.hpp"
#include "banks/simd/faults.hpp"
#include "banks/simd/messages.hpp"
#include "transport/http.hpp"

namespace zhida::simd {

inline constexpr std::size_t entries_per_notification_max = 2'000;

class Service {
  public:
    Service(sim::Book& book, std::string bank)
        : book_{book},
          bank_{std::move(bank)} {}
    transport::Response handle(const transport::Request& request);

  private:
    transport::Response agent(const transport::Request& request);
    transport::Response control(const transport::Request& request);
    transport::Response pay(const transport::Request& request);
    transport::Response enquire(const transport::Request& request);
    transport::Response verify(const transport::Request& request);
    transport::Response statement(const transport::Request& request);
    transport::Response notify(const transport::Request& request);
    transport::Response spoiled(transport::Response good, std::int64_t& losses);
    Stamp stamp(const std::string& what);

    sim::Book& book_;
    std::string bank_;
    std::mutex mutex_;
    Faults faults_;
    std::string earlier_;  // the last reply, before anything happened to it
    std::uint64_t messages_ = 0;
};

}  // namespace zhida::simd
