// What a command has to say: one JSON document for machines, the same for people, an exit code.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "cli/exit.hpp"

namespace zhida::cli {

struct Answer {
    Exit exit = Exit::done;
    boost::json::object json;
    std::string text;                  // for people; empty: nothing but the error
    std::optional<base::Error> error;  // to standard error, in both languages
};

// {"error":{"message_zh":…,"message_en":…}}
Answer failed(const base::Error& error, Exit exit = Exit::failed);
// Prints one of the two; returns the exit code.
Exit say(const Answer& answer, bool as_json);

}  // namespace zhida::cli
