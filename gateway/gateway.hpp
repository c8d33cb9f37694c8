// The routes of a node (docs/reference/api.md). Every route but /health asks for a request signed
// with a key the ledger knows (client/credential.hpp).
#pragma once

#include <memory>

#include "gateway/node.hpp"
#include "gateway/policy.hpp"
#include "transport/http.hpp"

namespace zhida::gateway {

inline constexpr std::chrono::milliseconds wait_max{10'000};
inline constexpr std::size_t file_name_bytes_max = 100;

class Gateway {
  public:
    Gateway(Node& node, Policy policy);
    ~Gateway();
    transport::Response handle(const transport::Request& request);
    // Holds for requests that come from now on.
    void set_policy(Policy policy);
    ApiFigures figures() const;

    struct Route {
        std::string_view method;
        std::string_view path;  // {…} stands for one part
        std::string_view answer;
        bool tagged;  // with an ETag: the answer depends on the state, the target and the office
        std::string_view zh;
        std::string_view en;
    };
    static std::span<const Route> routes();

  private:
    struct State;
    transport::Response answer(const transport::Request& request, const std::string& id);
    transport::Response denied(const Denial& denial, unsigned status);
    transport::Response metrics(const transport::Request& request, const std::string& id);

    Node& node_;
    std::unique_ptr<State> state_;
};

}  // namespace zhida::gateway
