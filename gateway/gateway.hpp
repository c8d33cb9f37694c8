// The routes of a node, as gateway/openapi.json says (docs/reference/api.md is printed from it).
// Every route but the open ones asks for a request signed with a key the ledger knows
// (client/credential.hpp).
#pragma once

#include <memory>

#include "gateway/node.hpp"
#include "gateway/policy.hpp"
#include "transport/http.hpp"

namespace zhida::gateway {

namespace detail {
struct RouteRow;
}

inline constexpr std::chrono::milliseconds wait_max{10'000};

class Gateway {
  public:
    Gateway(Node& node, Policy policy);
    ~Gateway();
    transport::Response handle(const transport::Request& request);
    // Before a body is read: the route's limit, or why nothing of it is wanted.
    transport::Admission admit(const transport::Request& head);
    // /health, which must not wait for a worker.
    std::optional<transport::Response> at_once(const transport::Request& request);
    // Holds for requests that come from now on.
    void set_policy(Policy policy);
    ApiFigures figures() const;

    // As gateway/openapi.json has them.
    struct Route {
        std::string_view method;
        std::string_view path;
        std::string_view name;
        std::string_view answer;  // media type
        std::string_view zh;
        std::string_view en;
        std::vector<std::string_view> roles;  // one of them is needed; empty: any
        bool office;                          // only for members of the office at this node
        bool open;                            // without a signature
        std::vector<std::string> parameters;  // name and limits
    };
    static std::vector<Route> routes();

  private:
    struct State;
    transport::Response answer(const transport::Request& request, const std::string& id);
    std::optional<transport::Response> turned_away(const transport::Request& request,
                                                   Denial& denial);
    transport::Response finished(transport::Response response, const std::string& id);
    transport::Response open_answer(const transport::Request& request, const detail::RouteRow& row,
                                    const std::string& id);
    transport::Response signed_answer(const transport::Request& request,
                                      const detail::RouteRow& row, std::vector<std::string> parts,
                                      const std::string& id);
    transport::Response denied(const Denial& denial, unsigned status);
    transport::Response metrics(const transport::Request& request, const std::string& id);

    Node& node_;
    std::unique_ptr<State> state_;
};

}  // namespace zhida::gateway
