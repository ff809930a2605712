// The table of commands.
#pragma once

#include <string>
#include <vector>

namespace perpixel {

/// What follows the command's name. Every command parses its own.
using Arguments = std::vector<std::string>;

/// `run` returns the exit code: 0 success, 1 failure. It throws Error, and HelpShown after --help.
struct Command {
  const char* name;
  int (*run)(Arguments arguments);
  const char* summary;  // one line
};
const std::vector<Command>& commands();

int run_demo(Arguments arguments);
int run_train(Arguments arguments);
int run_eval(Arguments arguments);
int run_score(Arguments arguments);
int run_predict(Arguments arguments);
int run_export(Arguments arguments);
int run_inspect(Arguments arguments);
int run_check(Arguments arguments);
int run_weights(Arguments arguments);
int run_data(Arguments arguments);
int run_models(Arguments arguments);
int run_datasets(Arguments arguments);
int run_config(Arguments arguments);
int run_doctor(Arguments arguments);
int run_bench(Arguments arguments);
int run_tune(Arguments arguments);
int run_serve(Arguments arguments);
int run_reproduce(Arguments arguments);

}  // namespace perpixel
