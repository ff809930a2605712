#include "decode/mean_field_gradient.h"

#include <algorithm>
#include <cmath>

#include "decode/label_rows.h"
#include "decode/row_kernels.h"
#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::size_t kBlock = 4096;  // pixels whose parts of a sum are one number: whatever the team

void check(const Tensor& energies, const LabelMap& truth, const std::vector<WeightedFilter>& filters,
           std::size_t numbers) {
  if (energies.rank() != 4 || energies.size(0) != 1 || energies.count() == 0 ||
      energies.size(2) != truth.height || energies.size(3) != truth.width)
    throw Error(ErrorCode::shape_mismatch, "energies " + shape_text(energies.shape()) + " for labels of " +
                                               std::to_string(truth.height) + " x " +
                                               std::to_string(truth.width) + " pixels; wanted [1, L, H, W]");
  for (const WeightedFilter& kernel : filters)
    if (kernel.filter->points() != truth.ids.size())
      throw Error(ErrorCode::shape_mismatch, "a filter of " + std::to_string(kernel.filter->points()) +
                                                 " points for " + std::to_string(truth.ids.size()) +
                                                 " pixels");
  const auto labels = static_cast<std::size_t>(energies.size(1));
  if (numbers != labels * labels)
    throw Error(ErrorCode::class_count, "a compatibility of " + std::to_string(numbers) + " numbers for " +
                                            std::to_string(labels) + " labels; wanted L * L");
  for (std::size_t i = 0; i < truth.ids.size(); ++i)
    if (truth.ids[i] != kIgnore && truth.ids[i] >= labels)
      throw Error(ErrorCode::label_not_in_table,
                  "label " + std::to_string(truth.ids[i]) +
                      " at x = " + std::to_string(i % static_cast<std::size_t>(truth.width)) +
                      ", y = " + std::to_string(i / static_cast<std::size_t>(truth.width)) +
                      " is none of the " + std::to_string(labels) + " that the model knows");
}

/// The iterations of one picture, all kept. With S_t = sum_m w_m K_m Q_t and A_t+1 = -energies - mu S_t,
/// Q_t+1 = softmax(A_t+1): forwards for t = 0, 1, ..; then, with g_X = d sum / d X, backwards
///   g_A = onehot(truth) - Q at the last A,   g_mu -= g_A S_t^T,   g_S = -mu g_A,
///   g_Q = sum_m w_m K_m^T g_S,   g_A = Q (g_Q - <Q, g_Q>) one iteration earlier.
class Unrolled {
 public:
  Unrolled(const Tensor& energies, const LabelMap& truth, std::vector<WeightedFilter>& filters,
           std::span<const float> mu, int iterations, WantGradient want, int threads)
      : energies_(energies),
        truth_(truth),
        filters_(filters),
        labels_(static_cast<std::size_t>(energies.size(1))),
        stride_(row_stride(labels_)),
        pixels_(truth.ids.size()),
        blocks_((pixels_ + kBlock - 1) / kBlock),
        team_(team_size(threads)),
        iterations_(static_cast<std::size_t>(iterations)),
        keeps_(want == WantGradient::yes),
        mu_(symmetric_part({mu.begin(), mu.end()}, labels_)),
        log_sums_(blocks_, 0.),
        unary_(rows()),
        q_(rows()),
        scratch_({static_cast<std::int64_t>(team_ * 2 * kRowBlock), static_cast<std::int64_t>(stride_)}) {
    if (keeps_)
      for (const WeightedFilter& kernel : filters_)
        transposed_.push_back({kernel.filter->transposed(), kernel.weight});
    for (auto* kernels : {&filters_, &transposed_})
      for (WeightedFilter& kernel : *kernels) kernel.filter->reserve(stride_);
    for (std::size_t t = 0; t < (keeps_ ? iterations_ : std::min<std::size_t>(1, iterations_)); ++t)
      sums_.push_back(rows());
    if (!keeps_) return;
    slope_ = rows();
    pulled_ = rows();
    mu_slopes_.assign(blocks_, std::vector<double>(labels_ * labels_));
    few_.assign(team_, std::vector<float>(labels_ * labels_));
  }

  TruthLikelihood run() {
    run_team(team_, [&](const TeamMember& member) {
      go_forward(member);
      for (std::size_t b = member.begin(blocks_); b < member.end(blocks_); ++b) judge(b, member.index());
      if (keeps_) go_back(member);
    });
    return total();
  }

 private:
  struct Part {
    std::size_t begin, end;
  };

