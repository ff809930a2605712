#include "decode/mean_field.h"

#include <algorithm>
#include <limits>

#include "decode/row_kernels.h"
#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::size_t kBlock = 64;  // pixels whose scores stay in the first cache

void check(const Tensor& energies, const std::vector<PairwiseTerm>& terms) {
  if (energies.rank() != 4 || energies.size(0) != 1 || energies.count() == 0)
    throw Error(ErrorCode::shape_mismatch,
                "energies " + shape_text(energies.shape()) + "; wanted [1, L, H, W]");
  const auto labels = static_cast<std::size_t>(energies.size(1));
  const auto pixels = static_cast<std::size_t>(energies.size(2) * energies.size(3));
  for (const PairwiseTerm& term : terms) {
    if (term.filter->points() != pixels)
      throw Error(ErrorCode::shape_mismatch, "a filter of " + std::to_string(term.filter->points()) +
                                                 " points for " + std::to_string(pixels) + " pixels");
    const std::size_t given = term.compatibility.energy.size();
    if (given != 1 && given != labels && given != labels * labels)
      throw Error(ErrorCode::class_count, "a compatibility of " + std::to_string(given) + " numbers for " +
                                              std::to_string(labels) + " labels; wanted 1, L or L * L");
  }
}

/// [1, L, pixels] -> [pixels, stride], negated; a label that does not exist scores -infinity.
void scores_of(const Tensor& energies, std::size_t begin, std::size_t end, std::size_t stride, float* rows) {
  const auto labels = static_cast<std::size_t>(energies.size(1));
  const std::size_t pixels = energies.floats().size() / labels;
  const float* planes = energies.floats().data();
  for (std::size_t first = begin; first < end; first += kBlock) {
    const std::size_t last = std::min(first + kBlock, end);
    for (std::size_t c = 0; c < stride; ++c)
      for (std::size_t i = first; i < last; ++i)
        rows[i * stride + c] = c < labels ? -planes[c * pixels + i] : -std::numeric_limits<float>::infinity();
  }
}

/// [pixels, stride] -> [1, L, pixels].
void to_planes(const float* rows, std::size_t begin, std::size_t end, std::size_t stride, Tensor& planes) {
  const auto labels = static_cast<std::size_t>(planes.size(1));
  const std::size_t pixels = planes.floats().size() / labels;
  float* to = planes.floats().data();
  for (std::size_t first = begin; first < end; first += kBlock) {
    const std::size_t last = std::min(first + kBlock, end);
    for (std::size_t c = 0; c < labels; ++c)
      for (std::size_t i = first; i < last; ++i) to[c * pixels + i] = rows[i * stride + c];
  }
}

/// scores -= compatibility * message, one pixel.
void pay(const std::vector<float>& energy, const float* message, std::size_t labels, float* scores) {
  if (energy.size() == labels) {
    for (std::size_t l = 0; l < labels; ++l) scores[l] -= energy[l] * message[l];
    return;
  }
  for (std::size_t l = 0; l < labels; ++l)
    for (std::size_t k = 0; k < labels; ++k)
      scores[l] -= (energy[l * labels + k] + energy[k * labels + l]) / 2 * message[k];
}

/// The iteration of one picture; rows are pixels.
class Inference {
 public:
  Inference(const Tensor& energies, std::vector<PairwiseTerm>& terms, std::size_t team)
      : energies_(energies),
        terms_(terms),
        labels_(static_cast<std::size_t>(energies.size(1))),
        stride_(row_stride(labels_)),
        pixels_(energies.floats().size() / labels_),
        team_(team),
        scores_({static_cast<std::int64_t>(pixels_), static_cast<std::int64_t>(stride_)}),
        q_(scores_.shape()),
        scratch_({static_cast<std::int64_t>(team * 2 * kBlock), static_cast<std::int64_t>(stride_)}) {
    for (PairwiseTerm& term : terms) term.filter->reserve(stride_);
  }

  Tensor run(int iterations) {
    Tensor planes(energies_.shape());
    run_team(team_, [&](const TeamMember& member) {
      const std::size_t begin = member.begin(pixels_), end = member.end(pixels_);
      scores_of(energies_, begin, end, stride_, scores_.floats().data());
      softmax_rows(scores_.floats().data() + begin * stride_, stride_, end - begin,
                   q_.floats().data() + begin * stride_);
      for (int i = 0; i < iterations; ++i) {
        member.meet();
        for (PairwiseTerm& term : terms_) term.filter->take(q_.floats().data(), member);
        for (std::size_t first = begin; first < end; first += kBlock)
          update(first, std::min(first + kBlock, end), member.index());
      }
      to_planes(q_.floats().data(), begin, end, stride_, planes);
    });
    return planes;
  }

 private:
  /// The new Q of pixels [begin, end), at most kBlock.
  void update(std::size_t begin, std::size_t end, std::size_t member) {
    float* scores = scratch_.floats().data() + member * 2 * kBlock * stride_;
    const std::size_t count = (end - begin) * stride_;
    std::copy_n(scores_.floats().data() + begin * stride_, count, scores);
    for (const PairwiseTerm& term : terms_) add(term, begin, end, scores, scores + kBlock * stride_);
    softmax_rows(scores, stride_, end - begin, q_.floats().data() + begin * stride_);
  }

  void add(const PairwiseTerm& term, std::size_t begin, std::size_t end, float* scores,
           float* message) const {
    const auto& energy = term.compatibility.energy;
    if (energy.size() == 1) return term.filter->add_messages(begin, end, -energy[0], scores);
    std::fill_n(message, (end - begin) * stride_, 0.f);
    term.filter->add_messages(begin, end, 1, message);
    for (std::size_t i = 0; i < end - begin; ++i)
      pay(energy, message + i * stride_, labels_, scores + i * stride_);
  }

  const Tensor& energies_;
  std::vector<PairwiseTerm>& terms_;
  std::size_t labels_, stride_, pixels_, team_;
  Tensor scores_, q_, scratch_;
};

}  // namespace

Tensor mean_field(const Tensor& energies, std::vector<PairwiseTerm>& terms, int iterations, int threads) {
  check(energies, terms);
  return Inference(energies, terms, team_size(threads)).run(iterations);
}

}  // namespace perpixel
