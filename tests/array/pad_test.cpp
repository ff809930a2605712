#include "array/pad.h"

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

using Positions = std::vector<std::int64_t>;

constexpr Border kRepeating[] = {Border::reflect, Border::edge, Border::wrap};

// numpy.pad's definitions, by hand on three elements.
TEST(Pad, Borders) {
  EXPECT_EQ(padded_positions(3, 1, 2, Border::constant), (Positions{-1, 0, 1, 2, -1, -1}));
  EXPECT_EQ(padded_positions(3, 2, 1, Border::edge), (Positions{0, 0, 0, 1, 2, 2}));
  EXPECT_EQ(padded_positions(3, 2, 2, Border::reflect), (Positions{2, 1, 0, 1, 2, 1, 0}));
  EXPECT_EQ(padded_positions(3, 2, 2, Border::wrap), (Positions{1, 2, 0, 1, 2, 0, 1}));
}

// However far: a mirror moves by one, edges stand still, a wrap goes round.
TEST(Pad, NeighboursOfEverySize) {
  for (std::int64_t size = 1; size <= 5; ++size)
    for (std::int64_t before = 0; before <= 13; ++before)
      for (const Border border : kRepeating) {
        const Positions positions = padded_positions(size, before, 11, border);
        ASSERT_EQ(positions.size(), static_cast<std::size_t>(before + size + 11));
        for (std::int64_t i = 0; i < size; ++i) ASSERT_EQ(positions[before + i], i);
        for (std::size_t i = 0; i + 1 < positions.size(); ++i) {
          const std::int64_t here = positions[i], next = positions[i + 1];
          ASSERT_TRUE(here >= 0 && here < size && next >= 0 && next < size);
          const std::int64_t shift = static_cast<std::int64_t>(i) - before;
          const std::int64_t step = border == Border::wrap      ? (here + 1) % size - here
                                    : border == Border::reflect ? std::min<std::int64_t>(1, size - 1)
                                                                : shift >= 0 && shift + 1 < size;
          ASSERT_EQ(border == Border::reflect ? std::abs(next - here) : next - here, step);
        }
      }
}

TEST(Pad, NegativeEndsAreCutOff) {
  for (const Border border : kRepeating) {
    EXPECT_EQ(padded_positions(5, -1, -2, border), (Positions{1, 2}));
    EXPECT_EQ(padded_positions(3, -2, -1, border), Positions{});
    EXPECT_EQ(padded_positions(3, -4, -1, border), Positions{});
  }
  EXPECT_EQ(padded_positions(3, -1, 2, Border::reflect), (Positions{1, 2, 1, 0}));
  EXPECT_EQ(padded_positions(3, 1, -2, Border::constant), (Positions{-1, 0}));
}

TEST(Pad, NothingCannotBeRepeated) {
  EXPECT_EQ(padded_positions(0, 2, 1, Border::constant), (Positions{-1, -1, -1}));
  for (const Border border : kRepeating) {
    EXPECT_EQ(padded_positions(0, 0, 0, border), Positions{});
    const Error error = error_of([&] { padded_positions(0, 0, 1, border); });
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_TRUE(mentions(error, "an axis of size 0 has nothing to pad with"));
  }
}

/// Element by element, then cut back to what it was.
template <class T>
void expect_padded(const Shape& shape, Border border) {
  const Tensor x = counted<T>(shape);
  const T constant = static_cast<T>(99);
  std::vector<Positions> there, back;
  Shape padded;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto before = static_cast<std::int64_t>(i) + 1, after = before % 3;
    there.push_back(padded_positions(shape[i], before, after, border));
    padded.push_back(before + shape[i] + after);
    back.push_back(padded_positions(padded[i], -before, -after, border));
  }
  Tensor y(padded, x.dtype()), again(shape, x.dtype());
  pad(x, there, scalar(constant), y, in_pieces);
  for (std::int64_t flat = 0; flat < y.count(); ++flat) {
    const Shape at = position_of(flat, padded);
    Shape from;
    for (std::size_t i = 0; i < at.size(); ++i) from.push_back(there[i][at[i]]);
    const bool outside = std::ranges::any_of(from, [](std::int64_t position) { return position < 0; });
    ASSERT_EQ(y.as<T>()[flat], outside ? constant : x.as<T>()[flat_of(from, shape)])
        << shape_text(shape) << " at " << shape_text(at);
  }
  pad(y, back, scalar(constant), again, in_pieces);
  EXPECT_EQ(elements_of<T>(again), elements_of<T>(x)) << shape_text(shape);
}

TEST(Pad, EveryShapeAndBackAgain) {
  for (const Shape& shape : all_shapes(3, {1, 2, 3}))
    for (const Border border : {Border::constant, Border::reflect, Border::edge, Border::wrap}) {
      expect_padded<float>(shape, border);
      expect_padded<std::uint8_t>(shape, border);
      expect_padded<std::int16_t>(shape, border);
      expect_padded<std::int64_t>(shape, border);
      expect_padded<bool>(shape, border);
    }
  for (const Shape& shape : all_shapes(3, {0, 2})) expect_padded<float>(shape, Border::constant);
}

}  // namespace
}  // namespace perpixel::array
