#pragma once

#include <boost/json.hpp>

#include "gateway/node.hpp"

namespace zhida::gateway::detail {

boost::json::object event_fields(const EventView& event);

}  // namespace zhida::gateway::detail
