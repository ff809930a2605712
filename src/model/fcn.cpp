#include "model/fcn.h"

#include "error/error.h"
#include "model/input_convention.h"
#include "model/vgg.h"

namespace perpixel {

namespace {

/// Where the two forms differ. Crops are [offset, offset + size of the other).
struct Form {
  bool pad100;
  bool learned;

  int first_pad() const { return pad100 ? 100 : 1; }
  int fc6_pad(int kernel) const { return pad100 ? 0 : (kernel - 1) / 2; }

  /// `factor` times larger; the kernel of 2 * factor interpolates bilinearly. Long et al. learn the inner
  /// ones from that start and fix the last.
  Value grow(Value x, int factor, const std::string& name, bool last) const {
    return upscore(x, 2 * factor, factor, pad100 ? 0 : factor / 2, name, last || !learned);
  }

  /// The coarse score grown by 2 and a finer one summed. In the pad-100 form the finer map is larger and is
  /// cropped at `offset`; in the same form the grown one may be a pixel larger and is cropped at 0.
  Value fuse(Value grown, Value finer, int offset, const std::string& pool) const {
    if (pad100) return add(grown, crop_like(finer, grown, offset, "score_" + pool + "c"), "fuse_" + pool);
    return add(crop_like(grown, finer, 0, "score_" + pool + "c"), finer, "fuse_" + pool);
  }

  Value to_picture(Value grown, Value data, int offset) const {
    return crop_like(grown, data, pad100 ? offset : 0, kScoreOutput);
  }
};

Value zero_score(Value x, const std::string& name, const ModelOptions& options) {
  return conv(x, static_cast<int>(options.classes.size()), 1, name, {.init = {InitKind::constant, 0}});
}

Value score_of(Value pool, const std::string& name, float at_once_factor, const ModelOptions& options) {
  if (options.at_once) pool = scale(pool, at_once_factor, "scale_" + name);
  return zero_score(pool, "score_" + name, options);
}

/// stride 32, 16 or 8 -> logits [N, classes, H, W].
Value scores(Value data, int stride, const Form& form, const ModelOptions& options) {
  const VggTaps taps = vgg16_trunk(data, options, form.first_pad());
  const int kernel = options.fc6_kernel;
  const Value score_fr =
      convolutional_head(taps.pool5, kernel, form.fc6_pad(kernel), fc_channels(options), options);
  if (stride == 32) return form.to_picture(form.grow(score_fr, 32, "upscore", true), data, 19);

  const Value upscore2 = form.grow(score_fr, 2, "upscore2", false);
  const Value fuse_pool4 = form.fuse(upscore2, score_of(taps.pool4, "pool4", 0.01f, options), 5, "pool4");
  if (stride == 16) return form.to_picture(form.grow(fuse_pool4, 16, "upscore16", true), data, 27);

  const Value upscore_pool4 = form.grow(fuse_pool4, 2, "upscore_pool4", false);
  const Value fuse_pool3 =
      form.fuse(upscore_pool4, score_of(taps.pool3, "pool3", 0.0001f, options), 9, "pool3");
  return form.to_picture(form.grow(fuse_pool3, 8, "upscore8", true), data, 31);
}

void check_padding(const ModelOptions& options) {
  if (options.padding == "valid")
    throw Error(ErrorCode::bad_value, "model.padding = \"valid\": FCN has the forms same and pad100",
                "valid is a form of the dilated front end");
}

void check_kernel(const ModelOptions& options) {
  // The crops follow from the published 7x7 window; an even window cannot keep its size.
  const bool pad100 = options.padding == "pad100";
  if (pad100 ? options.fc6_kernel == 7 : options.fc6_kernel % 2 == 1) return;
  throw Error(
      ErrorCode::bad_value,
      "model.fc6_kernel = " + std::to_string(options.fc6_kernel) + " must be " +
          (pad100 ? "7 in the pad100 form" : "odd in the same form"),
      pad100 ? "use model.padding=same" : "a classifier of image_size 32, 96, 160 or 224 gives 1, 3, 5 or 7");
}

Model fcn(const std::string& name, int stride, const ModelOptions& options) {
  check_options(options);
  check_padding(options);
  check_kernel(options);
  const Form form{options.padding == "pad100", options.upsampling == "learned"};
  Graph graph{.name = kMainGraph};
  output(scores(input(graph, kDataInput, options.channels), stride, form, options), kScoreOutput);
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = form.pad100 ? caffe_input(options.channels) : unit_deviation_input(options.channels);
  return {name, {std::move(graph)}, std::move(recipe)};
}

}  // namespace

Value convolutional_fc7(Value pool5, int kernel, int pad, int channels, const ModelOptions& options) {
  Value x = relu(conv(pool5, channels, kernel, "fc6", {.pad = pad}), "relu6");
  x = dropout(x, options.dropout, "drop6");
  x = relu(conv(x, channels, 1, "fc7"), "relu7");
  return dropout(x, options.dropout, "drop7");
}

Value convolutional_head(Value pool5, int kernel, int pad, int channels, const ModelOptions& options) {
  return zero_score(convolutional_fc7(pool5, kernel, pad, channels, options), "score_fr", options);
}

Value upscore(Value x, int kernel, int stride, int pad, const std::string& name, bool frozen) {
  return conv_transpose(x, x.channels(), kernel, name,
                        {.stride = stride, .pad = pad, .group = x.channels(), .frozen = frozen});
}

Model fcn32s(const ModelOptions& options) { return fcn("fcn32s", 32, options); }
Model fcn16s(const ModelOptions& options) { return fcn("fcn16s", 16, options); }
Model fcn8s(const ModelOptions& options) { return fcn("fcn8s", 8, options); }

Model fcn8s_atonce(const ModelOptions& options) {
  ModelOptions at_once = options;
  at_once.at_once = true;
  return fcn("fcn8s_atonce", 8, at_once);
}

Model fcn32s_fixed(const ModelOptions& options) {
  Model model = fcn("fcn32s_fixed", 32, options);
  for (Parameter& parameter : model.graphs[0].parameters)
    parameter.frozen = !parameter.name.starts_with("score_fr.");
  return model;
}

}  // namespace perpixel
