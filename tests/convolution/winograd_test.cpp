// Lavin & Gray 2016: the minimal filtering identities F(2, 3) and F(4, 3) hold exactly. Nothing in the
// project runs them yet; whoever writes such a kernel finds the matrices and what they must give here.
#include <gtest/gtest.h>

#include <vector>

#include "convolution/forms.h"

namespace perpixel {
namespace {

struct Winograd {
  Map a, g, b;  // A^T [m, n], G [n, 3], B^T [n, n]
};

const Winograd kF2{{2, 4, {1, 1, 1, 0, 0, 1, -1, -1}},
                   {4, 3, {1, 0, 0, .5, .5, .5, .5, -.5, .5, 0, 0, 1}},
                   {4, 4, {1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0, 1, 0, -1}}};
const Winograd kF4{{4, 6, {1, 1, 1, 1, 1, 0, 0, 1, -1, 2, -2, 0, 0, 1, 1, 4, 4, 0, 0, 1, -1, 8, -8, 1}},
                   {6,
                    3,
                    {1. / 4, 0, 0, -1. / 6, -1. / 6, -1. / 6, -1. / 6, 1. / 6, -1. / 6, 1. / 24, 1. / 12,
                     1. / 6, 1. / 24, -1. / 12, 1. / 6, 0, 0, 1}},
                   {6, 6, {4, 0,  -5, 0, 1, 0, 0, -4, -4, 1,  1, 0, 0, 4, -4, -1, 1, 0,
                           0, -2, -1, 2, 1, 0, 0, 2,  -1, -2, 1, 0, 0, 4, 0,  -5, 0, 1}}};

Map filtered(const Winograd& w, const Map& d, const Map& g) {
  const Map gg = times(w.g, g, w.g.rows, 1), bd = times(w.b, d, w.b.rows, 1);
  Map product(gg.rows, 1);
  for (std::size_t i = 0; i < product.values.size(); ++i) product.values[i] = gg.values[i] * bd.values[i];
  return times(w.a, product, 1, w.a.rows);
}

// ops.md section 21, row 21: d = 1 ... 6, g = 1 10 100 -> 321 432 543 654; and F(2, 3) its first two.
TEST(Winograd, EqualsTheConvolution) {
  const Map g(3, 1, {1, 10, 100});
  const std::vector<double> expected{321, 432, 543, 654};
  const Map four = filtered(kF4, Map(6, 1, {1, 2, 3, 4, 5, 6}), g);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(four.values[i], expected[i], 1e-10);
  const Map two = filtered(kF2, Map(4, 1, {1, 2, 3, 4}), g);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(two.values[i], expected[i], 1e-10);
}

// The identity itself: sum over k of A^T[i, k] G[k, t] B^T[k, j] is 1 where j = i + t and 0 elsewhere.
TEST(Winograd, TheIdentity) {
  for (const Winograd* w : {&kF2, &kF4})
    for (std::int64_t i = 0; i < w->a.rows; ++i)
      for (std::int64_t t = 0; t < 3; ++t)
        for (std::int64_t j = 0; j < w->b.columns; ++j) {
          double sum = 0;
          for (std::int64_t k = 0; k < w->b.rows; ++k) sum += w->a.at(i, k) * w->g.at(k, t) * w->b.at(k, j);
          EXPECT_NEAR(sum, j == i + t, 1e-12);
        }
}

}  // namespace
}  // namespace perpixel
