#include "train/feature_store.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <utility>

#include "error/error.h"
#include "file/file.h"
#include "weights/safetensors.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

Tensor moments_of(const Tensor& features) {
  const auto count = static_cast<std::size_t>(features.size(0)),
             width = static_cast<std::size_t>(features.size(1));
  Tensor moments = Tensor::zeros({2, features.size(1)}, DType::f64);
  const auto mean = moments.as<double>().first(width), squares = moments.as<double>().last(width);
  const auto values = std::as_const(features).floats();
  for (std::size_t i = 0; i < values.size(); ++i) mean[i % width] += static_cast<double>(values[i]);
  for (double& sum : mean) sum /= static_cast<double>(std::max<std::size_t>(1, count));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double apart = static_cast<double>(values[i]) - mean[i % width];
    squares[i % width] += apart * apart;
  }
  return moments;
}

Tensor labels_tensor(const std::vector<ClassId>& labels) {
  Tensor tensor({static_cast<std::int64_t>(labels.size())}, DType::u16);
  std::ranges::copy(labels, tensor.as<std::uint16_t>().begin());
  return tensor;
}

/// What a feature file holds, of the right types and shapes.
struct Contents {
  Tensor features, labels, moments;
};

Contents read_contents(const fs::path& file) {
  const WeightsFile stored = read_safetensors(file);
  const auto tensor = [&](const char* name, DType type, int rank) {
    const auto found = stored.tensors.find(name);
    if (found == stored.tensors.end() || found->second.dtype() != type || found->second.rank() != rank)
      throw Error(
          ErrorCode::weights_corrupt,
          file.string() + ": no \"" + name + "\" of " + std::to_string(rank) + " axes of " + dtype_name(type),
          "remove the file and go on with --resume: it is made again");
    return found->second;
  };
  Contents contents{tensor("features", DType::f32, 2), tensor("labels", DType::u16, 1),
                    tensor("moments", DType::f64, 2)};
  if (contents.labels.size(0) != contents.features.size(0) ||
      contents.moments.shape() != Shape{2, contents.features.size(1)})
    throw Error(ErrorCode::weights_corrupt, file.string() + ": features, labels and moments differ in size",
                "remove the file and go on with --resume: it is made again");
  return contents;
}

}  // namespace

fs::path feature_file(const fs::path& folder, std::size_t picture) {
  char name[32];
  std::snprintf(name, sizeof name, "%06zu.safetensors", picture);
  return folder / name;
}

void write_features(const fs::path& file, const PictureFeatures& picture, const FeatureOrigin& origin) {
  if (picture.features.rank() != 2 ||
      picture.features.size(0) != static_cast<std::int64_t>(picture.labels.size()))
    throw Error(ErrorCode::size_mismatch, file.string() + ": " + std::to_string(picture.labels.size()) +
                                              " labels for features " + shape_text(picture.features.shape()));
  write_safetensors(file,
                    {{"features", picture.features},
                     {"labels", labels_tensor(picture.labels)},
                     {"moments", moments_of(picture.features)}},
                    origin);
}

bool has_features(const fs::path& file, const FeatureOrigin& origin) {
  if (!is_file(file)) return false;
  try {
    return read_safetensors(file).metadata == origin;
  } catch (const Error&) {  // broken: it is made again
    return false;
  }
}

FeatureStore::FeatureStore(std::vector<fs::path> files, std::vector<std::string> pictures,
                           std::size_t classes)
    : files_(std::move(files)), pictures_(std::move(pictures)), of_class_(classes), of_pictures_(classes) {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const Contents contents = read_contents(files_[i]);
    if (i == 0) dimensions_ = contents.features.size(1);
    if (contents.features.size(1) != dimensions_)
      throw Error(ErrorCode::shape_mismatch,
                  files_[i].string() + ": " + std::to_string(contents.features.size(1)) +
                      " numbers a superpixel, " + files_[0].string() + " has " + std::to_string(dimensions_));
    const auto labels = std::as_const(contents.labels).as<std::uint16_t>();
    add_labels(i, {labels.begin(), labels.end()});
    add_moments(contents.moments, contents.features.size(0));
  }
  if (rows_.empty())
    throw Error(ErrorCode::dataset_empty,
                "none of the superpixels of " + std::to_string(files_.size()) + " pictures is labelled",
                "perpixel data check says what the masks hold");
}

void FeatureStore::add_labels(std::size_t file, const std::vector<ClassId>& labels) {
  std::set<ClassId> occurring;
  const std::int64_t before = size();
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] == kIgnore) continue;
    if (labels[row] >= of_class_.size())
      throw Error(ErrorCode::class_count, files_[file].string() + ": label " + std::to_string(labels[row]) +
                                              " where there are " + std::to_string(of_class_.size()) +
                                              " classes");
    of_class_[labels[row]].push_back(size());
    occurring.insert(labels[row]);
    rows_.push_back({static_cast<std::int32_t>(file), static_cast<std::int32_t>(row), labels[row]});
  }
  for (const ClassId id : occurring) of_pictures_[id] += static_cast<std::uint64_t>(size() - before);
}

/// Chan, Golub, LeVeque 1979: two sets' moments give those of their union.
void FeatureStore::add_moments(const Tensor& moments, std::int64_t count) {
  if (count == 0) return;
  const auto width = static_cast<std::size_t>(dimensions_);
  mean_.resize(width);
  squares_.resize(width);
  const auto mean = moments.as<double>().first(width), squares = moments.as<double>().last(width);
  const auto a = static_cast<double>(seen_), b = static_cast<double>(count);
  for (std::size_t d = 0; d < width; ++d) {
    const double apart = mean[d] - mean_[d];
    mean_[d] += apart * b / (a + b);
    squares_[d] += squares[d] + apart * apart * a * b / (a + b);
  }
  seen_ += count;
}

std::vector<double> FeatureStore::deviation() const {
  std::vector<double> deviation;
  for (const double sum : squares_) {
    const double value = std::sqrt(sum / static_cast<double>(seen_));
    // As f32, which the network computes in, a smaller one would overflow when divided by.
    deviation.push_back(value > 1e-30 ? value : 1);
  }
  return deviation;
}

Batch FeatureStore::batch(std::span<const std::int64_t> numbers) const {
  const auto count = static_cast<std::int64_t>(numbers.size());
  const auto width = static_cast<std::size_t>(dimensions_);
  Batch batch{.images = Tensor({count, dimensions_, 1, 1}), .targets = Tensor({count, 1, 1}, DType::i64)};
  std::map<std::int32_t, Tensor> open;  // of the files at hand
  auto to = batch.images.floats().begin();
  auto target = batch.targets.as<std::int64_t>().begin();
  for (const std::int64_t number : numbers) {
    const Row& row = rows_.at(static_cast<std::size_t>(number));
    const auto file = static_cast<std::size_t>(row.file);
    auto found = open.find(row.file);
    if (found == open.end()) found = open.emplace(row.file, read_contents(files_[file]).features).first;
    const Tensor& features = found->second;
    if (features.size(1) != dimensions_ || row.row >= features.size(0))
      throw Error(ErrorCode::shape_mismatch, files_[file].string() + " changed while it was in use");
    to = std::ranges::copy(features.floats().subspan(static_cast<std::size_t>(row.row) * width, width), to)
             .out;
    *target++ = row.label;
    batch.names.push_back(pictures_[file]);
  }
  return batch;
}

}  // namespace perpixel
