// The commands that train, in the build without LibTorch.
#include <string>

#include "commands.h"
#include "engine.h"
#include "error/error.h"

namespace perpixel {
namespace {

[[noreturn]] void refuse(const char* command) {
  throw Error(ErrorCode::not_built,
              std::string("perpixel ") + command + " needs LibTorch, which this perpixel was built without",
              full_build_hint());
}

}  // namespace

int run_train(Arguments) { refuse("train"); }
int run_demo(Arguments) { refuse("demo"); }
int run_reproduce(Arguments) { refuse("reproduce"); }

}  // namespace perpixel
