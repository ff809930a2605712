#include "transform/augment_plan.h"

#include <cmath>
#include <numbers>
#include <string>

#include "error/error.h"
#include "transform/decision.h"
#include "transform/surroundings.h"

namespace perpixel {

namespace {

void require(bool holds, const std::string& field, double value, const std::string& bound) {
  if (!holds) throw Error(ErrorCode::bad_value, field + " = " + std::to_string(value) + " must be " + bound);
}

/// The size of the training picture: the crop, or all that the network would be given.
PixelSize window_of(const AugmentOptions& options, const InputRecipe& input, PixelSize scaled) {
  const PixelSize whole = surrounded_size(input, scaled);
  return {options.crop_height ? options.crop_height : whole.height,
          options.crop_width ? options.crop_width : whole.width};
}

/// The corner along one axis: anywhere inside, or the picture anywhere inside the window.
int corner(int scaled, int window, KeyedRandom& random) {
  if (scaled >= window)
    return static_cast<int>(random.below(static_cast<std::uint64_t>(scaled - window) + 1));
  return -static_cast<int>(random.below(static_cast<std::uint64_t>(window - scaled) + 1));
}

float jitter(double amount, KeyedRandom& random) {
  return static_cast<float>(random.uniform(std::max(0., 1 - amount), 1 + amount));
}

template <class StreamOf>
std::optional<Warp> draw_warp(const AugmentOptions& options, const StreamOf& stream) {
  if (options.flip_vertical == 0 && options.rotate == 0 && options.elastic == 0) return std::nullopt;
  KeyedRandom flip = stream(Decision::flip_vertical), rotate = stream(Decision::rotate),
              elastic = stream(Decision::elastic);
  Warp warp;
  warp.mirror_vertical = flip.uniform() < options.flip_vertical;
  warp.angle = rotate.uniform(-options.rotate, options.rotate) * std::numbers::pi / 180;
  for (double& px : warp.down) px = options.elastic * elastic.normal();
  for (double& px : warp.right) px = options.elastic * elastic.normal();
  return warp;
}

}  // namespace

void check_augment_options(const AugmentOptions& options) {
  require(options.scale_min > 0 && options.scale_min <= 16, "scale_min", options.scale_min, "in (0, 16]");
  require(options.scale_max >= options.scale_min && options.scale_max <= 16, "scale_max", options.scale_max,
          "in [scale_min, 16]");
  require(options.crop_height >= 0 && options.crop_height <= 1 << 16, "crop_height", options.crop_height,
          "in [0, 65536]");
  require(options.crop_width >= 0 && options.crop_width <= 1 << 16, "crop_width", options.crop_width,
          "in [0, 65536]");
  require(options.flip >= 0 && options.flip <= 1, "flip", options.flip, "a probability");
  require(options.color_jitter >= 0 && options.color_jitter <= 1, "color_jitter", options.color_jitter,
          "in [0, 1]");
  require(options.flip_vertical >= 0 && options.flip_vertical <= 1, "flip_vertical", options.flip_vertical,
          "a probability");
  require(options.rotate >= 0 && options.rotate <= 180, "rotate", options.rotate, "in [0, 180]");
  require(options.elastic >= 0 && options.elastic <= 1000, "elastic", options.elastic, "in [0, 1000]");
  if (options.crop_at == CropAt::object && (options.crop_height == 0 || options.crop_width == 0))
    throw Error(ErrorCode::bad_value, "crop_at = object needs a crop: whole pictures have one place only",
                "train.crop=[HEIGHT,WIDTH], or train.crop_at=random");
  if (options.object_only && options.crop_at != CropAt::object)
    throw Error(ErrorCode::bad_value, "object_only = true needs crop_at = object, which chooses the object",
                "train.crop_at=object, or train.object_only=false");
}

AugmentPlan plan_augment(PixelSize original, const AugmentOptions& options, const InputRecipe& input,
                         std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture) {
  const auto stream = [&](Decision what) { return stream_for(what, seed, epoch, picture); };
  KeyedRandom scale = stream(Decision::scale), crop = stream(Decision::crop), flip = stream(Decision::flip),
              color = stream(Decision::color);
  AugmentPlan plan;
  plan.scaled = scaled(input_size(input, original), scale.uniform(options.scale_min, options.scale_max));
  plan.window = window_of(options, input, plan.scaled);
  // A crop may lie anywhere on the picture and the context around it; a whole picture lies as in deployment.
  const auto place = [&](int side, int window, bool whole) {
    return (whole ? 0 : corner(side + 2 * input.context, window, crop)) - input.context;
  };
  plan.top = place(plan.scaled.height, plan.window.height, options.crop_height == 0);
  plan.left = place(plan.scaled.width, plan.window.width, options.crop_width == 0);
  plan.mirror = flip.uniform() < options.flip;
  if (options.color_jitter > 0) {
    plan.brightness = jitter(options.color_jitter, color);
    plan.contrast = jitter(options.color_jitter, color);
    plan.saturation = jitter(options.color_jitter, color);
  }
  plan.warp = draw_warp(options, stream);
  return plan;
}

}  // namespace perpixel
