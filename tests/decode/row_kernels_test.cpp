#include "decode/row_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tensor/tensor.h"

namespace perpixel {
namespace {

Tensor numbered(std::size_t rows, std::size_t stride) {
  Tensor tensor({static_cast<std::int64_t>(rows), static_cast<std::int64_t>(stride)});
  for (std::size_t i = 0; i < rows * stride; ++i)
    tensor.floats()[i] = static_cast<float>((i * 37 + 11) % 64) / 16;
  return tensor;
}

// Every number of vectors that a row can have, against the plain sums (exact: all numbers are short).
TEST(RowKernels, SumsAgainstThePlainLoop) {
  const std::vector<std::uint32_t> starts{0, 2, 2, 5};
  const std::vector<std::int32_t> index{3, 0, 1, 1, 2};
  const std::vector<float> weight{0.5f, 2, 1, -0.25f, 4};
  for (const std::size_t stride : {8, 16, 24, 32, 40, 56, 64}) {
    const Tensor rows = numbered(4, stride);
    Tensor out = Tensor::filled({3, static_cast<std::int64_t>(stride)}, 99);
    sum_rows({starts.data(), index.data(), weight.data()}, rows.floats().data(), stride, 0, 3,
             out.floats().data());
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t c = 0; c < stride; ++c) {
        float sum = 0;
        for (std::size_t e = starts[i]; e < starts[i + 1]; ++e)
          sum += weight[e] * rows.floats()[static_cast<std::size_t>(index[e]) * stride + c];
        ASSERT_EQ(out.floats()[i * stride + c], sum) << stride;
      }
  }
}

TEST(RowKernels, AddsAreRelativeToTheirBegin) {
  const std::vector<std::int32_t> index{0, 1, 2, 1};
  const std::vector<float> weight{1, 2, 0.5f, 0.25f};
  const Tensor rows = numbered(3, 24);
  Tensor out = Tensor::filled({1, 24}, 1);
  add_rows(index.data(), weight.data(), 2, rows.floats().data(), 24, 1, 2, -4, out.floats().data());
  for (std::size_t c = 0; c < 24; ++c)
    EXPECT_EQ(out.floats()[c], 1 - 4 * (0.5f * rows.floats()[48 + c] + 0.25f * rows.floats()[24 + c]));
}

// By hand, one chain 2 -> 0 -> 1; vertex 3 is in none.
TEST(RowKernels, BlurOfAChain) {
  const std::vector<std::uint32_t> starts{0, 3};
  const std::vector<std::int32_t> ids{2, 0, 1};
  Tensor rows = Tensor::zeros({4, 8});
  for (std::size_t v = 0; v < 4; ++v)
    rows.floats()[v * 8] = static_cast<float>(std::pow(10, v));  // 1 10 100 1000
  blur_chains(rows.floats().data(), 8, starts.data(), ids.data(), 0, 1);
  EXPECT_EQ(rows.floats()[0], 1 + 55.f);
  EXPECT_EQ(rows.floats()[8], 10.5f);
  EXPECT_EQ(rows.floats()[16], 100.5f);
  EXPECT_EQ(rows.floats()[24], 1000);
}

TEST(RowKernels, SoftmaxAgainstTheFormula) {
  const float none = -std::numeric_limits<float>::infinity();
  for (const std::size_t stride : {8, 24}) {
    Tensor scores = numbered(3, stride);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t c = stride - 3; c < stride; ++c) scores.floats()[i * stride + c] = none;
    scores.floats()[0] = 200;
    Tensor q(scores.shape());
    softmax_rows(scores.floats().data(), stride, 3, q.floats().data());
    for (std::size_t i = 0; i < 3; ++i) {
      double sum = 0;
      for (std::size_t c = 0; c < stride - 3; ++c) sum += std::exp(double{scores.floats()[i * stride + c]});
      for (std::size_t c = 0; c < stride; ++c)
        EXPECT_NEAR(q.floats()[i * stride + c], std::exp(double{scores.floats()[i * stride + c]}) / sum,
                    1e-6);
    }
  }
}

TEST(RowKernels, NegativeLogIsClipped) {
  const std::vector<float> p{0,     1e-9f, 0.5f, 1,    1.5f, std::numeric_limits<float>::quiet_NaN(),
                             0.25f, 0.1f,  0.9f, 0.3f, 0.2f};
  std::vector<float> energy(p.size());
  negative_log(p.data(), p.size(), 1e-5f, energy.data());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double clipped = std::isnan(p[i]) ? 1e-5 : std::min(1.0, std::max(1e-5, double{p[i]}));
    EXPECT_NEAR(energy[i], -std::log(clipped), 2e-6) << i;
  }
}

}  // namespace
}  // namespace perpixel