  Tensor rows() const {
    return Tensor::zeros({static_cast<std::int64_t>(pixels_), static_cast<std::int64_t>(stride_)});
  }
  Part block(std::size_t b) const { return {b * kBlock, std::min((b + 1) * kBlock, pixels_)}; }
  Part part_of(const TeamMember& member) const {
    return {std::min(member.begin(blocks_) * kBlock, pixels_),
            std::min(member.end(blocks_) * kBlock, pixels_)};
  }
  static float* at(Tensor& rows, std::size_t pixel, std::size_t stride) {
    return rows.floats().data() + pixel * stride;
  }
  Tensor* sums_at(std::size_t t) { return &sums_[keeps_ ? t : 0]; }
  Tensor* last_sums() { return iterations_ == 0 ? nullptr : sums_at(iterations_ - 1); }
  /// kRowBlock rows of a member's own, of which there are two.
  float* scratch(std::size_t member, std::size_t which) {
    return at(scratch_, (2 * member + which) * kRowBlock, stride_);
  }

  void go_forward(const TeamMember& member);
  void go_back(const TeamMember& member);
  void filter(std::vector<WeightedFilter>& filters, Tensor& from, Tensor& to, const TeamMember& member);
  void score(Tensor* sums, std::size_t begin, std::size_t end, float* to);
  void settle(Tensor* sums, const TeamMember& member);
  void judge(std::size_t b, std::size_t member);
  void judge_pixel(std::size_t pixel, const float* scores, double& log_sum);
  void add_mu_slope(std::size_t b, const Tensor& sums, std::size_t member);
  void pull(const Part& own);
  void through_softmax(const Part& own, Tensor* sums, std::size_t member);
  TruthLikelihood total() const;

  const Tensor& energies_;
  const LabelMap& truth_;
  std::vector<WeightedFilter>& filters_;
  std::size_t labels_, stride_, pixels_, blocks_, team_, iterations_;
  bool keeps_;
  std::vector<float> mu_;
  std::vector<double> log_sums_;                // per block
  std::vector<std::vector<double>> mu_slopes_;  // per block [L, L]
  std::vector<std::vector<float>> few_;         // per member: the part of kRowBlock pixels
  Tensor unary_, q_, scratch_;
  std::vector<Tensor> sums_;  // S of every iteration, or of the one at hand
  Tensor slope_, pulled_;     // g_A or g_Q; g_S
  std::vector<WeightedFilter> transposed_;
};

/// to = sum_m w_m K_m from, the member's rows. Every row of `from` must be there.
void Unrolled::filter(std::vector<WeightedFilter>& filters, Tensor& from, Tensor& to,
                      const TeamMember& member) {
  const Part own = part_of(member);
  for (WeightedFilter& kernel : filters) kernel.filter->take(from.floats().data(), member);
  std::fill(at(to, own.begin, stride_), at(to, own.end, stride_), 0.f);
  for (WeightedFilter& kernel : filters)
    kernel.filter->add_messages(own.begin, own.end, kernel.weight, at(to, own.begin, stride_));
}

/// A of pixels [begin, end), at most kRowBlock.
void Unrolled::score(Tensor* sums, std::size_t begin, std::size_t end, float* to) {
  std::copy(at(unary_, begin, stride_), at(unary_, end, stride_), to);
  if (!sums) return;
  for (std::size_t i = begin; i < end; ++i, to += stride_) pay(mu_, at(*sums, i, stride_), labels_, to);
}

/// Q of the member's pixels.
void Unrolled::settle(Tensor* sums, const TeamMember& member) {
  const Part own = part_of(member);
  float* scores = scratch(member.index(), 0);
  for (std::size_t first = own.begin; first < own.end; first += kRowBlock) {
    const std::size_t last = std::min(first + kRowBlock, own.end);
    score(sums, first, last, scores);
    softmax_rows(scores, stride_, last - first, at(q_, first, stride_));
  }
}

void Unrolled::go_forward(const TeamMember& member) {
  const Part own = part_of(member);
  scores_of(energies_, own.begin, own.end, stride_, unary_.floats().data());
  settle(nullptr, member);
  for (std::size_t t = 0; t < iterations_; ++t) {
    member.meet();
    filter(filters_, q_, *sums_at(t), member);
    settle(sums_at(t), member);
  }
}

/// The block's log-probability, and g_A of the last iteration.
void Unrolled::judge(std::size_t b, std::size_t member) {
  const Part part = block(b);
  float* scores = scratch(member, 0);
  for (std::size_t first = part.begin; first < part.end; first += kRowBlock) {
    const std::size_t last = std::min(first + kRowBlock, part.end);
    score(last_sums(), first, last, scores);
    for (std::size_t i = first; i < last; ++i) judge_pixel(i, scores + (i - first) * stride_, log_sums_[b]);
  }
}

