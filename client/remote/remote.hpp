// A ledger at another process. An exchange that brings no sound answer is tried again until the
// patience is over: reads change nothing, and a transaction's business reference makes a second
// sending the first one again.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "client/identity.hpp"
#include "client/ledger.hpp"

namespace zhida::client {

struct NodeAddress {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string authority;  // PEM of the certificate authority the node's certificate is from
};

struct HeadField {
    std::string name;
    std::string value;
};
struct Answer {
    unsigned status = 0;
    std::string body;
    std::vector<HeadField> fields = {};
};

class RemoteLedger final : public Ledger {
  public:
    RemoteLedger(NodeAddress node, Identity who, std::chrono::milliseconds patience);
    ~RemoteLedger() override;

    base::Result<Status> status() override;
    // Waits until the ledger is higher than `above`, at most `time`.
    base::Result<Status> status(std::uint64_t above, std::chrono::milliseconds time);
    base::Result<chain::Receipt> submit(const base::Bytes& envelope) override;
    base::Result<std::vector<VerificationWork>> verification_work(
        vocabulary::BankCode bank) override;
    base::Result<std::vector<OrderView>> open_orders(vocabulary::BankCode bank,
                                                     const OrderPlace& from,
                                                     std::size_t limit) override;
    base::Result<std::vector<AccountView>> accounts(vocabulary::BankCode bank) override;
    base::Result<std::vector<OrderView>> list_orders(vocabulary::BankCode bank,
                                                     const vocabulary::ListId& list,
                                                     vocabulary::LineNumber from,
                                                     std::size_t limit) override;
    base::Result<base::Bytes> sealed(const vocabulary::ListId& list,
                                     vocabulary::OrganisationId organisation,
                                     vocabulary::LineNumber from, std::size_t limit) override;
    base::Result<std::vector<StateEntry>> state(base::ByteView prefix, base::ByteView from,
                                                std::size_t limit) override;
    base::Status keep_statement(const base::Bytes& bytes) override;
    base::Result<base::Bytes> statement(const chain::Digest& digest) override;

    // Any other route, signed like the rest; an error when no answer came in time.
    base::Result<Answer> ask(const std::string& method, const std::string& target, std::string body,
                             const std::vector<HeadField>& fields = {});
    // A route whose answer has no end: each piece as it comes, until `take` returns false. Asked
    // once.
    base::Result<Answer> follow(const std::string& target, const std::vector<HeadField>& fields,
                                const std::function<bool(std::string_view piece)>& take);

  private:
    // As ask(), with an error for every status but 200.
    base::Result<std::string> get(const std::string& target);
    template <class T>
    base::Result<T> read(const std::string& target);

    class Link;
    std::unique_ptr<Link> link_;
};

// The sentence in an error answer of the API; for any other body its status.
base::Error error_of(const Answer& answer);

}  // namespace zhida::client
