// One function a change of the ONNX standard: each brings a node to the form of operator set 17.
#pragma once

#include "onnx/rule/rewriting.h"

namespace perpixel::onnx::rule {

// lists.cpp: what was an attribute became an input, or the other way round
void axes_to_input(NodeMessage& node, Rewriting& graph);      // Squeeze, Unsqueeze, ReduceSum before 13
void axes_to_attribute(NodeMessage& node, Rewriting& graph);  // the other reductions since 18
void split_to_input(NodeMessage& node, Rewriting& graph);     // Split before 13
void drop_part_count(NodeMessage& node, Rewriting& graph);    // Split since 18: the outputs say it
void bounds_to_inputs(NodeMessage& node, Rewriting& graph);   // Clip before 11
void pads_to_inputs(NodeMessage& node, Rewriting& graph);     // Pad before 11
void spread_pad_axes(NodeMessage& node, Rewriting& graph);    // Pad since 18
void slice_to_inputs(NodeMessage& node, Rewriting& graph);    // Slice before 10
void count_to_input(NodeMessage& node, Rewriting& graph);     // TopK before 10
void rename_scatter(NodeMessage& node, Rewriting& graph);     // Scatter before 11

// resizing.cpp
void resize_from_corner(NodeMessage& node, Rewriting& graph);  // Upsample 9 and Resize 10
void resize_inputs(NodeMessage& node, Rewriting& graph);       // Resize since 11: empty inputs are absent
void resize_axes(NodeMessage& node, Rewriting& graph);         // Resize since 18
void rename_grid_mode(NodeMessage& node, Rewriting& graph);    // GridSample since 20
void region_corner(NodeMessage& node, Rewriting& graph);       // RoiAlign before 16

// activation.cpp
void softmax_of_rows(NodeMessage& node, Rewriting& graph);  // Softmax, LogSoftmax, Hardmax before 13
void spell_gelu(NodeMessage& node, Rewriting& graph);       // since 20
void spell_mish(NodeMessage& node, Rewriting& graph);       // since 18
void spell_swish(NodeMessage& node, Rewriting& graph);      // since 24

// normalisation.cpp
void inference_batch_norm(NodeMessage& node, Rewriting& graph);
void inference_dropout(NodeMessage& node, Rewriting& graph);
void group_norm_by_group(NodeMessage& node, Rewriting& graph);   // GroupNormalization 18: weights by group
void group_norm_precision(NodeMessage& node, Rewriting& graph);  // since 21

// typing.cpp
void cast_to_f32(NodeMessage& node, Rewriting& graph);
void fill_by_expand(NodeMessage& node, Rewriting& graph);  // ConstantOfShape: no tensor as attribute
void spell_cast_like(NodeMessage& node, Rewriting& graph);

// window.cpp
void pads_as_numbers(NodeMessage& node, Rewriting& graph);  // auto_pad, where no size decides

}  // namespace perpixel::onnx::rule
