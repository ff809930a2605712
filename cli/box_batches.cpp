#include "box_batches.h"

#include <memory>

#include "error/error.h"
#include "loss/location_grid.h"
#include "transform/box_cut.h"

namespace perpixel {

namespace {

/// What all batches of a training share.
struct Source {
  Dataset objects;
  InputRecipe input;
  AugmentOptions augment;
  std::uint64_t seed;
  int batch;
  PictureOrder order;
};

/// In pixels of the network's input, whose 224 a side are the release's.
float weight_of(const Box& box, const InputRecipe& input) {
  constexpr float kPublishedArea = 224.f * 224.f;
  const auto own = static_cast<float>(input.height) * static_cast<float>(input.width);
  return location_grid_weight(box.area() * kPublishedArea / own);
}

void fill_box(const Source& source, const PicturePlace& place, std::int64_t row, Batch& batch) {
  const Example example = source.objects.load(static_cast<std::size_t>(place.picture));
  const Instance& object = example.instances.at(0);
  const PixelSize size{example.image.height(), example.image.width()};
  const Box seen = box_with_context(object.box, size);
  const AugmentPlan plan =
      plan_augment(size, source.augment, source.input, source.seed, static_cast<std::uint64_t>(place.epoch),
                   static_cast<std::uint64_t>(place.picture));
  const auto slice = [&](auto span) {
    const std::size_t each = span.size() / static_cast<std::size_t>(source.batch);
    return span.subspan(static_cast<std::size_t>(row) * each, each);
  };
  fill_box_image(example.image, seen, source.input, plan, slice(batch.images.floats()));
  fill_box_target(decode_rle(object.mask), seen, kBoxMaskSide, plan.mirror,
                  slice(batch.targets.as<std::int64_t>()));
  batch.weights.floats()[static_cast<std::size_t>(row)] = weight_of(object.box, source.input);
  batch.box_classes.as<std::int64_t>()[static_cast<std::size_t>(row)] = object.class_id;
}

Batch make(const Source& source, std::int64_t index) {
  const std::int64_t boxes = source.batch;
  Batch batch;
  batch.images = Tensor({boxes, source.input.channels, source.input.height, source.input.width});
  batch.targets = Tensor({boxes, kBoxMaskSide, kBoxMaskSide}, DType::i64);
  batch.weights = Tensor({boxes});
  batch.box_classes = Tensor({boxes}, DType::i64);
  for (std::int64_t row = 0; row < boxes; ++row) {
    const PicturePlace place = source.order(index * boxes + row);
    batch.names.push_back(source.objects.names.at(static_cast<std::size_t>(place.picture)));
    fill_box(source, place, row, batch);
  }
  return batch;
}

}  // namespace

MakeBatch box_batches(const Dataset& objects, const Recipe& recipe, const AugmentOptions& augment,
                      std::uint64_t seed, int batch, PictureOrder order) {
  check_augment_options(augment);
  const auto source =
      std::make_shared<const Source>(objects, recipe.input, augment, seed, batch, std::move(order));
  return [source](std::int64_t index) { return make(*source, index); };
}

void require_box_settings(const Config& config, const Recipe& recipe) {
  const auto refuse = [&](const std::string& key, const std::string& hint) {
    throw Error(
        ErrorCode::bad_value,
        key + " = " + config.text(key) + " (" + config.origin(key) + ") is not for models that label boxes",
        hint);
  };
  for (const char* key : {"train.dice", "train.lovasz", "train.border_weight", "train.flip_vertical",
                          "train.rotate", "train.elastic"})
    if (config.number(key) != 0) refuse(key, std::string("use ") + key + "=0");
  if (config.text("train.class_weights") != "none")
    refuse("train.class_weights",
           "use train.class_weights=none; train.sampling=class_balanced favours rare classes");
  for (const double scale : config.numbers("train.scale"))
    if (scale != 1) refuse("train.scale", "boxes are warped to one size: use train.scale=[1,1]");
  const std::vector<double> crop = config.numbers("train.crop");
  const std::string side = std::to_string(recipe.input.height) + ", " + std::to_string(recipe.input.width);
  if (crop.at(0) != recipe.input.height || crop.back() != recipe.input.width)
    refuse("train.crop",
           "a box is warped to model.image_size: use train.crop=[" + side + "] or leave it out");
}

}  // namespace perpixel
