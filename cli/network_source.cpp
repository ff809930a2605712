#include "network_source.h"

#include "autograd/torch_forward.h"
#include "deploy/model_options.h"
#include "error/error.h"
#include "model/initial_weights.h"

namespace perpixel {

namespace {

constexpr const char* kWhy = "the file's own";
constexpr const char* kChosen = "chosen: the file's own";
constexpr std::int64_t kWholePictureSide = 256;  // px, where whole pictures are trained on

const GraphInput& picture_of(const Model& model) { return model.graph(kMainGraph).inputs.at(0); }

[[noreturn]] void refuse(const Config& config, const char* key, const std::string& own) {
  throw Error(ErrorCode::bad_value,
              std::string(key) + " = " + config.text(key) + " (" + config.origin(key) +
                  "): " + config.text("model.graph") + " was written for " + own + " alone",
              "leave the key out, or export the file with a symbolic axis");
}

void take_batch(Config& config, std::int64_t batch) {
  const std::string own = std::to_string(batch);
  if (config.is_auto("train.batch")) config.set("train.batch", own, kChosen);
  if (config.integer("train.batch") != batch) refuse(config, "train.batch", own);
}

void take_crop(Config& config, std::int64_t height, std::int64_t width) {
  const std::string own = "[" + std::to_string(height) + ", " + std::to_string(width) + "]";
  if (config.is_auto("train.crop")) config.set("train.crop", own, kChosen);
  const std::vector<double> asked = config.numbers("train.crop");  // one side stands for both
  if (asked.front() != static_cast<double>(height) || asked.back() != static_cast<double>(width))
    refuse(config, "train.crop", own);
}

/// [N, C, H, W] of a training step, as small a batch as there is.
Shape step_shape(const Model& model, const Config& config) {
  Shape shape = picture_of(model).shape;
  const std::vector<double> crop = config.numbers("train.crop");
  if (shape[0] < 0) shape[0] = 1;
  if (shape[1] < 0) shape[1] = model.recipe.input.channels;
  const auto side = [&](double asked) {
    return asked > 0 ? static_cast<std::int64_t>(asked) : kWholePictureSide;
  };
  if (shape[2] < 0) shape[2] = side(crop.at(0));
  if (shape[3] < 0) shape[3] = side(crop.back());
  return shape;
}

void require_scores(const Tensor& scores, const Shape& picture, const Model& model, const std::string& file) {
  const bool classifies = model.recipe.task == "classify";
  if (scores.rank() != (classifies ? 2 : 4))
    throw Error(ErrorCode::shape_mismatch, file + ": gives " + shape_text(scores.shape()) + " where task \"" +
                                               model.recipe.task + "\" takes " +
                                               (classifies ? "[N, classes]" : "[N, classes, H, W]"));
  const auto classes = static_cast<std::int64_t>(model.recipe.classes.size());
  if (scores.shape()[1] != classes)
    throw Error(ErrorCode::class_count,
                file + ": gives " + std::to_string(scores.shape()[1]) + " scores, the data has " +
                    std::to_string(classes) + " classes",
                "export the network with a scoring layer for them: a file's shapes are fixed");
  const bool by_pixel = classifies || model.recipe.output_grid == "corner" ||
                        model.recipe.input.context > 0 ||
                        (scores.shape()[2] == picture[2] && scores.shape()[3] == picture[3]);
  if (!by_pixel)
    throw Error(ErrorCode::shape_mismatch,
                file + ": gives scores " + shape_text(scores.shape()) + " for pictures " +
                    shape_text(picture) + ", training needs one for every pixel",
                "export the network with its last resizing inside");
}

}  // namespace

NetworkSource::NetworkSource(const Config& config) {
  if (config.text("model.graph").empty()) {
    task_ = zoo_entry(config.text("model.name")).task;
  } else {
    file_ = onnx_network(config);
    task_ = file_->model.recipe.task;
  }
}

Model NetworkSource::model(const Config& config, const ClassList& classes) const {
  if (!file_) return zoo_entry(config.text("model.name")).build(model_options_from(config, classes));
  Model model = file_->model;
  model.recipe.classes = classes;
  return model;
}

NamedTensors NetworkSource::weights(const Graph& graph, const Config& config) const {
  NamedTensors weights = initial_weights(graph, static_cast<std::uint64_t>(config.integer("train.seed")));
  if (!file_) return weights;
  NamedTensors inside = file_->weights;
  if (config.text("weights").empty())
    leave_out(inside, config.list("train.fresh"), config.text("model.graph"));
  for (auto& [name, tensor] : inside) weights[name] = std::move(tensor);
  return weights;
}

void take_file_choices(Config& config, const Model& model) {
  const std::pair<const char*, std::string> own[] = {
      {"model.width", "1"},
      {"model.batch_norm", "false"},
      {"model.channels", std::to_string(model.recipe.input.channels)}};
  for (const auto& [key, value] : own) config.set(key, value, kWhy);
  if (config.text("model.name").empty()) config.set("model.name", model.name, kWhy);
  const Shape& shape = picture_of(model).shape;
  if (shape.at(0) > 0) take_batch(config, shape[0]);
  if (shape.at(2) > 0 && shape.at(3) > 0) {
    take_crop(config, shape[2], shape[3]);
    if (model.recipe.task == "classify") config.set("model.image_size", std::to_string(shape[2]), kWhy);
  }
}

void require_trainable(const Model& model, const NamedTensors& weights, const Config& config) {
  const std::string file = config.text("model.graph");
  const Shape picture = step_shape(model, config);
  const auto forward = torch_forward(model.graphs, weights, "cpu");
  NamedTensors nothing;
  for (const GraphInput& input : model.graph(kMainGraph).inputs)
    nothing[input.name] = Tensor::zeros(input.name == kDataInput ? picture : input.shape);
  const NamedTensors outputs = forward(kMainGraph, nothing);
  require_scores(outputs.at(kScoreOutput), picture, model, file);
}

void leave_out(NamedTensors& tensors, const std::vector<std::string>& beginnings, const std::string& file) {
  for (const std::string& beginning : beginnings)
    if (std::erase_if(tensors, [&](const auto& row) { return row.first.starts_with(beginning); }) == 0)
      throw Error(ErrorCode::bad_value,
                  "train.fresh: no tensor of " + file + " begins with \"" + beginning + "\"",
                  "perpixel weights show FILE lists the names");
}

}  // namespace perpixel
