#include "array/reduce.h"

#include <cmath>
#include <limits>

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr Reduction kReductions[] = {
    Reduction::sum, Reduction::mean, Reduction::product, Reduction::maximum,     Reduction::minimum,
    Reduction::l1,  Reduction::l2,   Reduction::log_sum, Reduction::log_sum_exp, Reduction::sum_square};

/// The definitions, in double.
double reduced(Reduction kind, const std::vector<double>& terms) {
  double sum = 0, product = 1, most = -INFINITY, least = INFINITY, l1 = 0, squares = 0, exponents = 0;
  for (const double term : terms) {
    sum += term;
    product *= term;
    most = std::max(most, term);
    least = std::min(least, term);
    l1 += std::abs(term);
    squares += term * term;
    exponents += std::exp(term);
  }
  switch (kind) {
    case Reduction::sum:
      return sum;
    case Reduction::mean:
      return sum / static_cast<double>(terms.size());
    case Reduction::product:
      return product;
    case Reduction::maximum:
      return most;
    case Reduction::minimum:
      return least;
    case Reduction::l1:
      return l1;
    case Reduction::l2:
      return std::sqrt(squares);
    case Reduction::log_sum:
      return std::log(sum);
    case Reduction::log_sum_exp:
      return std::log(exponents);
    case Reduction::sum_square:
      return squares;
  }
  return NAN;
}

/// Shape with 1 where an axis goes.
Shape kept_shape(Shape shape, const std::vector<bool>& gone) {
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (gone[i]) shape[i] = 1;
  return shape;
}

/// The terms of each element of what is left.
template <class T>
std::vector<std::vector<double>> terms_of(const Tensor& x, const std::vector<bool>& gone) {
  const Shape kept = kept_shape(x.shape(), gone);
  std::vector<std::vector<double>> terms(static_cast<std::size_t>(element_count(kept)));
  for (std::int64_t i = 0; i < x.count(); ++i) {
    Shape at = position_of(i, x.shape());
    for (std::size_t axis = 0; axis < at.size(); ++axis)
      if (gone[axis]) at[axis] = 0;
    terms[flat_of(at, kept)].push_back(static_cast<double>(x.as<T>()[i]));
  }
  return terms;
}

template <class T>
void expect_reduced(const Tensor& x, const std::vector<bool>& gone, double tolerance) {
  const auto terms = terms_of<T>(x, gone);
  for (const Reduction kind : kReductions) {
    Tensor y(kept_shape(x.shape(), gone), x.dtype());
    reduce(kind, x, gone, y, in_pieces);
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const double wanted = reduced(kind, terms[i]);
      const auto got = static_cast<double>(y.as<T>()[i]);
      ASSERT_TRUE(got == wanted || (std::isnan(got) && std::isnan(wanted)) ||
                  std::abs(got - wanted) <= tolerance * std::abs(wanted))
          << shape_text(x.shape()) << " kind " << static_cast<int>(kind) << ": " << got << ", not " << wanted;
    }
  }
}

TEST(Reduce, EverySetOfAxes) {
  for (const Shape& shape : all_shapes(4, {0, 1, 3}))
    for (unsigned set = 0; set < 1u << shape.size(); ++set) {
      std::vector<bool> gone;
      for (std::size_t i = 0; i < shape.size(); ++i) gone.push_back(set >> i & 1);
      expect_reduced<double>(few_numbers<double>(shape, 1), gone, 1e-12);
      expect_reduced<float>(few_numbers<float>(shape, 2), gone, 1e-6);
    }
}

// A NaN anywhere, the first and the last element included, is the answer.
TEST(Reduce, NanStays) {
  for (std::size_t at = 0; at < 3; ++at)
    for (const Reduction kind : kReductions) {
      std::vector<float> row{1, 2, 3};
      row[at] = kNan;
      Tensor y({}, DType::f32);
      reduce(kind, array_of({3}, row), {true}, y, at_once);
      EXPECT_TRUE(std::isnan(y.floats()[0])) << static_cast<int>(kind) << " at " << at;
    }
}

float over_all(Reduction kind, const std::vector<float>& row) {
  Tensor y({}, DType::f32);
  reduce(kind, array_of({static_cast<std::int64_t>(row.size())}, row), {true}, y, at_once);
  return y.floats()[0];
}

TEST(Reduce, FloatsAreSummedInDouble) {
  EXPECT_EQ(over_all(Reduction::sum, {1e8f, 1, -1e8f}), 1);
  EXPECT_EQ(over_all(Reduction::mean, {1e8f, 4, -1e8f, 0}), 1);
  EXPECT_FLOAT_EQ(over_all(Reduction::l2, {3e30f, 4e30f}), 5e30f);
  EXPECT_EQ(over_all(Reduction::product, {1e30f, 1e30f, 1e-30f, 1e-30f}), 1);
}

TEST(Reduce, LogSumExpDoesNotOverflow) {
  EXPECT_FLOAT_EQ(over_all(Reduction::log_sum_exp, {1000, 1000}), 1000 + std::log(2.f));
  EXPECT_FLOAT_EQ(over_all(Reduction::log_sum_exp, {-1000, -1000}), -1000 + std::log(2.f));
  EXPECT_EQ(over_all(Reduction::log_sum_exp, {INFINITY, 1}), INFINITY);
  EXPECT_EQ(over_all(Reduction::log_sum_exp, {-INFINITY, -INFINITY}), -INFINITY);
}

TEST(Reduce, BooleansAreNoNumbers) {
  Tensor y({}, DType::boolean);
  EXPECT_TRUE(mentions(error_of([&] { reduce(Reduction::sum, counted<bool>({2}), {true}, y, at_once); }),
                       "no arithmetic on bool"));
}

}  // namespace
}  // namespace perpixel::array
