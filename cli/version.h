// Which program this is.
#pragma once

#include <string>

namespace perpixel {

std::string program_version();  // "0.1.0"
std::string program_commit();   // short hash of what was built, or "unknown"

}  // namespace perpixel
