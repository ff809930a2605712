#include "training_batches.h"

#include <memory>

#include "error/error.h"

namespace perpixel {

namespace {

/// What all batches of a training share.
struct Source {
  Source(const Dataset& dataset, const InputRecipe& recipe, const AugmentOptions& options, std::uint64_t key,
         int pictures, PictureOrder pictures_in_order, PixelWeighting pixel_weighting)
      : data(dataset),
        input(recipe),
        augment(options),
        seed(key),
        batch(pictures),
        order(std::move(pictures_in_order)),
        weighting(std::move(pixel_weighting)) {}

  Dataset data;
  InputRecipe input;
  AugmentOptions augment;
  std::uint64_t seed;
  int batch;
  PictureOrder order;
  PixelWeighting weighting;
};

/// The first example decides the size of the batch; with a crop all agree.
void fill(Source& source, std::int64_t index, Batch& batch) {
  const auto pictures = static_cast<std::int64_t>(source.batch);
  std::vector<std::int64_t> classes;
  for (std::int64_t i = 0; i < pictures; ++i) {
    const auto [picture, epoch] = source.order(index * pictures + i);
    const auto number = static_cast<std::size_t>(picture);
    const auto key = static_cast<std::uint64_t>(picture);
    batch.names.push_back(source.data.names[number]);
    const Example example = source.data.load(number);
    const PixelSize size =
        training_pair_size({example.image.height(), example.image.width()}, source.augment, source.input,
                           source.seed, static_cast<std::uint64_t>(epoch), key);
    if (i == 0) {
      batch.images = Tensor({pictures, source.input.channels, size.height, size.width});
      if (!source.data.is_classification)
        batch.targets = Tensor({pictures, size.height, size.width}, DType::i64);
      if (source.weighting.border.weight > 0 && !source.data.is_classification)
        batch.weights = Tensor({pictures, size.height, size.width});
    }
    const auto slice = [&](auto span) {
      const std::size_t each = span.size() / static_cast<std::size_t>(pictures);
      return span.subspan(static_cast<std::size_t>(i) * each, each);
    };
    fill_training_pair(
        example, source.augment, source.input, source.seed, static_cast<std::uint64_t>(epoch), key,
        slice(batch.images.floats()),
        source.data.is_classification ? std::span<std::int64_t>{} : slice(batch.targets.as<std::int64_t>()));
    if (batch.weights.defined())
      fill_pixel_weights(example,
                         plan_training_pair(example, source.augment, source.input, source.seed,
                                            static_cast<std::uint64_t>(epoch), key),
                         source.weighting.border, source.weighting.class_weights,
                         slice(batch.weights.floats()));
    classes.push_back(example.image_class.value_or(static_cast<int>(kIgnoreTarget)));
  }
  if (source.data.is_classification) batch.targets = Tensor::from_ints({pictures}, std::move(classes));
}

/// A crop is what the network gets: it must have a size that the network takes.
void check_crop(const InputRecipe& input, int side, const char* axis) {
  if (side > 0 && side < input.size_least)
    throw Error(ErrorCode::bad_value,
                std::string("train.crop: a ") + axis + " of " + std::to_string(side) + " px is below the " +
                    std::to_string(input.size_least) + " px that this model needs",
                "the nearest is " + std::to_string(input.size_least));
  if (side == 0 || side % input.size_multiple == input.size_remainder) return;
  const int below = side - (side - input.size_remainder % input.size_multiple) % input.size_multiple;
  throw Error(
      ErrorCode::bad_value,
      std::string("train.crop: a ") + axis + " of " + std::to_string(side) +
          " px is none that this model takes: it must leave " + std::to_string(input.size_remainder) +
          " when divided by " + std::to_string(input.size_multiple),
      "the nearest are " + std::to_string(below) + " and " + std::to_string(below + input.size_multiple));
}

}  // namespace

MakeBatch training_batches(const Dataset& data, const Recipe& recipe, const AugmentOptions& augment,
                           std::uint64_t seed, int batch, PictureOrder order,
                           const PixelWeighting& weighting) {
  if (augment.crop_height == 0 && batch > 1)
    throw Error(ErrorCode::bad_value,
                "train.crop = 0 (whole pictures) with train.batch = " + std::to_string(batch),
                "pictures differ in size: use train.batch=1 with train.accumulate, or a crop");
  check_crop(recipe.input, augment.crop_height, "height");
  check_crop(recipe.input, augment.crop_width, "width");
  check_augment_options(augment);
  check_border_weight(weighting.border);
  if (augment.object_only && weighting.border.weight > 0)
    throw Error(ErrorCode::bad_value,
                "train.object_only = true with train.border_weight: one object has no border to others",
                "set one of them to 0 or false");
  auto source =
      std::make_shared<Source>(data, recipe.input, augment, seed, batch, std::move(order), weighting);
  return [source](std::int64_t index) {
    Batch result;
    fill(*source, index, result);
    return result;
  };
}

}  // namespace perpixel
