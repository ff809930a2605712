#include "model/dilation.h"

#include <array>

#include "error/error.h"
#include "model/fcn.h"
#include "model/input_convention.h"
#include "model/vgg.h"

namespace perpixel {

namespace {

constexpr int kLostPx = 372;  // of both sides together, by the front end without padding
constexpr std::array<int, 7> kLargeMultipliers{2, 2, 4, 8, 16, 32, 32};

struct Layer {
  std::string name;
  int dilation;
};

/// One released network.
struct Form {
  const char* name;
  std::string final_layer;        // of the front end
  std::vector<Layer> layers;      // 3x3, of the context module
  std::string last;               // 1x1
  bool pad_first = false;         // all padding on the first layer
  const char* context = "basic";  // unless model.context says otherwise
  std::array<float, 3> mean{};    // B, G, R
  bool enlarged = false;          // 8 times, inside the graph
};

Form voc(const char* name, const char* context) {
  return {name,
          "fc-final",
          {{"ct_conv1_1", 1},
           {"ct_conv1_2", 1},
           {"ct_conv2_1", 2},
           {"ct_conv3_1", 4},
           {"ct_conv4_1", 8},
           {"ct_conv5_1", 16},
           {"ct_fc1", 1}},
          "ct_final",
          true,
          context,
          {102.93f, 111.36f, 116.52f}};
}

/// `largest` dilation: 8 (KITTI), 16 (CamVid), 64 (Cityscapes).
Form urban(const char* name, int largest, const std::array<float, 3>& mean) {
  Form form{name, "final", {{"ctx_conv1_1", 1}, {"ctx_conv1_2", 1}}, "ctx_final"};
  for (int dilation = 2, stage = 2; dilation <= largest; dilation *= 2, ++stage)
    form.layers.push_back({"ctx_conv" + std::to_string(stage) + "_1", dilation});
  form.layers.push_back({"ctx_fc1", 1});
  form.mean = mean;
  return form;
}

Value front_end(Value x, const std::string& final_layer, bool valid, const ModelOptions& options) {
  const int pad = valid ? 0 : kSamePad;
  for (int stage = 1; stage <= 3; ++stage)
    x = max_pool(vgg_stage(x, stage, options, 1, pad), 2, 2, "pool" + std::to_string(stage));
  x = vgg_stage(vgg_stage(x, 4, options, 1, pad), 5, options, 2, pad);
  const int channels = fc_channels(options);
  x = relu(conv(x, channels, options.fc6_kernel, "fc6", {.pad = pad, .dilation = 4}), "relu6");
  x = relu(conv(dropout(x, options.dropout, "drop6"), channels, 1, "fc7", {.pad = 0}), "relu7");
  return conv(dropout(x, options.dropout, "drop7"), static_cast<int>(options.classes.size()), 1, final_layer,
              {.init = {InitKind::normal, 0.001f}});
}

int padding_of(const Form& form, std::size_t layer) {
  if (!form.pad_first) return form.layers[layer].dilation;
  if (layer > 0) return 0;
  int all = 0;
  for (const Layer& each : form.layers) all += each.dilation;
  return all;
}

/// Starts as the identity of maps that are not negative; the noise of the Large form breaks its symmetry.
Value context_module(Value x, const Form& form, bool large, int classes) {
  for (std::size_t i = 0; i < form.layers.size(); ++i) {
    const Layer& layer = form.layers[i];
    const int times = large ? kLargeMultipliers.at(i) : 1;
    const float noise = large ? 0.01f / static_cast<float>(times) : 0;
    x = conv(x, times * classes, 3, layer.name,
             {.pad = padding_of(form, i),
              .dilation = layer.dilation,
              .init = {InitKind::grouped_identity, noise, classes}});
    x = relu(x, layer.name + "_relu");
  }
  return conv(x, classes, 1, form.last, {.init = {InitKind::grouped_identity, large ? 0.01f : 0.f, classes}});
}

Recipe recipe_of(const Form& form, bool valid, const ModelOptions& options) {
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = caffe_input(options.channels);
  if (options.channels == 3) recipe.input.mean.assign(form.mean.begin(), form.mean.end());
  if (valid) {
    recipe.input.context = kLostPx / 2;
    recipe.input.size_multiple = 8;
    recipe.input.size_remainder = kLostPx % 8;
  }
  if (!form.enlarged) {
    recipe.output_grid = "corner";
    recipe.output_stride = 8;
  }
  return recipe;
}

void check_form(const Form& form, bool valid, const std::string& context, const ModelOptions& options) {
  if (valid ? options.fc6_kernel != 7 : options.fc6_kernel % 2 == 0)
    throw Error(ErrorCode::bad_value,
                "model.fc6_kernel = " + std::to_string(options.fc6_kernel) + " must be " +
                    (valid ? "7 without padding" : "odd with padding=same"),
                valid ? "the surroundings of 186 px follow from it" : "");
  if (context == "large" && form.layers.size() != kLargeMultipliers.size())
    throw Error(ErrorCode::bad_value,
                std::string("model.context = \"large\" is defined for seven 3x3 layers, ") + form.name +
                    " has " + std::to_string(form.layers.size()),
                "use basic");
}

Model dilated(const Form& form, const ModelOptions& options) {
  check_options(options);
  const bool valid = options.padding == "valid";
  const std::string context = options.context.empty() ? form.context : options.context;
  check_form(form, valid, context, options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  Value x = front_end(data, form.final_layer, valid, options);
  if (context != "none")
    x = context_module(x, form, context == "large", static_cast<int>(options.classes.size()));
  if (form.enlarged) {
    x = upscore(x, 16, 8, 4, "ctx_upsample", true);
    if (!valid) x = crop_like(x, data, 0, "ctx_crop");
  }
  output(x, kScoreOutput);
  return {form.name, {std::move(graph)}, recipe_of(form, valid, options)};
}

}  // namespace

Model dilated_frontend(const ModelOptions& options) {
  return dilated(voc("dilated_frontend", "none"), options);
}

Model dilation8(const ModelOptions& options) { return dilated(voc("dilation8", "large"), options); }

Model dilation8_camvid(const ModelOptions& options) {
  return dilated(urban("dilation8_camvid", 16, {110.703f, 108.778f, 105.412f}), options);
}

Model dilation7(const ModelOptions& options) {
  return dilated(urban("dilation7", 8, {96.194f, 95.551f, 91.347f}), options);
}

Model dilation10(const ModelOptions& options) {
  Form form = urban("dilation10", 64, {72.39f, 82.91f, 73.16f});
  form.enlarged = true;
  return dilated(form, options);
}

}  // namespace perpixel
