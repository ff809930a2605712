#include "commands.h"

namespace perpixel {

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"demo", run_demo, "the main job with nothing downloaded: scenes, training, scores, report.html"},
      {"train", run_train, "trains CONFIG or MODEL on DATA into a run folder"},
      {"eval", run_eval, "scores MODEL on DATA"},
      {"score", run_score, "scores result files against truths, without any model"},
      {"predict", run_predict, "labels pictures: files, folders, globs, lists, -"},
      {"export", run_export, "writes MODEL as ONNX"},
      {"inspect", run_inspect,
       "layer table: output size, stride, receptive field, parameters, FLOPs, memory"},
      {"check", run_check, "both engines on one input, node by node"},
      {"weights", run_weights, "show, convert, verify: weights of any origin, in and out"},
      {"data", run_data, "check, stats, show, convert, split, make: the data doctor and the scene generator"},
      {"models", run_models, "lists the zoo"},
      {"datasets", run_datasets, "lists the kinds of data sets"},
      {"config", run_config, "effective configuration and where each value came from"},
      {"doctor", run_doctor, "report on this program, machine and folder"},
      {"bench", run_bench, "speed tables"},
      {"tune", run_tune, "crf: the dense CRF's weights and widths, by cross-validation"},
      {"serve", run_serve, "labels pictures over HTTP"},
      {"reproduce", run_reproduce, "published tables in miniature, ours beside theirs"},
  };
  return table;
}

}  // namespace perpixel
