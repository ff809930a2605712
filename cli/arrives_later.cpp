// Commands whose names are taken but that this version does not have: each says what to use instead.
#include <string>

#include "commands.h"
#include "error/error.h"
#include "output.h"

namespace perpixel {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& instead) {
  throw Error(ErrorCode::unsupported, what, instead);
}

}  // namespace

int run_serve(Arguments) {
  refuse("perpixel serve: this version has no server",
         "`" + program_name() +
             " predict RUN LIST.txt -o OUT` labels lists of pictures; from C++, examples/ shows the "
             "library");
}

}  // namespace perpixel
