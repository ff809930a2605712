#include "decode/mean_field.h"

#include <algorithm>

#include "decode/label_rows.h"
#include "decode/row_kernels.h"
#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::size_t kBlock = kRowBlock;

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
    for (PairwiseTerm& term : terms) {
      term.filter->reserve(stride_);
      const bool is_matrix = labels_ > 1 && term.compatibility.energy.size() == labels_ * labels_;
      matrices_.push_back(is_matrix ? symmetric_part(term.compatibility.energy, labels_)
                                    : std::vector<float>());
    }
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
    for (std::size_t m = 0; m < terms_.size(); ++m) add(m, begin, end, scores, scores + kBlock * stride_);
    softmax_rows(scores, stride_, end - begin, q_.floats().data() + begin * stride_);
  }

  /// Term m's part of the scores.
  void add(std::size_t m, std::size_t begin, std::size_t end, float* scores, float* message) const {
    const PairwiseTerm& term = terms_[m];
    const auto& energy = term.compatibility.energy;
    if (energy.size() == 1) return term.filter->add_messages(begin, end, -energy[0], scores);
    std::fill_n(message, (end - begin) * stride_, 0.f);
    term.filter->add_messages(begin, end, 1, message);
    for (std::size_t i = 0; i < end - begin; ++i, message += stride_, scores += stride_)
      if (matrices_[m].empty())
        for (std::size_t l = 0; l < labels_; ++l) scores[l] -= energy[l] * message[l];
      else
        pay(matrices_[m], message, labels_, scores);
  }

  const Tensor& energies_;
  std::vector<PairwiseTerm>& terms_;
  std::size_t labels_, stride_, pixels_, team_;
  std::vector<std::vector<float>> matrices_;  // per term: the symmetric part, or empty where it is none
  Tensor scores_, q_, scratch_;
};

}  // namespace

Tensor mean_field(const Tensor& energies, std::vector<PairwiseTerm>& terms, int iterations, int threads) {
  check(energies, terms);
  return Inference(energies, terms, team_size(threads)).run(iterations);
}

}  // namespace perpixel
