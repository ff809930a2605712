#include "transform/augment.h"

#include <algorithm>

#include "error/error.h"
#include "image/resize.h"
#include "transform/color_jitter.h"
#include "transform/normalise.h"
#include "transform/object_crop.h"
#include "transform/source_map.h"
#include "transform/surroundings.h"
#include "transform/warp.h"

namespace perpixel {

namespace {

/// The part of one axis of the window that lies on the picture: positions in the scaled picture, and in the
/// window.
struct Overlap {
  int first = 0, size = 0, in_window = 0;
};

Overlap overlap_of(int corner, int window, int scaled) {
  const int first = std::max(0, corner);
  return {first, std::min(scaled, corner + window) - first, first - corner};
}

struct Covered {
  Overlap y, x;
};

Covered covered_by(const AugmentPlan& plan) {
  return {overlap_of(plan.top, plan.window.height, plan.scaled.height),
          overlap_of(plan.left, plan.window.width, plan.scaled.width)};
}

/// Pixels of the window, and where they stand in the picture that holds them.
struct Pixels {
  Image owned;  // empty when the original serves
  PictureRect rect;
};

Pixels pixels_of(const Image& image, const AugmentPlan& plan, const Covered& covered, int channels) {
  const PictureRect rect{covered.y.first, covered.x.first, covered.y.size, covered.x.size};
  const bool same_size = plan.scaled == PixelSize{image.height(), image.width()};
  if (same_size && image.channels() == channels) return {{}, rect};
  Image part = same_size ? crop(image, rect.top, rect.left, rect.height, rect.width)
                         : resize_pillow_crop(image, plan.scaled.height, plan.scaled.width, rect.top,
                                              rect.left, rect.height, rect.width);
  return {with_channels(part, channels), {0, 0, rect.height, rect.width}};
}

/// The left edge of what is covered once the whole window is mirrored.
int placed_left(const AugmentPlan& plan, const Overlap& x) {
  return plan.mirror ? plan.window.width - x.in_window - x.size : x.in_window;
}

bool has_jitter(const AugmentPlan& plan) {
  return plan.brightness != 1 || plan.contrast != 1 || plan.saturation != 1;
}

/// Mirrors what is covered into the rest of one plane, rows first. Where the window overlaps the picture, its
/// covered part reaches to the picture's border on that side, so this is the mirrored picture.
void mirror_plane(float* plane, const AugmentPlan& plan, const Overlap& y, int left, int columns) {
  const int width = plan.window.width;
  for (int row = y.in_window; row < y.in_window + y.size; ++row)
    for (int x = 0; x < width; ++x)
      if (x < left || x >= left + columns)
        plane[row * width + x] = plane[row * width + left + mirrored_position(x - left, columns)];
  for (int row = 0; row < plan.window.height; ++row)
    if (row < y.in_window || row >= y.in_window + y.size)
      std::copy_n(plane + (y.in_window + mirrored_position(row - y.in_window, y.size)) * width, width,
                  plane + row * width);
}

void mirror_surroundings(const AugmentPlan& plan, const Covered& covered, int channels, std::span<float> to) {
  const std::size_t pixels = to.size() / static_cast<std::size_t>(channels);
  for (int c = 0; c < channels; ++c)
    mirror_plane(to.data() + static_cast<std::size_t>(c) * pixels, plan, covered.y,
                 placed_left(plan, covered.x), covered.x.size);
}

void fill_image(const Image& image, const AugmentPlan& plan, const InputRecipe& input, std::span<float> to) {
  const Covered covered = covered_by(plan);
  if (covered.y.size < plan.window.height || covered.x.size < plan.window.width)
    std::ranges::fill(to, 0.f);  // the mean colour, normalised
  const Pixels pixels = pixels_of(image, plan, covered, input.channels);
  const Image& source = pixels.owned.empty() ? image : pixels.owned;
  const PlaneTarget target{
      to,         plan.window.height, plan.window.width, covered.y.in_window, placed_left(plan, covered.x),
      plan.mirror};
  if (has_jitter(plan))
    write_jittered(source, pixels.rect, input, plan, target);
  else
    write_normalised(source, pixels.rect, input, target);
  const bool partly = covered.y.size < plan.window.height || covered.x.size < plan.window.width;
  if (partly && !takes_bare_pictures(input) && input.fill == "mirror")
    mirror_surroundings(plan, covered, input.channels, to);
}

/// Bent out of the whole scaled picture; then as any picture of the window's size.
void fill_warped_image(const Image& image, const AugmentPlan& plan, const InputRecipe& input,
                       std::span<float> to) {
  const bool same_size = plan.scaled == PixelSize{image.height(), image.width()};
  const Image scaled = same_size ? Image() : resize_pillow(image, plan.scaled.height, plan.scaled.width);
  const Image bent = with_channels(warped(same_size ? image : scaled, plan), input.channels);
  const PictureRect whole{0, 0, plan.window.height, plan.window.width};
  const PlaneTarget target{to, plan.window.height, plan.window.width};
  if (has_jitter(plan))
    write_jittered(bent, whole, input, plan, target);
  else
    write_normalised(bent, whole, input, target);
}

/// Source columns of the covered part, in the order of the mirrored or plain window.
std::vector<int> source_columns(const AugmentPlan& plan, const Overlap& x, int original_width) {
  std::vector<int> columns(static_cast<std::size_t>(x.size));
  for (int i = 0; i < x.size; ++i) {
    const std::int64_t position = x.first + (plan.mirror ? x.size - 1 - i : i);
    columns[static_cast<std::size_t>(i)] =
        static_cast<int>((2 * position + 1) * original_width / (std::int64_t{2} * plan.scaled.width));
  }
  return columns;
}

/// Nearest neighbour: source = floor((position + 0.5) * original / scaled), as resize_nearest.
void fill_target(const LabelMap& labels, const AugmentPlan& plan, std::span<std::int64_t> to) {
  const Covered covered = covered_by(plan);
  std::ranges::fill(to, kIgnoreTarget);
  const std::vector<int> columns = source_columns(plan, covered.x, labels.width);
  const int left = placed_left(plan, covered.x);
  for (int y = 0; y < covered.y.size; ++y) {
    const std::int64_t position = covered.y.first + y;
    const std::int64_t row = (2 * position + 1) * labels.height / (std::int64_t{2} * plan.scaled.height);
    const ClassId* from = labels.ids.data() + row * labels.width;
    std::int64_t* out =
        to.data() + static_cast<std::int64_t>(covered.y.in_window + y) * plan.window.width + left;
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const ClassId id = from[columns[x]];
      out[x] = id == kIgnore ? kIgnoreTarget : id;
    }
  }
}

void fill_warped_target(const LabelMap& labels, const AugmentPlan& plan, std::span<std::int64_t> to) {
  const SourceMap map = source_map(plan, {labels.height, labels.width}, 0);
  for (std::size_t i = 0; i < to.size(); ++i) {
    const ClassId id = labels.ids[static_cast<std::size_t>(map.places[i])];
    to[i] = id == kIgnore ? kIgnoreTarget : id;
  }
}

void check_sizes(const Example& example, const AugmentPlan& plan, const InputRecipe& input, std::size_t image,
                 std::size_t target) {
  const std::size_t pixels =
      static_cast<std::size_t>(plan.window.height) * static_cast<std::size_t>(plan.window.width);
  if (image != pixels * static_cast<std::size_t>(input.channels) || (target != 0 && target != pixels))
    throw Error(ErrorCode::shape_mismatch,
                example.name + ": a training picture of " + std::to_string(input.channels) + " x " +
                    std::to_string(plan.window.height) + " x " + std::to_string(plan.window.width) +
                    " does not fit the " + std::to_string(image) + " values and " + std::to_string(target) +
                    " targets given for it");
  if (example.labels &&
      (example.labels->height != example.image.height() || example.labels->width != example.image.width()))
    throw Error(ErrorCode::size_mismatch,
                example.name + ": picture of " + std::to_string(example.image.height()) + " x " +
                    std::to_string(example.image.width()) + " pixels, labels of " +
                    std::to_string(example.labels->height) + " x " + std::to_string(example.labels->width));
}

/// The plan, and the object that it is about.
struct Planned {
  AugmentPlan plan;
  std::optional<CropObject> object;
};

Planned planned(const Example& example, const AugmentOptions& options, const InputRecipe& input,
                std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture) {
  const PixelSize original{example.image.height(), example.image.width()};
  Planned all{plan_augment(original, options, input, seed, epoch, picture), std::nullopt};
  if (options.crop_at == CropAt::object) all.object = draw_object(example, seed, epoch, picture);
  if (all.object) centre_on(all.object->box, original, input, all.plan);
  return all;
}

void fill_targets(const LabelMap& labels, const AugmentPlan& plan, std::span<std::int64_t> to) {
  plan.warp ? fill_warped_target(labels, plan, to) : fill_target(labels, plan, to);
}

}  // namespace

PixelSize training_pair_size(PixelSize original, const AugmentOptions& options, const InputRecipe& input,
                             std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture) {
  return plan_augment(original, options, input, seed, epoch, picture).window;
}

AugmentPlan plan_training_pair(const Example& example, const AugmentOptions& options,
                               const InputRecipe& input, std::uint64_t seed, std::uint64_t epoch,
                               std::uint64_t picture) {
  return planned(example, options, input, seed, epoch, picture).plan;
}

void fill_training_pair(const Example& example, const AugmentOptions& options, const InputRecipe& input,
                        std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture,
                        std::span<float> image, std::span<std::int64_t> target) {
  const auto [plan, object] = planned(example, options, input, seed, epoch, picture);
  check_sizes(example, plan, input, image.size(), target.size());
  if (plan.warp)
    fill_warped_image(example.image, plan, input, image);
  else
    fill_image(example.image, plan, input, image);
  if (target.empty()) return;
  if (object && options.object_only)
    fill_targets(labels_of_object(*example.labels, *object), plan, target);
  else if (example.labels)
    fill_targets(*example.labels, plan, target);
  else
    std::ranges::fill(target, kIgnoreTarget);
}

}  // namespace perpixel
