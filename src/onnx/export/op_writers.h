// How each operation of our graphs is said in ONNX: one row per operation.
#pragma once

#include "graph/graph.h"
#include "onnx/export/graph_writer.h"

namespace perpixel::onnx {

/// Appends the nodes that do what `node` does. Throws unsupported naming the node when ONNX has no operator
/// for it.
void write_node(const Node& node, GraphWriter& writer);

/// Rows of the table that are more than the ONNX operator of the same name, by file.
namespace write {
/// ONNX's operator of that name, with ONNX's attributes: our graphs took them from there.
void as_it_stands(const Node& node, GraphWriter& writer);
void average_pool(const Node& node, GraphWriter& writer);         // pooling.cpp
void max_pool(const Node& node, GraphWriter& writer);             // pooling.cpp
void unpool_like(const Node& node, GraphWriter& writer);          // unpooling.cpp
void dropout(const Node& node, GraphWriter& writer);              // dropout.cpp
void group_normalization(const Node& node, GraphWriter& writer);  // group_normalization.cpp
void resize(const Node& node, GraphWriter& writer);               // resizing.cpp
void resize_like(const Node& node, GraphWriter& writer);          // resizing.cpp
void crop_like(const Node& node, GraphWriter& writer);            // borders.cpp
void pad_like(const Node& node, GraphWriter& writer);             // borders.cpp
}  // namespace write

}  // namespace perpixel::onnx
