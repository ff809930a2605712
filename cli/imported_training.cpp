#include "imported_training.h"

#include "autograd/torch_forward.h"
#include "deploy/onnx_model.h"
#include "error/error.h"

namespace perpixel {

namespace {

constexpr const char* kWhy = "the file's own";
constexpr std::int64_t kWholePictureSide = 256;  // px, where whole pictures are trained on

const GraphInput& picture_of(const Model& model) { return model.graph(kMainGraph).inputs.at(0); }

/// "chosen" when open; what is asked for otherwise has to be just this.
void fix(Config& config, const char* key, const std::string& value) {
  if (config.is_auto(key)) config.set(key, value, std::string("chosen: ") + kWhy);
  if (config.text(key) != value)
    throw Error(ErrorCode::bad_value,
                std::string(key) + " = " + config.text(key) + " (" + config.origin(key) +
                    "): " + config.text("model.graph") + " was written for " + value + " alone",
                "leave the key out, or export the file with a symbolic axis");
}

std::string pair_text(std::int64_t a, std::int64_t b) {
  return "[" + std::to_string(a) + ", " + std::to_string(b) + "]";
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

bool trains_a_file(const Config& config) { return !config.text("model.graph").empty(); }

std::string task_of(const Config& config) {
  return trains_a_file(config) ? onnx_network(config).model.recipe.task
                               : zoo_entry(config.text("model.name")).task;
}

void take_file_choices(Config& config, const Model& model) {
  const std::pair<const char*, std::string> own[] = {
      {"model.width", "1"},
      {"model.batch_norm", "false"},
      {"model.channels", std::to_string(model.recipe.input.channels)}};
  for (const auto& [key, value] : own) config.set(key, value, kWhy);
  if (config.text("model.name").empty()) config.set("model.name", model.name, kWhy);
  const Shape& shape = picture_of(model).shape;
  if (shape.at(0) > 0) fix(config, "train.batch", std::to_string(shape[0]));
  if (shape.at(2) > 0 && shape.at(3) > 0) {
    fix(config, "train.crop", pair_text(shape[2], shape[3]));
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

}  // namespace perpixel
