#include "predict/zoomout.h"

#include <algorithm>
#include <optional>

#include "decode/slic.h"
#include "decode/superpixel_means.h"
#include "error/error.h"
#include "image/resize.h"
#include "predict/score.h"
#include "transform/to_tensor.h"

namespace perpixel {

namespace {

constexpr std::size_t kWindowsAtOnce = 8;  // VGG-16 needs about 100 MB of maps for each

Image in_frame(const Image& image, PixelSize frame) {
  if (frame == PixelSize{image.height(), image.width()}) return image;
  return resize_pillow(image, frame.height, frame.width);
}

Tensor as_it_is(const Image& image, InputRecipe input) {
  input.size_rule = SizeRule::native;
  return to_tensor(image, input);
}

Tensor warped(const Image& image, const PixelBox& box, InputRecipe input, int side) {
  input.size_rule = SizeRule::fixed;
  input.height = input.width = side;
  return to_tensor(crop(image, box.top, box.left, box.height, box.width), input);
}

const Tensor& output_of(const NamedTensors& outputs, const std::string& name, const char* graph) {
  const auto found = outputs.find(name);
  if (found != outputs.end()) return found->second;
  throw Error(ErrorCode::graph_invalid,
              "the model's graph \"" + std::string(graph) + "\" has no output \"" + name + "\"",
              "recipe.superpixels.levels names outputs of the trunk, subscene and scene");
}

/// Rows [first, first + rows of `part`) of `whole`.
void copy_rows(const Tensor& part, std::int64_t first, Tensor& whole) {
  std::ranges::copy(part.floats(), whole.floats().begin() + first * (whole.count() / whole.size(0)));
}

/// fc7 of each window, [boxes, F].
Tensor look_at(const Image& image, const std::vector<PixelBox>& boxes, const Recipe& recipe,
               const Forward& forward) {
  const int side = recipe.superpixels.scene_size;
  Tensor all;
  for (std::size_t first = 0; first < boxes.size(); first += kWindowsAtOnce) {
    const std::size_t count = std::min(kWindowsAtOnce, boxes.size() - first);
    Tensor windows({static_cast<std::int64_t>(count), recipe.input.channels, side, side});
    for (std::size_t i = 0; i < count; ++i)
      copy_rows(warped(image, boxes[first + i], recipe.input, side), static_cast<std::int64_t>(i), windows);
    const NamedTensors outputs = forward(kSceneGraph, {{kDataInput, windows}});
    const Tensor& seen = output_of(outputs, kSceneOutput, kSceneGraph);
    if (seen.rank() != 2 || seen.size(0) != windows.size(0))
      throw Error(ErrorCode::shape_mismatch, "the model's \"" + std::string(kSceneOutput) + "\" is " +
                                                 shape_text(seen.shape()) + "; wanted [" +
                                                 std::to_string(count) + ", F]");
    if (!all.defined()) all = Tensor({static_cast<std::int64_t>(boxes.size()), seen.size(1)});
    copy_rows(seen, static_cast<std::int64_t>(first), all);
  }
  return all;
}

/// Row i of the result is row `which[i]` of `rows`.
Tensor chosen_rows(const Tensor& rows, const std::vector<std::size_t>& which) {
  const auto width = static_cast<std::size_t>(rows.size(1));
  Tensor chosen({static_cast<std::int64_t>(which.size()), rows.size(1)});
  for (std::size_t i = 0; i < which.size(); ++i)
    std::ranges::copy(rows.floats().subspan(which[i] * width, width), chosen.floats().begin() + i * width);
  return chosen;
}

Tensor subscene_level(const Image& image, const Superpixels& superpixels, const Recipe& recipe,
                      const Forward& forward) {
  std::vector<PixelBox> different;
  std::vector<std::size_t> which;
  for (const PixelBox& box : neighbourhood_boxes(superpixels, recipe.superpixels.radius)) {
    const auto found = std::ranges::find(different, box);
    which.push_back(static_cast<std::size_t>(found - different.begin()));
    if (found == different.end()) different.push_back(box);
  }
  return chosen_rows(look_at(image, different, recipe, forward), which);
}

Tensor scene_level(const Image& image, const Superpixels& superpixels, const Recipe& recipe,
                   const Forward& forward) {
  const PixelBox whole{0, 0, image.height(), image.width()};
  return chosen_rows(look_at(image, {whole}, recipe, forward),
                     std::vector<std::size_t>(static_cast<std::size_t>(superpixels.count), 0));
}

/// Averages of the trunk's maps; the maps of one stage share their weights.
class TrunkLevels {
 public:
  TrunkLevels(const Image& image, const Superpixels& superpixels, const Recipe& recipe,
              const Forward& forward)
      : superpixels_(superpixels),
        maps_(forward(kTrunkGraph, {{kDataInput, as_it_is(image, recipe.input)}})) {}

