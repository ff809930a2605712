#include "array/select.h"

#include <cmath>
#include <numeric>

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

using Ints = std::vector<std::int64_t>;

struct Chosen {
  Tensor values, positions;
};

Chosen chosen(const Tensor& x, std::size_t axis, std::int64_t k, bool greatest) {
  Shape shape = x.shape();
  shape[axis] = k;
  Chosen top{Tensor(shape, x.dtype()), Tensor(shape, DType::i64)};
  top_k(x, axis, greatest, top.values, top.positions, in_pieces);
  return top;
}

// The examples of ONNX's TopK.
TEST(TopK, Examples) {
  const Tensor x = counted<float>({3, 4});
  const Chosen most = chosen(x, 1, 3, true);
  EXPECT_EQ(elements_of<float>(most.values), (std::vector<float>{3, 2, 1, 7, 6, 5, 11, 10, 9}));
  EXPECT_EQ(elements_of<std::int64_t>(most.positions), (Ints{3, 2, 1, 3, 2, 1, 3, 2, 1}));
  const Tensor turned = array_of<float>({3, 4}, {0, 1, 2, 3, 4, 5, 6, 7, 11, 10, 9, 8});
  const Chosen least = chosen(turned, 1, 3, false);
  EXPECT_EQ(elements_of<float>(least.values), (std::vector<float>{0, 1, 2, 4, 5, 6, 8, 9, 10}));
  EXPECT_EQ(elements_of<std::int64_t>(least.positions), (Ints{0, 1, 2, 0, 1, 2, 3, 2, 1}));
}

/// Against a stable sort of each line: of equals the earlier one.
template <class T>
void expect_sorted(const Shape& shape, std::size_t axis, bool greatest) {
  const Tensor x = few_numbers<T>(shape, 1, 0, 3);
  const std::int64_t size = shape[axis];
  for (std::int64_t k = 0; k <= size; ++k) {
    const Chosen top = chosen(x, axis, k, greatest);
    for (std::int64_t i = 0; i < top.values.count(); ++i) {
      Shape at = position_of(i, top.values.shape());
      const auto rank = static_cast<std::size_t>(at[axis]);
      const auto value = [&](std::int64_t position) {
        at[axis] = position;
        return x.as<T>()[flat_of(at, shape)];
      };
      Ints order(static_cast<std::size_t>(size));
      std::iota(order.begin(), order.end(), std::int64_t{0});
      std::ranges::stable_sort(order, [&](std::int64_t l, std::int64_t r) {
        return greatest ? value(l) > value(r) : value(l) < value(r);
      });
      ASSERT_EQ(top.positions.as<std::int64_t>()[i], order[rank]) << shape_text(shape) << " k " << k;
      ASSERT_EQ(top.values.as<T>()[i], value(order[rank]));
    }
  }
}

TEST(TopK, EveryAxisAndEveryK) {
  for (const Shape& shape : all_shapes(3, {0, 1, 2, 5}))
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      for (const bool greatest : {false, true}) {
        expect_sorted<float>(shape, axis, greatest);
        expect_sorted<std::uint8_t>(shape, axis, greatest);
        expect_sorted<std::int64_t>(shape, axis, greatest);
      }
}

TEST(TopK, NanIsTheGreatest) {
  const Tensor x = array_of<double>({5}, {1, NAN, 3, NAN, -INFINITY});
  EXPECT_EQ(elements_of<std::int64_t>(chosen(x, 0, 5, true).positions), (Ints{1, 3, 2, 0, 4}));
  EXPECT_EQ(elements_of<std::int64_t>(chosen(x, 0, 5, false).positions), (Ints{4, 0, 2, 1, 3}));
}

TEST(TopK, LargeIntegersAreToldApart) {
  const Tensor x = array_of<std::int64_t>({4}, {INT64_MAX - 1, INT64_MIN, INT64_MAX, INT64_MIN + 1});
  EXPECT_EQ(elements_of<std::int64_t>(chosen(x, 0, 4, true).positions), (Ints{2, 0, 3, 1}));
}

TEST(TopK, BooleansHaveNoOrder) {
  EXPECT_TRUE(mentions(error_of([] { chosen(array_of<bool>({2}, {true, false}), 0, 1, true); }),
                       "no arithmetic on bool"));
}

}  // namespace
}  // namespace perpixel::array
