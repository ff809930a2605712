// perpixel demo: the main job with nothing downloaded, in a few minutes.
#include "command_line.h"
#include "commands.h"
#include "config/config.h"
#include "interrupt.h"
#include "output.h"
#include "training_run.h"

namespace perpixel {

namespace {

constexpr const char* kOrigin = "demo";

/// A quarter-width FCN-8s on small scenes: enough to see sky, road, cars and the first thin things.
Config demo_config(const std::string& data, const std::string& iterations) {
  Config config;
  const std::pair<const char*, std::string> settings[] = {
      {"model.name", "fcn8s"},        {"model.width", "0.25"},      {"model.batch_norm", "true"},
      {"model.fc6_kernel", "5"},      {"model.fc_channels", "256"}, {"data.train", data},
      {"train.iters", iterations},    {"train.batch", "12"},        {"train.crop", "[160, 160]"},
      {"train.scale", "[0.8, 1.25]"}, {"train.lr", "0.003"},        {"train.eval_period", iterations},
  };
  for (const auto& [key, value] : settings) config.set(key, value, kOrigin);
  return config;
}

/// A demo replaces an earlier demo, and nothing else.
bool holds_a_demo(const std::filesystem::path& run, const std::string& data) {
  const std::filesystem::path stored = run / "config.yaml";
  return std::filesystem::exists(stored) && Config::load(stored).text("data.train") == data;
}

}  // namespace

int run_demo(Arguments arguments) {
  CommandLine line(
      "demo", "Generate scenes, train an FCN-8s on them, score it, draw its labels: nothing is downloaded.");
  line.accept_pairs();
  bool overwrite = false;
  std::string run = "demo", iterations = "700", data = "scenes:size=160,count=1500,val_count=120";
  line->add_option("-o,--output", run, "Run folder");
  line->add_option("--iters", iterations, "Number of training steps");
  line->add_flag("--overwrite", overwrite, "Replace a run that is no demo");
  line.parse(arguments);
  TrainingRequest request{.config = demo_config(data, iterations), .run = run};
  request.overwrite = overwrite || holds_a_demo(run, data);
  line.apply_pairs(request.config);
  log_line(
      "perpixel demo: an FCN-8s (Long, Shelhamer, Darrell 2015) at quarter width on generated street scenes");
  const TrainingOutcome outcome = run_training(std::move(request));
  if (outcome.interrupted) return kInterruptedExit;
  print_outcome(run, outcome, line.json());
  const std::string program = program_name();
  log_line("Look at " + run + "/report.html and " + run + "/vis/. Then:\n" +  //
           "  " + program +
           " data make scenes:count=20 -o my_scenes          # pictures and masks as files\n" + "  " +
           program + " predict " + run + " my_scenes/images -o out     # label pictures\n" + "  " + program +
           " data check folder:PATH                          # your own pictures and masks\n" + "  " +
           program + " train fcn8s --data folder:PATH -o runs/mine     # train on them");
  return 0;
}

}  // namespace perpixel
