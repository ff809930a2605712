#include "run_plan.h"

#include <algorithm>
#include <cstdio>

#include "model/model.h"
#include "output.h"
#include "start_weights.h"
#include "train/plan.h"

namespace perpixel {

namespace {

DataFacts facts_of(const Dataset& train, const DataStatistics& statistics) {
  DataFacts facts{.pictures = static_cast<std::int64_t>(train.size()),
                  .is_classification = train.is_classification};
  std::vector<int> heights, widths;
  for (const auto& [size, count] : statistics.sizes) {
    heights.insert(heights.end(), count, size.height);
    widths.insert(widths.end(), count, size.width);
  }
  const auto median = [](std::vector<int>& sides) {
    if (sides.empty()) return 0;
    const auto middle = sides.begin() + static_cast<std::ptrdiff_t>(sides.size() / 2);
    std::ranges::nth_element(sides, middle);
    return *middle;
  };
  facts.median_height = median(heights);
  facts.median_width = median(widths);
  for (const ClassStatistics& row : statistics.classes) facts.class_shares.push_back(row.share);
  return facts;
}

/// Takes over the shape of the network from the run that training starts from, where the user did not say
/// otherwise.
void inherit_model(Config& config) {
  if (config.text("weights").empty()) return;
  const std::optional<Config> parent = config_of_weights(config.text("weights"));
  if (!parent) return;
  std::vector<std::string> keys{"model.width",   "model.batch_norm", "model.fc_channels",  "model.fc6_kernel",
                                "model.padding", "model.channels",   "model.stride_in_1x1"};
  // Its scene is the classifier as it stands: fc6 is dense on what pool5 leaves of the picture.
  if (config.text("model.name") == "zoomout") keys.push_back("model.image_size");
  for (const std::string& key : keys)
    if (config.origin(key) == "default")
      config.set(key, parent->text(key), "weights: " + config.text("weights"));
}

PlanRequest request_from(const Config& config, const Dataset& train, const NetworkSource& source,
                         const InputRecipe& input) {
  PlanRequest request;
  request.width = config.is_auto("model.width") ? 0 : config.number("model.width");
  if (!config.is_auto("train.crop")) {
    const std::vector<double> crop = config.numbers("train.crop");
    request.crop_height = static_cast<int>(crop.at(0));
    request.crop_width = static_cast<int>(crop.back());
  }
  request.batch = config.is_auto("train.batch") ? 0 : static_cast<int>(config.integer("train.batch"));
  request.accumulate = static_cast<int>(config.integer("train.accumulate"));
  request.iterations = config.is_auto("train.iters") ? 0 : config.integer("train.iters");
  request.epochs = config.number("train.epochs");
  request.from_weights = !config.text("weights").empty() || source.is_file();
  request.optimizer = config.text("train.optimizer");
  request.input = input;
  request.graph_at = [&](double width) {
    Config at_width = config;
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", width);
    at_width.set("model.width", text, "plan");
    return source.model(at_width, train.classes).graph(kMainGraph);
  };
  return request;
}

/// A classifier's input has one size.
void take_image_size(Config& config, PlanRequest& request) {
  request.crop_height = request.crop_width = static_cast<int>(config.integer("model.image_size"));
  const std::string side = config.text("model.image_size");
  config.set("train.crop", "[" + side + ", " + side + "]", "chosen: the classifier's input");
}

/// Features of superpixels stand for pictures, as maps of one position that nothing varies.
void take_superpixels(Config& config) {
  const std::string why = "chosen: superpixels are learned from";
  config.set("train.crop", "[1, 1]", why);
  const std::pair<const char*, const char*> fitting[] = {{"train.scale", "[1, 1]"},
                                                         {"train.color_jitter", "0"},
                                                         {"train.batch", "256"},
                                                         {"train.class_weights", "inverse_frequency"}};
  for (const auto& [key, value] : fitting)
    if (config.is_auto(key)) config.set(key, value, why);
}

/// Boxes are warped to one size, and their own area weighs them.
void take_box_choices(Config& config, PlanRequest& request) {
  const std::string side = config.text("model.image_size");
  const std::pair<const char*, std::string> choices[] = {{"train.crop", "[" + side + ", " + side + "]"},
                                                         {"train.scale", "[1, 1]"},
                                                         {"train.class_weights", "none"}};
  for (const auto& [key, value] : choices)
    if (config.is_auto(key)) config.set(key, value, "chosen: boxes are warped to one size");
  request.crop_height = request.crop_width = static_cast<int>(config.integer("model.image_size"));
}

void take_over(Config& config, const Plan& planned) {
  for (const Choice& choice : planned.choices)
    if (config.is_auto(choice.key)) config.set(choice.key, choice.value, "chosen: " + choice.reason);
  if (config.is_auto("train.iters") || config.number("train.epochs") > 0)
    config.set("train.iters", std::to_string(planned.iterations), "chosen: train.epochs");
  config.set("train.epochs", "0", "default");  // spent: the number of steps says it now
}

}  // namespace

std::vector<std::string> plan_run(Config& config, const NetworkSource& source, const Dataset& train,
                                  const DataStatistics& statistics) {
  if (!source.is_file()) inherit_model(config);
  if (config.text("train.iters") == "0") config.set("train.iters", "auto", "default");
  if (config.is_auto("model.channels"))
    config.set("model.channels", std::to_string(statistics.channels), "chosen: as the training pictures");
  const Model model = source.model(config, train.classes);
  const Recipe& recipe = model.recipe;
  if (source.is_file()) take_file_choices(config, model);
  const bool by_superpixel = recipe.procedure == "superpixels";
  if (by_superpixel) take_superpixels(config);
  PlanRequest request = request_from(config, train, source, recipe.input);
  if (train.is_classification) take_image_size(config, request);
  if (recipe.task == "box_mask") take_box_choices(config, request);
  MachineFacts machine = machine_facts();
  machine.has_cuda = config.text("train.device") != "cpu";
  DataFacts facts = facts_of(train, statistics);
  if (by_superpixel) facts.pictures *= recipe.superpixels.count;  // an epoch passes over all of them
  const Plan planned = plan_training(facts, machine, request);
  take_over(config, planned);
  std::vector<std::string> lines;
  for (const Choice& choice : planned.choices)
    if (config.origin(choice.key) == "chosen: " + choice.reason)
      lines.push_back("  " + choice.key + " = " + config.text(choice.key) + "   (" + choice.reason + ")");
  lines.push_back("  one step: about " + bytes_text(static_cast<double>(planned.memory_bytes)) + " and " +
                  decimals(static_cast<double>(planned.multiply_adds) * 2e-9, 0) + " GFLOP");
  return lines;
}

}  // namespace perpixel
