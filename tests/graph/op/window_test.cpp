#include "graph/op/window.h"

#include <gtest/gtest.h>

#include "runtime/error_of.h"

namespace perpixel {
namespace {

Window window(std::int64_t kernel, std::int64_t stride, std::int64_t pad, bool ceil_mode,
              std::int64_t dilation = 1) {
  return {.kernel = {kernel, kernel},
          .stride = {stride, stride},
          .dilation = {dilation, dilation},
          .pad_begin = {pad, pad},
          .pad_end = {pad, pad},
          .ceil_mode = ceil_mode};
}

// By hand: floor((n + 2 pad - reach) / stride) + 1, rounded up in ceil mode unless the last window begins
// beyond the input and its left padding (PyTorch's and Caffe's rule).
TEST(Window, OutputSizes) {
  EXPECT_EQ(window_output_size(window(3, 1, 1, false), 0, 17), 17);
  EXPECT_EQ(window_output_size(window(2, 2, 0, false), 0, 7), 3);
  EXPECT_EQ(window_output_size(window(2, 2, 0, true), 0, 7), 4);
  EXPECT_EQ(window_output_size(window(3, 2, 0, true), 0, 224), 112);  // AlexNet-like: (224 - 3) / 2 = 110.5
  EXPECT_EQ(window_output_size(window(3, 2, 0, false), 0, 224), 111);
  EXPECT_EQ(window_output_size(window(3, 2, 1, true), 0, 8), 5);
  EXPECT_EQ(window_output_size(window(2, 2, 1, true), 0, 5),
            3);  // a fourth window would begin at 5 = the end
  EXPECT_EQ(window_output_size(window(3, 1, 0, false, 4), 0, 9), 1);  // reach 9
  EXPECT_EQ(window_output_size(window(3, 1, 0, false, 4), 0, 8), 0);  // does not fit
  EXPECT_EQ(window_output_size(window(3, 2, 0, true), 0, 1), 1);      // one partial window
}

// By hand: (n - 1) * stride - 2 pad + reach + output_padding; FCN's upscore layers at 16 -> 544 and 34.
TEST(Window, TransposedSizes) {
  EXPECT_EQ(transposed_output_size(window(64, 32, 0, false), 0, 16), 544);
  EXPECT_EQ(transposed_output_size(window(4, 2, 0, false), 0, 16), 34);
  EXPECT_EQ(transposed_output_size(window(4, 2, 1, false), 0, 16), 32);
  Window odd = window(3, 2, 1, false);
  odd.output_padding = {1, 0};
  EXPECT_EQ(transposed_output_size(odd, 0, 5), 10);
  EXPECT_EQ(transposed_output_size(odd, 1, 5), 9);
}

// Property: a transposed window over the result of the window comes back to the input's size where the stride
// divides.
TEST(Window, TransposedUndoesTheWindow) {
  for (const std::int64_t kernel : {1, 2, 3, 4, 7})
    for (const std::int64_t stride : {1, 2, 3})
      for (const std::int64_t dilation : {1, 2}) {
        const Window w = window(kernel, stride, (kernel - 1) / 2, false, dilation);
        for (std::int64_t n = 20; n < 30; ++n) {
          const std::int64_t back = transposed_output_size(w, 0, window_output_size(w, 0, n));
          EXPECT_LE(back, n);
          EXPECT_GT(back, n - stride);
        }
      }
}

TEST(Window, ReadsOnnxsAttributes) {
  using Ints = std::vector<std::int64_t>;
  const Node node{
      .op = "Conv",
      .name = "c",
      .attributes = {{"strides", Ints{2, 3}}, {"pads", Ints{1, 2, 3, 4}}, {"dilations", Ints{5, 6}}}};
  const Shape weight{8, 4, 7, 9};
  const Window w = window_of(node, &weight);
  EXPECT_EQ(w.kernel, (std::array<std::int64_t, 2>{7, 9}));
  EXPECT_EQ(w.stride, (std::array<std::int64_t, 2>{2, 3}));
  EXPECT_EQ(w.pad_begin, (std::array<std::int64_t, 2>{1, 2}));  // ONNX: both begins, then both ends
  EXPECT_EQ(w.pad_end, (std::array<std::int64_t, 2>{3, 4}));
  EXPECT_EQ(w.reach(0), 31);
}

// By hand: a single axis is the width.
TEST(Window, OfRows) {
  using Ints = std::vector<std::int64_t>;
  const Node node{.op = "MaxPool",
                  .name = "p",
                  .attributes = {{"kernel_shape", Ints{3}}, {"strides", Ints{2}}, {"pads", Ints{1, 0}}}};
  const Window w = window_of(node);
  EXPECT_EQ(w.kernel, (std::array<std::int64_t, 2>{1, 3}));
  EXPECT_EQ(w.stride, (std::array<std::int64_t, 2>{1, 2}));
  EXPECT_EQ(w.pad_begin, (std::array<std::int64_t, 2>{0, 1}));
  EXPECT_EQ(w.pad_end, (std::array<std::int64_t, 2>{0, 0}));
}

// Property: the output has ceil(input / stride) positions, whatever the window.
TEST(Window, AutoPadKeepsTheSize) {
  for (const std::int64_t kernel : {1, 2, 3, 4, 7})
    for (const std::int64_t stride : {1, 2, 3})
      for (std::int64_t n = 8; n < 20; ++n) {
        Window w = window(kernel, stride, 0, false);
        w.auto_pad = AutoPad::same_lower;
        EXPECT_EQ(window_output_size(fitted(w, {1, 1, n, n + 1}), 0, n), (n + stride - 1) / stride);
      }
}

// By hand: 5 and 6 at kernel 3, stride 2 give 3 and 3 positions over 7 cells: 2 and 1 of padding.
TEST(Window, TheOddPadGoesToTheEndOrTheBeginning) {
  Window w = window(3, 2, 0, false);
  w.auto_pad = AutoPad::same_upper;
  EXPECT_EQ(fitted(w, {1, 1, 5, 6}).pad_begin, (std::array<std::int64_t, 2>{1, 0}));
  EXPECT_EQ(fitted(w, {1, 1, 5, 6}).pad_end, (std::array<std::int64_t, 2>{1, 1}));
  w.auto_pad = AutoPad::same_lower;
  EXPECT_EQ(fitted(w, {1, 1, 5, 6}).pad_begin, (std::array<std::int64_t, 2>{1, 1}));
  EXPECT_EQ(fitted(w, {1, 1, 5, 6}).pad_end, (std::array<std::int64_t, 2>{1, 0}));
}

// By hand: at kernel 3, stride 2 an input of 4 reaches 9 and shall give 8.
TEST(Window, TransposedAutoPadGivesStrideTimesTheInput) {
  const Node node{.op = "ConvTranspose", .name = "t"};
  Window w = window(3, 2, 0, false);
  w.auto_pad = AutoPad::same_upper;
  const Window upper = fitted_transposed(w, node, {1, 1, 4, 4});
  EXPECT_EQ(upper.pad_begin, (std::array<std::int64_t, 2>{0, 0}));
  EXPECT_EQ(upper.pad_end, (std::array<std::int64_t, 2>{1, 1}));
  EXPECT_EQ(transposed_output_size(upper, 0, 4), 8);
  w.auto_pad = AutoPad::same_lower;
  const Window lower = fitted_transposed(w, node, {1, 1, 4, 4});
  EXPECT_EQ(lower.pad_begin, (std::array<std::int64_t, 2>{1, 1}));
  EXPECT_EQ(lower.pad_end, (std::array<std::int64_t, 2>{0, 0}));
}

// By hand (ONNX's test convtranspose_output_shape): 3 x 3 at strides 3, 2 reaches 9 x 7; 10 x 8 adds one at
// the end.
TEST(Window, TransposedFitsItsOutputShape) {
  const Node node{
      .op = "ConvTranspose", .name = "t", .attributes = {{"output_shape", std::vector<std::int64_t>{10, 8}}}};
  Window w = window(3, 1, 0, false);
  w.stride = {3, 2};
  w = fitted_transposed(w, node, {1, 1, 3, 3});
  EXPECT_EQ(w.pad_begin, (std::array<std::int64_t, 2>{0, 0}));
  EXPECT_EQ(w.pad_end, (std::array<std::int64_t, 2>{-1, -1}));
  EXPECT_EQ(transposed_output_size(w, 0, 3), 10);
  EXPECT_EQ(transposed_output_size(w, 1, 3), 8);
}

TEST(Window, RefusesBadAttributes) {
  using Ints = std::vector<std::int64_t>;
  const auto refusal = [](const char* key, Attribute value) {
    const Node node{.op = "MaxPool", .name = "p", .attributes = {{key, std::move(value)}}};
    return std::string(error_of([&] { window_of(node); }).what());
  };
  EXPECT_EQ(refusal("strides", Ints{0, 1}),
            "node \"p\" (MaxPool): strides = [0, 1] must be two numbers of at least 1");
  EXPECT_EQ(refusal("kernel_shape", Ints{0}),
            "node \"p\" (MaxPool): kernel_shape = [0] must be one number of at least 1");
  EXPECT_EQ(refusal("kernel_shape", Ints{3, 3, 3}), "node \"p\" (MaxPool): a window of 3 axes");
  EXPECT_EQ(refusal("pads", Ints{0, 0, 0, -1}),
            "node \"p\" (MaxPool): pads = [0, 0, 0, -1] must be four numbers of at least 0");
  EXPECT_EQ(refusal("auto_pad", std::string("SAME")), "node \"p\" (MaxPool): auto_pad = SAME is not known");
  const Node node{.op = "Conv", .name = "c", .attributes = {{"kernel_shape", Ints{3, 3}}}};
  const Shape weight{1, 1, 5, 5};
  EXPECT_TRUE(mentions(error_of([&] { window_of(node, &weight); }),
                       "kernel_shape = [3, 3] with a weight [1, 1, 5, 5]"));
}

}  // namespace
}  // namespace perpixel
