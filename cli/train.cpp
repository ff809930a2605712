// perpixel train CONFIG|MODEL|FILE.onnx --data DATA -o RUN
#include <filesystem>

#include "command_line.h"
#include "commands.h"
#include "deploy/onnx_model.h"
#include "error/error.h"
#include "interrupt.h"
#include "model/model.h"
#include "output.h"
#include "training_run.h"

namespace perpixel {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFlags = "command line";

struct TrainFlags {
  std::string what, data, run, resume, weights, device, iters, epochs, batch, lr, workers, seed;
  bool amp = false, overwrite = false;
};

bool names_a_file(const std::string& what) {
  return what.ends_with(".yaml") || what.ends_with(".yml") || fs::is_regular_file(what);
}

Config base_config(const TrainFlags& flags) {
  const fs::path stored = fs::path(flags.run) / "config.yaml";
  if (flags.what.empty()) {
    if (!flags.resume.empty() && fs::exists(stored)) {
      Config config = Config::load(stored);
      locate_network(config, flags.run);
      return config;
    }
    if (!flags.resume.empty())
      throw Error(ErrorCode::no_checkpoint, flags.run + ": no run to resume",
                  "name the model or configuration to start one");
    throw Error(ErrorCode::usage, "train needs a configuration file or the name of a model",
                "for example: perpixel train fcn8s --data scenes -o runs/first (perpixel models lists them)");
  }
  Config config;
  if (flags.what.ends_with(".onnx")) {
    config.set("model.graph", flags.what, kFlags);
    config.set("model.name", fs::path(flags.what).stem().string(), kFlags);
    return config;
  }
  if (names_a_file(flags.what)) return Config::load(flags.what);
  config.set("model.name", zoo_entry(flags.what).name, kFlags);
  return config;
}

/// A flag's value that its key refuses is a wrong command, not a wrong file.
void set_flag(Config& config, const char* key, const std::string& value) {
  try {
    config.set(key, value, kFlags);
  } catch (const Error& error) {
    throw Error(ErrorCode::usage, error.what(), error.hint());
  }
}

Config config_from(const TrainFlags& flags, const CommandLine& line) {
  Config config = base_config(flags);
  if (!flags.iters.empty() && !flags.epochs.empty())
    throw Error(ErrorCode::usage, "--iters and --epochs both say how long to train", "give one of them");
  const std::pair<const char*, const std::string*> settings[] = {
      {"data.train", &flags.data},       {"weights", &flags.weights},     {"train.device", &flags.device},
      {"train.iters", &flags.iters},     {"train.epochs", &flags.epochs}, {"train.batch", &flags.batch},
      {"train.workers", &flags.workers}, {"train.seed", &flags.seed},     {"train.lr", &flags.lr},
  };
  for (const auto& [key, value] : settings)
    if (!value->empty()) set_flag(config, key, *value);
  if (!flags.iters.empty()) config.set("train.epochs", "0", kFlags);
  if (flags.amp) config.set("train.amp", "true", kFlags);
  line.apply_pairs(config);
  if (config.text("data.train").empty())
    throw Error(
        ErrorCode::usage, "train needs --data",
        "--data scenes trains on generated scenes, --data folder:PATH on your own pictures and masks");
  return config;
}

}  // namespace

int run_train(Arguments arguments) {
  CommandLine line("train",
                   "Train a model; validates, keeps model_final and model_best, writes report.html.");
  line.accept_pairs();
  TrainFlags flags;
  line->add_option("what", flags.what,
                   "Configuration file, the name of a model (perpixel models), or an .onnx file");
  line->add_option("--data", flags.data, "kind:path[,key=value], a YAML data file, or scenes");
  line->add_option("-o,--output", flags.run, "Run folder")->required();
  CLI::Option* resume = line->add_option("--resume", flags.resume,
                                         "Go on from the latest (default) or best checkpoint, or a path")
                            ->expected(0, 1);
  line->add_option("--weights", flags.weights, "Start from these weights (a run folder or a file)");
  line->add_option("--device", flags.device, "cpu, cuda or cuda:N");
  line->add_option("-b,--batch-size", flags.batch, "Pictures in one forward pass");
  line->add_option("-j,--workers", flags.workers, "Loader threads");
  line->add_option("--iters", flags.iters, "Number of steps");
  line->add_option("--epochs", flags.epochs, "Passes over the pictures");
  line->add_option("--lr", flags.lr, "Learning rate before schedule and per-layer multipliers");
  line->add_option("--seed", flags.seed, "Seed of all random numbers");
  line->add_flag("--amp", flags.amp, "bf16 where it is safe");
  line->add_flag("--overwrite", flags.overwrite, "Replace an earlier run in the folder");
  line.parse(arguments);
  if (resume->count() > 0 && flags.resume.empty()) flags.resume = "latest";

  TrainingRequest request{.config = config_from(flags, line), .run = flags.run, .overwrite = flags.overwrite};
  if (resume->count() > 0) request.resume = flags.resume;
  const TrainingOutcome outcome = run_training(std::move(request));
  if (outcome.interrupted) {
    if (line.json()) print_outcome(flags.run, outcome, true);
    return kInterruptedExit;
  }
  print_outcome(flags.run, outcome, line.json());
  log_line("next: " + program_name() + " predict " + flags.run +
           " YOUR_PICTURES -o out   (report: " + flags.run + "/report.html)");
  return 0;
}

}  // namespace perpixel
