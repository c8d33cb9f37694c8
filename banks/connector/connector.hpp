// A bank behind HTTPS. Time-out, reset, 5xx, HTML, another message's answer: unknown, never guessed
// (payment.md §3).
#pragma once

#include <functional>
#include <memory>

#include "banks/connector/messages.hpp"
#include "transport/http.hpp"

namespace zhida::connector {

// After these the caller asks again, from the last one on.
inline constexpr std::size_t entries_per_call_max = 50'000;

class Connector final : public bank_port::BankPort {
  public:
    // What cannot be sent as it stands (messages.hpp) is not sent, and unknown like the rest.
    // `clock`: seconds since 1970, for the messages' creation time and execution day.
    Connector(Sender sender, transport::ClientSetting bank, std::function<base::Seconds()> clock);

    base::Result<std::vector<vocabulary::Reason>> verify(
        const std::vector<bank_port::AccountQuestion>& questions) override;
    std::vector<bank_port::OrderAnswer> submit(
        const std::string& message_id,
        const std::vector<bank_port::Instruction>& instructions) override;
    std::vector<bank_port::OrderAnswer> enquire(const std::vector<std::string>& ids) override;
    base::Result<std::optional<bank_port::Statement>> statement(base::Date day) override;
    base::Result<std::vector<bank_port::Entry>> entries(std::uint64_t after) override;

  private:
    Sender sender_;
    transport::Client client_;
    std::function<base::Seconds()> clock_;
};

}  // namespace zhida::connector
