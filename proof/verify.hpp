// Checks a slip from the file up. Reads nothing but its arguments.
#pragma once

#include <variant>

#include "proof/reading.hpp"
#include "proof/slip.hpp"
#include "proof/trust.hpp"

namespace zhida::proof {

struct Failure {
    Part part = Part::container;
    base::Error why;
};

// Without `trust` a sound slip is consistent in itself, and its issuer is unknown.
std::variant<Reading, Failure> verify(ByteView file, const Trust* trust);

std::string_view name_of(Part part);  // in English, as in the CLI's JSON
std::string_view name_in_zh(Part part);

}  // namespace zhida::proof
