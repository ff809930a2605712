#include "decode/dense_crf.h"

#include "decode/exact_filter.h"
#include "decode/lattice_filter.h"
#include "decode/row_kernels.h"
#include "error/error.h"

namespace perpixel {

namespace {

/// [H * W, 2]: x, y over `xy`.
std::vector<float> positions(const Image& image, float xy) {
  std::vector<float> features;
  features.reserve(2 * image.offset(image.height(), 0, 0) / static_cast<std::size_t>(image.channels()));
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      features.push_back(static_cast<float>(x) / xy);
      features.push_back(static_cast<float>(y) / xy);
    }
  return features;
}

/// [H * W, 2 + C]: x, y over `xy`, colours over `rgb`.
std::vector<float> positions_and_colors(const Image& image, float xy, float rgb) {
  const auto channels = static_cast<std::size_t>(image.channels());
  const auto samples = image.samples<std::uint8_t>();
  const std::vector<float> places = positions(image, xy);
  std::vector<float> features;
  features.reserve(places.size() + samples.size());
  for (std::size_t i = 0; i < places.size() / 2; ++i) {
    features.insert(features.end(), &places[2 * i], &places[2 * i] + 2);
    for (std::size_t c = 0; c < channels; ++c)
      features.push_back(static_cast<float>(samples[i * channels + c]) / rgb);
  }
  return features;
}

std::unique_ptr<GaussianFilter> filter_of(std::vector<float> features, int dimensions,
                                          CrfNormalisation normalisation, FilterKind kind, int threads) {
  std::unique_ptr<GaussianFilter> filter;
  if (kind == FilterKind::exact)
    filter = std::make_unique<ExactFilter>(std::move(features), dimensions);
  else
    filter = std::make_unique<LatticeFilter>(permutohedral(features, dimensions, threads));
  normalise(*filter, normalisation, threads);
  return filter;
}

/// u8 without alpha.
Image colors_of(const Image& image) {
  if (image.channels() > 4)
    throw Error(
        ErrorCode::image_unsupported,
        "dense CRF: a picture with " + std::to_string(image.channels()) + " channels; wanted at most 4");
  const Image bytes = image.type() == SampleType::u8 ? image : to_u8(image);
  return bytes.channels() == 4 ? with_channels(bytes, 3) : bytes;
}

}  // namespace

std::vector<WeightedFilter> dense_crf_filters(const Image& image, const DenseCrfRecipe& recipe,
                                              FilterKind kind, int threads) {
  const Image colors = colors_of(image);
  std::vector<WeightedFilter> filters;
  if (recipe.bilateral_weight != 0)
    filters.push_back({filter_of(positions_and_colors(colors, recipe.bilateral_xy, recipe.bilateral_rgb),
                                 2 + colors.channels(), recipe.normalisation, kind, threads),
                       recipe.bilateral_weight});
  if (recipe.smooth_weight != 0)
    filters.push_back({filter_of(positions(colors, recipe.smooth_xy), 2, recipe.normalisation, kind, threads),
                       recipe.smooth_weight});
  return filters;
}

std::vector<PairwiseTerm> dense_crf_terms(const Image& image, const DenseCrfRecipe& recipe, FilterKind kind,
                                          int threads) {
  std::vector<PairwiseTerm> terms;
  for (WeightedFilter& kernel : dense_crf_filters(image, recipe, kind, threads))
    terms.push_back(
        {std::move(kernel.filter), recipe.compatibility.empty()
                                       ? Compatibility::potts(kernel.weight)
                                       : Compatibility::times(recipe.compatibility, kernel.weight)});
  return terms;
}

Tensor crf_energies(const Tensor& probabilities) {
  Tensor energies(probabilities.shape());
  negative_log(probabilities.floats().data(), probabilities.floats().size(), 1e-5f, energies.floats().data());
  return energies;
}

Tensor dense_crf(const Image& image, const Tensor& probabilities, const DenseCrfRecipe& recipe, int threads) {
  if (probabilities.rank() != 4 || probabilities.size(2) != image.height() ||
      probabilities.size(3) != image.width())
    throw Error(ErrorCode::shape_mismatch, "dense CRF: probabilities " + shape_text(probabilities.shape()) +
                                               " for a picture of " + std::to_string(image.height()) + " x " +
                                               std::to_string(image.width()) + " pixels");
  auto terms = dense_crf_terms(image, recipe, FilterKind::lattice, threads);
  return mean_field(crf_energies(probabilities), terms, recipe.iterations, threads);
}

}  // namespace perpixel
