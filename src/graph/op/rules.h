// Parts that the rules of several operations share.
#pragma once

#include <span>
#include <string>

#include "error/error.h"
#include "graph/op_table.h"

namespace perpixel::rules {

/// The shape of a required input; throws graph_invalid when it is absent.
const Shape& required(const Node& node, const NodeInputs& inputs, std::size_t index);
/// As `required`, and of rank 4 [N, C, H, W].
const Shape& feature_map(const Node& node, const NodeInputs& inputs, std::size_t index);
[[noreturn]] void mismatch(const Node& node, const std::string& what);
[[noreturn]] void invalid(const Node& node, const std::string& what);  // graph_invalid

/// `axis` in [0, rank), counted from the end when negative; throws shape_mismatch outside of it.
std::size_t normal_axis(const Node& node, std::int64_t axis, std::size_t rank);
/// The integers of an input, which must be known before the run. Throws unsupported when they are not.
std::vector<std::int64_t> known_integers(const Node& node, const NodeInputs& inputs, std::size_t index);
/// Axes from an input (opset 13 and later) or from the attribute "axes"; nothing when neither is there.
std::optional<std::vector<std::int64_t>> axes_of(const Node& node, const NodeInputs& inputs,
                                                 std::size_t index);
/// The same when the operation is computed.
std::optional<std::vector<std::int64_t>> axes_of(const Computation& run, std::size_t index);

std::vector<Shape> infer_same(const Node& node, const NodeInputs& inputs);
/// NumPy broadcasting over all inputs.
std::vector<Shape> infer_broadcast(const Node& node, const NodeInputs& inputs);

/// Output position i reads input position i.
Footprint pointwise(const Node& node, const NodeInputs& inputs, const Shape& output, int axis);
/// Every output position reads everything.
Footprint everything(const Node& node, const NodeInputs& inputs, const Shape& output, int axis);
/// Pointwise where axis and size stay as they are, else everything.
Footprint where_kept(const Node& node, const NodeInputs& inputs, const Shape& output, int axis);
std::int64_t no_multiply_adds(const Node& node, const NodeInputs& inputs, const Shape& output);
/// One per output element.
std::int64_t one_per_element(const Node& node, const NodeInputs& inputs, const Shape& output);

DType type_of_first(const Node& node, const InputTypes& inputs, std::size_t output);
/// All inputs of one type, which is the output's.
DType one_type(const Node& node, const InputTypes& inputs, std::size_t output);
DType always_i64(const Node& node, const InputTypes& inputs, std::size_t output);

/// The bytes of the first input.
void compute_same_bytes(const Computation& run);

// The rows, by file.
extern const OpRule conv, conv_transpose;  // convolution.cpp
extern const OpRule max_pool, average_pool, global_average_pool, global_max_pool, unpool_like;  // pooling.cpp
extern const OpRule dropout, lrn, batch_normalization, group_normalization, instance_normalization,
    layer_normalization, softmax, log_softmax;                 // normalization.cpp
extern const OpRule resize, resize_like, crop_like, pad_like;  // resampling.cpp
extern const std::span<const OpRule> unary_rows;               // unary.cpp
extern const std::span<const OpRule> broadcasting_rows;        // broadcasting.cpp
extern const std::span<const OpRule> reduction_rows;           // reduction.cpp
extern const std::span<const OpRule> layout_rows;              // layout.cpp
extern const std::span<const OpRule> slicing_rows;             // slicing.cpp
extern const std::span<const OpRule> gathering_rows;           // gathering.cpp
extern const std::span<const OpRule> size_rows;                // sizes.cpp
extern const std::span<const OpRule> product_rows;             // products.cpp

}  // namespace perpixel::rules
