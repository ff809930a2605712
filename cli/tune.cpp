// perpixel tune WHAT: parameter search.
#include "tune.h"

#include "command_line.h"

namespace perpixel {

int run_tune(Arguments arguments) {
  static const std::vector<Command> table{
      {"crf", run_tune_crf, "weight and widths of MODEL's dense CRF, by cross-validation on DATA"}};
  return run_subcommand("tune", table, arguments);
}

}  // namespace perpixel
