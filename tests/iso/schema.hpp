// Holds a message against the official schema of its name space (tools/fetch_schemas.sh).
#pragma once

#include <string>

namespace zhida::iso {

// `folder`: where the schemas lie. Empty: valid. Else what the schema says, or that it is missing.
std::string against_schema(const std::string& xml, const std::string& folder);

}  // namespace zhida::iso