  Tensor level(const std::string& name) {
    const Tensor& map = output_of(maps_, name, kTrunkGraph);
    if (map.rank() != 4 || map.size(0) != 1 || map.count() == 0)
      throw Error(ErrorCode::shape_mismatch,
                  "the model's map \"" + name + "\" is " + shape_text(map.shape()) + "; wanted [1, C, h, w]");
    const PixelSize size{static_cast<int>(map.size(2)), static_cast<int>(map.size(3))};
    if (!means_ || size != size_) means_.emplace(superpixels_, size.height, size.width);
    size_ = size;
    return means_->of(map);
  }

 private:
  const Superpixels& superpixels_;
  NamedTensors maps_;
  PixelSize size_;
  std::optional<SuperpixelMeans> means_;
};

/// [S, C_i] each -> [S, sum of C_i].
Tensor side_by_side(const std::vector<Tensor>& parts, int count) {
  std::int64_t width = 0;
  for (const Tensor& part : parts) width += part.size(1);
  Tensor joined({count, width});
  auto to = joined.floats().begin();
  for (int s = 0; s < count; ++s)
    for (const Tensor& part : parts) {
      const auto each = static_cast<std::size_t>(part.size(1));
      to = std::ranges::copy(part.floats().subspan(static_cast<std::size_t>(s) * each, each), to).out;
    }
  return joined;
}

/// [S, D] -> [1, D, S, 1]: one product with all superpixels side by side.
Tensor as_columns(const Tensor& rows) {
  const auto count = static_cast<std::size_t>(rows.size(0)), width = static_cast<std::size_t>(rows.size(1));
  Tensor columns({1, rows.size(1), rows.size(0), 1});
  for (std::size_t s = 0; s < count; ++s)
    for (std::size_t d = 0; d < width; ++d) columns.floats()[d * count + s] = rows.floats()[s * width + d];
  return columns;
}

}  // namespace

PixelSize superpixel_frame(const Recipe& recipe, PixelSize original, double scale) {
  return scaled(input_size(recipe.input, original), scale);
}

SuperpixelFeatures zoomout_features(const Image& image, const Recipe& recipe, const Forward& forward,
                                    double scale, int threads) {
  if (image.empty()) throw Error(ErrorCode::bad_value, "a picture of no pixels has nothing to label");
  const Image seen = in_frame(image, superpixel_frame(recipe, {image.height(), image.width()}, scale));
  Superpixels superpixels = slic(
      seen,
      {.count = recipe.superpixels.count, .compactness = recipe.superpixels.compactness, .threads = threads});
  std::optional<TrunkLevels> trunk;
  std::vector<Tensor> parts;
  for (const std::string& level : recipe.superpixels.levels) {
    if (level == kSubsceneLevel) {
      parts.push_back(subscene_level(seen, superpixels, recipe, forward));
    } else if (level == kSceneLevel) {
      parts.push_back(scene_level(seen, superpixels, recipe, forward));
    } else {
      if (!trunk) trunk.emplace(seen, superpixels, recipe, forward);
      parts.push_back(trunk->level(level));
    }
  }
  Tensor features = side_by_side(parts, superpixels.count);
  return {std::move(superpixels), std::move(features)};
}

Tensor zoomout_scores(const Image& image, const Recipe& recipe, const Forward& forward, double scale,
                      int threads) {
  const SuperpixelFeatures picture = zoomout_features(image, recipe, forward, scale, threads);
  const Superpixels& superpixels = picture.superpixels;
  const Tensor scores = network_scores(as_columns(picture.features), recipe, forward);  // [1, K, S, 1]
  if (scores.size(2) != superpixels.count || scores.size(3) != 1)
    throw Error(ErrorCode::shape_mismatch, "the model's scores are " + shape_text(scores.shape()) + " for " +
                                               std::to_string(superpixels.count) + " superpixels");
  const std::vector<std::int32_t> ids =
      resize_nearest(std::span<const std::int32_t>(superpixels.ids), superpixels.height, superpixels.width,
                     image.height(), image.width());
  Tensor painted({1, scores.size(1), image.height(), image.width()});
  auto to = painted.floats().begin();
  for (std::int64_t k = 0; k < scores.size(1); ++k) {
    const float* of_class = scores.floats().data() + k * superpixels.count;
    for (const std::int32_t id : ids) *to++ = of_class[id];
  }
  return painted;
}

}  // namespace perpixel
