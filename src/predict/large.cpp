#include "predict/large.h"

#include <algorithm>

#include "decode/argmax.h"
#include "error/error.h"
#include "predict/tiled_scores.h"
#include "transform/to_tensor.h"

namespace perpixel {

namespace {

void check(const Recipe& recipe) {
  if (recipe.input.size_rule != SizeRule::native)
    throw Error(ErrorCode::unsupported,
                "a picture that is read in bands cannot be resized first, and this model's recipe does so",
                "leave out --tile, or resize the picture yourself");
  if (recipe.decoder != "argmax")
    throw Error(ErrorCode::unsupported,
                "the decoder " + recipe.decoder + " looks at the whole picture at once",
                "leave out --crf, or give --no-crf");
}

/// Tensors cut out of the rows that were read last.
class Band {
 public:
  Band(const PictureRows& rows, const InputRecipe& input) : rows_(rows), input_(input) {}

  Tensor part(int top, int left, int height, int width) {
    if (image_.empty() || top != top_ || height != image_.height()) {
      image_ = Image();  // before the next band is read
      image_ = rows_(top, height);
      top_ = top;
    }
    return to_tensor(crop(image_, 0, left, height, width), input_);
  }

 private:
  const PictureRows& rows_;
  const InputRecipe& input_;
  Image image_;
  int top_ = 0;
};

void paste(const LabelMap& labels, int left, LabelMap& band) {
  auto from = labels.ids.begin();
  for (int y = 0; y < labels.height; ++y, from += labels.width)
    std::copy_n(from, labels.width, &band.at(y, left));
}

}  // namespace

bool label_large_picture(const PictureRows& rows, const Tiling& tiling, const Recipe& recipe,
                         const Forward& forward, const std::function<void(const LabelMap& band)>& labelled,
                         const LargeHooks& hooks) {
  check(recipe);
  Band picture(rows, recipe.input);
  const auto part = [&](int top, int left, int height, int width) {
    return picture.part(top, left, height, width);
  };
  LabelMap band;
  std::size_t done = 0;
  const auto seen = [&](const ScoreTile& tile) {
    const LabelMap labels = argmax_labels(tile.scores);
    if (tile.left == 0) band = LabelMap(labels.height, tiling.x.pixels, 0);
    paste(labels, tile.left, band);
    if (tile.left + labels.width == tiling.x.pixels) labelled(band);
    if (hooks.progress) hooks.progress(++done, tiling.count());
  };
  return tiled_scores(
      part, tiling, recipe, forward, seen, hooks.keep_on ? hooks.keep_on : [] { return true; });
}

}  // namespace perpixel
