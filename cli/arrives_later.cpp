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

int run_export(Arguments) {
  refuse("perpixel export: this version does not write ONNX",
         "a run folder or its model_final.safetensors already runs without LibTorch: " + program_name() +
             " predict RUN ... with a build of -DPERPIXEL_TRAIN=OFF");
}

int run_serve(Arguments) {
  refuse("perpixel serve: this version has no server",
         "`" + program_name() +
             " predict RUN LIST.txt -o OUT` labels lists of pictures; from C++, examples/ shows the "
             "library");
}

}  // namespace perpixel