void Unrolled::judge_pixel(std::size_t pixel, const float* scores, double& log_sum) {
  const ClassId truth = truth_.ids[pixel];
  if (truth == kIgnore) return;  // its slope stays 0
  const float highest = *std::max_element(scores, scores + labels_);
  double sum = 0;
  for (std::size_t l = 0; l < labels_; ++l) sum += std::exp(double{scores[l]} - double{highest});
  log_sum += double{scores[truth]} - double{highest} - std::log(sum);
  if (!keeps_) return;
  float* slope = at(slope_, pixel, stride_);
  const float* q = at(q_, pixel, stride_);
  for (std::size_t l = 0; l < labels_; ++l) slope[l] = -q[l];
  slope[truth] += 1;
}

/// mu_slopes -= g_A S^T over the block's pixels: in float over a few of them, then in double.
void Unrolled::add_mu_slope(std::size_t b, const Tensor& sums, std::size_t member) {
  const Part part = block(b);
  std::vector<float>& few = few_[member];
  for (std::size_t first = part.begin; first < part.end; first += kRowBlock) {
    std::ranges::fill(few, 0.f);
    for (std::size_t i = first; i < std::min(first + kRowBlock, part.end); ++i) {
      const float* slope = at(slope_, i, stride_);
      const float* sum = sums.floats().data() + i * stride_;
      for (std::size_t l = 0; l < labels_; ++l)
        for (std::size_t k = 0; k < labels_; ++k) few[l * labels_ + k] += slope[l] * sum[k];
    }
    for (std::size_t e = 0; e < few.size(); ++e) mu_slopes_[b][e] -= double{few[e]};
  }
}

/// g_S = -mu g_A.
void Unrolled::pull(const Part& own) {
  std::fill(at(pulled_, own.begin, stride_), at(pulled_, own.end, stride_), 0.f);
  for (std::size_t i = own.begin; i < own.end; ++i)
    pay(mu_, at(slope_, i, stride_), labels_, at(pulled_, i, stride_));
}

/// g_A = Q (g_Q - <Q, g_Q>) in place, with the Q that followed these sums.
void Unrolled::through_softmax(const Part& own, Tensor* sums, std::size_t member) {
  float *scores = scratch(member, 0), *q = scratch(member, 1);
  for (std::size_t first = own.begin; first < own.end; first += kRowBlock) {
    const std::size_t last = std::min(first + kRowBlock, own.end);
    score(sums, first, last, scores);
    softmax_rows(scores, stride_, last - first, q);
    for (std::size_t i = first; i < last; ++i) {
      float* slope = at(slope_, i, stride_);
      const float* p = q + (i - first) * stride_;
      float mean = 0;
      for (std::size_t l = 0; l < labels_; ++l) mean += p[l] * slope[l];
      for (std::size_t l = 0; l < labels_; ++l) slope[l] = p[l] * (slope[l] - mean);
    }
  }
}

void Unrolled::go_back(const TeamMember& member) {
  const Part own = part_of(member);
  for (std::size_t t = iterations_; t-- > 0;) {
    for (std::size_t b = member.begin(blocks_); b < member.end(blocks_); ++b)
      add_mu_slope(b, sums_[t], member.index());
    if (t == 0) return;  // the first Q knows nothing of mu
    pull(own);
    member.meet();
    filter(transposed_, pulled_, slope_, member);
    through_softmax(own, &sums_[t - 1], member.index());
  }
}

TruthLikelihood Unrolled::total() const {
  TruthLikelihood all;
  for (const double part : log_sums_) all.sum += part;
  all.pixels = static_cast<std::size_t>(
      std::ranges::count_if(truth_.ids, [](const ClassId id) { return id != kIgnore; }));
  if (!keeps_) return all;
  std::vector<double> slope(labels_ * labels_);
  for (const auto& part : mu_slopes_)
    for (std::size_t e = 0; e < slope.size(); ++e) slope[e] += part[e];
  all.gradient.resize(slope.size());
  for (std::size_t l = 0; l < labels_; ++l)
    for (std::size_t k = 0; k < labels_; ++k)
      all.gradient[l * labels_ + k] = (slope[l * labels_ + k] + slope[k * labels_ + l]) / 2;
  return all;
}

}  // namespace

TruthLikelihood truth_likelihood(const Tensor& energies, const LabelMap& truth,
                                 std::vector<WeightedFilter>& filters, std::span<const float> mu,
                                 int iterations, WantGradient want, int threads) {
  check(energies, truth, filters, mu.size());
  return Unrolled(energies, truth, filters, mu, std::max(0, iterations), want, threads).run();
}

}  // namespace perpixel
