// ops.md 15 and 21, row 21: minimal filtering F(2, 3), F(4, 3), F(6, 3) in rationals: each matrix as whole
// numbers over one denominator, products and sums of which are exact in double.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "convolution/forms.h"

namespace perpixel {
namespace {

struct Winograd {
  Map a, g, b;  // numerators of A^T [m, n], G [n, 3], B^T [n, n]
  double a_over, g_over, b_over;
  double over() const { return a_over * g_over * b_over; }
};

const Winograd kF2{{2, 4, {1, 1, 1, 0, 0, 1, -1, -1}},
                   {4, 3, {2, 0, 0, 1, 1, 1, 1, -1, 1, 0, 0, 2}},
                   {4, 4, {1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0, 1, 0, -1}},
                   1,
                   2,
                   1};
const Winograd kF4{{4, 6, {1, 1, 1, 1, 1, 0, 0, 1, -1, 2, -2, 0, 0, 1, 1, 4, 4, 0, 0, 1, -1, 8, -8, 1}},
                   {6, 3, {6, 0, 0, -4, -4, -4, -4, 4, -4, 1, 2, 4, 1, -2, 4, 0, 0, 24}},
                   {6, 6, {4, 0,  -5, 0, 1, 0, 0, -4, -4, 1,  1, 0, 0, 4, -4, -1, 1, 0,
                           0, -2, -1, 2, 1, 0, 0, 2,  -1, -2, 1, 0, 0, 4, 0,  -5, 0, 1}},
                   1,
                   24,
                   1};
// clang-format off
const Winograd kF6{{6, 8, {32, 32,  32,  32,   32,    32, 32,  0,
                           0,  32, -32,  64,   -64,   16, -16, 0,
                           0,  32,  32,  128,  128,   8,  8,   0,
                           0,  32, -32,  256,  -256,  4,  -4,  0,
                           0,  32,  32,  512,  512,   2,  2,   0,
                           0,  32, -32,  1024, -1024, 1,  -1,  32}},
                   {8, 3, {90,   0,   0,
                           -20, -20, -20,
                           -20,  20, -20,
                           1,    2,   4,
                           1,   -2,   4,
                           64,   32,  16,
                           64,  -32,  16,
                           0,    0,   90}},
                   {8, 8, {4,  0, -21,  0,   21,  0,  -4, 0,
                           0,  4,  4,  -17, -17,  4,   4, 0,
                           0, -4,  4,   17, -17, -4,   4, 0,
                           0,  2,  1,  -10, -5,   8,   4, 0,
                           0, -2,  1,   10, -5,  -8,   4, 0,
                           0,  8,  16, -10, -20,  2,   4, 0,
                           0, -8,  16,  10, -20, -2,   4, 0,
                           0, -4,  0,   21,  0,  -21,  0, 4}},
                   32,
                   90,
                   4};
// clang-format on

Map product(const Map& left, const Map& right) {
  Map out(left.rows, right.columns);
  for (std::int64_t y = 0; y < left.rows; ++y)
    for (std::int64_t x = 0; x < right.columns; ++x)
      for (std::int64_t k = 0; k < left.columns; ++k) out.at(y, x) += left.at(y, k) * right.at(k, x);
  return out;
}

Map elementwise(Map left, const Map& right) {
  for (std::size_t i = 0; i < left.values.size(); ++i) left.values[i] *= right.values[i];
  return left;
}

/// Numerators of A^T [(G g G^T) * (B^T d B)] A, over the square of `over`.
Map filtered(const Winograd& w, const Map& d, const Map& g) {
  const Map gg = product(product(w.g, g), transposed(w.g)), bd = product(product(w.b, d), transposed(w.b));
  return product(product(w.a, elementwise(gg, bd)), transposed(w.a));
}

Map counting(std::int64_t side, double first) {
  Map map(side, side);
  std::iota(map.values.begin(), map.values.end(), first);
  return map;
}

// sum over k of A^T[i, k] G[k, t] B^T[k, j] is 1 where j = i + t and 0 elsewhere.
TEST(WinogradExact, TheIdentity) {
  for (const Winograd* w : {&kF2, &kF4, &kF6})
    for (std::int64_t i = 0; i < w->a.rows; ++i)
      for (std::int64_t t = 0; t < 3; ++t)
        for (std::int64_t j = 0; j < w->b.columns; ++j) {
          double sum = 0;
          for (std::int64_t k = 0; k < w->b.rows; ++k) sum += w->a.at(i, k) * w->g.at(k, t) * w->b.at(k, j);
          EXPECT_EQ(sum, j == i + t ? w->over() : 0) << w->a.rows << ": " << i << " " << t << " " << j;
        }
}

// d = 1 ... 6, g = 1 10 100, with what stands between: G g and B^T d.
TEST(WinogradExact, OneDimension) {
  const Map gg = product(kF4.g, {3, 1, {1, 10, 100}}), bd = product(kF4.b, {6, 1, {1, 2, 3, 4, 5, 6}});
  EXPECT_EQ(gg.values,
            (std::vector<double>{24. / 4, -24. * 37 / 2, -24. * 91 / 6, 421, 24. * 127 / 8, 2400}));
  EXPECT_EQ(bd.values, (std::vector<double>{-6, -11, -3, 6, -2, -6}));
  EXPECT_EQ(product(kF4.a, elementwise(gg, bd)).values,
            (std::vector<double>{24. * 321, 24. * 432, 24. * 543, 24. * 654}));
}

// d = 0 ... 35, g = 1 ... 9, the figures of the specification; the other two against the convolution.
TEST(WinogradExact, TwoDimensions) {
  const Map expected(4, 4,
                     {429, 474, 519, 564, 699, 744, 789, 834, 969, 1014, 1059, 1104, 1239, 1284, 1329, 1374});
  EXPECT_EQ(convolve(counting(6, 0), counting(3, 1)), expected);
  for (const Winograd* w : {&kF2, &kF4, &kF6}) {
    const Map d = counting(w->b.rows, 0), plain = convolve(d, counting(3, 1));
    const Map found = filtered(*w, d, counting(3, 1));
    ASSERT_EQ(found.rows, plain.rows);
    for (std::size_t i = 0; i < plain.values.size(); ++i)
      EXPECT_EQ(found.values[i], plain.values[i] * w->over() * w->over()) << w->a.rows << " " << i;
  }
}

using Floats = std::vector<float>;

/// [rows, inner] times [inner, columns] in single precision.
Floats product(const Floats& left, const Floats& right, std::size_t inner) {
  const std::size_t rows = left.size() / inner, columns = right.size() / inner;
  Floats out(rows * columns, 0.f);
  for (std::size_t y = 0; y < rows; ++y)
    for (std::size_t x = 0; x < columns; ++x)
      for (std::size_t k = 0; k < inner; ++k)
        out[y * columns + x] += left[y * inner + k] * right[k * columns + x];
  return out;
}

Floats over(const Map& numerators, double denominator) {
  Floats out;
  for (const double value : numerators.values) out.push_back(static_cast<float>(value / denominator));
  return out;
}

// The same in single precision: within 1e-4 of each figure.
TEST(WinogradExact, InSinglePrecision) {
  for (const Winograd* w : {&kF2, &kF4, &kF6}) {
    const auto n = static_cast<std::size_t>(w->b.rows), m = static_cast<std::size_t>(w->a.rows);
    const Map d = counting(w->b.rows, 0), g = counting(3, 1), plain = convolve(d, g);
    const Floats at = over(w->a, w->a_over), gm = over(w->g, w->g_over), bt = over(w->b, w->b_over),
                 a = over(transposed(w->a), w->a_over), gt = over(transposed(w->g), w->g_over),
                 b = over(transposed(w->b), w->b_over);
    Floats inside = product(product(gm, over(g, 1), 3), gt, 3);
    const Floats bd = product(product(bt, over(d, 1), n), b, n);
    for (std::size_t i = 0; i < inside.size(); ++i) inside[i] *= bd[i];
    const Floats found = product(product(at, inside, n), a, n);
    ASSERT_EQ(found.size(), m * m);
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_NEAR(found[i], plain.values[i], 1e-4 * std::abs(plain.values[i])) << m << " " << i;
  }
}

}  // namespace
}  // namespace perpixel
