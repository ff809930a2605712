// Caffe's NetParameter, written from its public message definition.
#pragma once

#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <vector>

#include "tensor/tensor.h"
#include "weights/caffe_fields.h"

namespace perpixel {

/// How Caffe's versions wrote blobs: V1 layers with num, channels, height, width; V2 layers with a shape.
enum class CaffeVersion { v1, v2 };
enum class CaffePacking { packed, loose };  // one field for all elements, or one each

struct CaffeLayer {
  std::string name, type;  // type as V2 spells it
  std::vector<Tensor> blobs;
};

inline std::string blob_bytes(const Tensor& blob, CaffeVersion version, CaffePacking packing) {
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  if (version == CaffeVersion::v1) {
    Shape old = blob.shape();
    while (old.size() < 4) old.insert(old.begin(), 1);
    for (std::size_t axis = 0; axis < 4; ++axis)
      writer.add_int32(static_cast<protozero::pbf_tag_type>(caffe::blob::num + axis),
                       static_cast<std::int32_t>(old[axis]));
  } else {
    protozero::pbf_writer shape(writer, caffe::blob::shape);
    shape.add_packed_int64(caffe::shape::dim, blob.shape().begin(), blob.shape().end());
  }
  if (blob.dtype() == DType::f64) {
    const auto values = blob.as<double>();
    writer.add_packed_double(caffe::blob::double_data, values.begin(), values.end());
  } else if (packing == CaffePacking::packed) {
    writer.add_packed_float(caffe::blob::data, blob.floats().begin(), blob.floats().end());
  } else {
    for (const float value : blob.floats()) writer.add_float(caffe::blob::data, value);
  }
  return bytes;
}

inline int v1_type_of(const std::string& type) {
  if (type == "Convolution") return caffe::v1_type::convolution;
  if (type == "Deconvolution") return caffe::v1_type::deconvolution;
  return type == "InnerProduct" ? caffe::v1_type::inner_product : 0;
}

inline std::vector<std::uint8_t> caffemodel_bytes(const std::string& net,
                                                  const std::vector<CaffeLayer>& layers, CaffeVersion version,
                                                  CaffePacking packing = CaffePacking::packed) {
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  writer.add_string(caffe::net::name, net);
  for (const CaffeLayer& layer : layers) {
    std::string message;
    protozero::pbf_writer body(message);
    const bool v1 = version == CaffeVersion::v1;
    body.add_string(v1 ? +caffe::v1_layer::name : +caffe::layer::name, layer.name);
    if (v1)
      body.add_enum(caffe::v1_layer::type, v1_type_of(layer.type));
    else
      body.add_string(caffe::layer::type, layer.type);
    for (const Tensor& blob : layer.blobs)
      body.add_message(v1 ? +caffe::v1_layer::blobs : +caffe::layer::blobs,
                       blob_bytes(blob, version, packing));
    writer.add_message(v1 ? +caffe::net::layers : +caffe::net::layer, message);
  }
  return {bytes.begin(), bytes.end()};
}

}  // namespace perpixel
