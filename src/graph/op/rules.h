// Parts that the rules of several operations share.
#pragma once

#include <string>

#include "error/error.h"
#include "graph/op_table.h"

namespace perpixel::rules {

/// The shape of a required input; throws graph_invalid when it is absent.
const Shape& required(const Node& node, const InputShapes& inputs, std::size_t index);
/// As `required`, and of rank 4 [N, C, H, W].
const Shape& feature_map(const Node& node, const InputShapes& inputs, std::size_t index);
[[noreturn]] void mismatch(const Node& node, const std::string& what);

/// Output position i reads input position i.
Footprint pointwise(const Node& node, const InputShapes& inputs, const Shape& output, int axis);
/// Every output position reads everything.
Footprint everything(const Node& node, const InputShapes& inputs, const Shape& output, int axis);
std::int64_t no_multiply_adds(const Node& node, const InputShapes& inputs, const Shape& output);
/// One per output element.
std::int64_t one_per_element(const Node& node, const InputShapes& inputs, const Shape& output);

// The rows, by file.
extern const OpRule conv, conv_transpose;                                      // convolution.cpp
extern const OpRule max_pool, average_pool, global_average_pool, unpool_like;  // pooling.cpp
extern const OpRule relu, sigmoid, hard_sigmoid, hard_swish, dropout, identity, add, mul, lrn,
    batch_normalization, group_normalization, maximum, softmax;                // elementwise.cpp
extern const OpRule concat, flatten, gemm;                                     // joining.cpp
extern const OpRule resize, resize_like, crop_like, pad_like, depth_to_space;  // resampling.cpp

}  // namespace perpixel::rules
