// Caffe's binary weights: the NetParameter message.
#pragma once

#include <string>

#include "tensor/shared_bytes.h"
#include "weights/weights_file.h"

namespace perpixel {

/// The blobs of all layers, V2 (`layer`) and V1 (`layers`). Names: a convolution's, deconvolution's or inner
/// product's two blobs are "LAYER.weight" and "LAYER.bias"; every other layer's keep their position,
/// "LAYER/0", "LAYER/1", ... (BatchNorm: mean, variance, and the factor both are to be divided by; Scale:
/// scale, shift; PReLU: slopes; SegNet's BN: scale, shift), since what they mean depends on the layer's type.
/// Shapes: `shape` as it stands; the four numbers of old files lose the leading ones that old Caffe added:
/// biases and positional blobs become [N], an inner product's weight [out, in], a (de)convolution's stays
/// [N, C, kH, kW]. f32, or f64 from double_data. Gradients (`diff`) are not read.
/// metadata["caffe.net"] is the net's name, where it has one. Elements that lie aligned are shared with the
/// owner of the bytes. Throws weights_corrupt naming file, layer and blob; unsupported for the layers of 2013
/// (V0), which Caffe's upgrade_net_proto_binary converts.
WeightsFile read_caffemodel(const SharedBytes& bytes, const std::string& file);

/// Whether the bytes may begin a NetParameter: its first field is a name, an input or a layer that fits in
/// `bytes`.
bool may_be_caffemodel(std::span<const std::uint8_t> bytes);

}  // namespace perpixel
