// The routes of a node (docs/reference/api.md). Every route but /health asks for a request signed
// with a key the ledger knows (client/credential.hpp).
#pragma once

#include "gateway/node.hpp"
#include "transport/http.hpp"

namespace zhida::gateway {

inline constexpr std::chrono::milliseconds wait_max{10'000};
inline constexpr std::size_t file_name_bytes_max = 100;

class Gateway {
  public:
    explicit Gateway(Node& node)
        : node_{node} {}
    transport::Response handle(const transport::Request& request);

    struct Route {
        std::string_view method;
        std::string_view path;  // {…} stands for one part
        std::string_view answer;
        std::string_view zh;
        std::string_view en;
    };
    static std::span<const Route> routes();

  private:
    Node& node_;
};

}  // namespace zhida::gateway
