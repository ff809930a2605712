#include "version.h"

#include "commit.h"

namespace perpixel {

std::string program_version() { return PERPIXEL_VERSION; }
std::string program_commit() { return PERPIXEL_COMMIT; }

}  // namespace perpixel
