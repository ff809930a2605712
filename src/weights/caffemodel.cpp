#include "weights/caffemodel.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "error/protozero.h"
#include "weights/caffe_fields.h"
#include "weights/little_endian.h"

namespace perpixel {

namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

constexpr std::size_t kMostAxes = 32;  // Caffe's own limit
// Every blob's name repeats its layer's: together they bound what a file can make of its bytes.
constexpr std::size_t kMostNameBytes = 1024, kMostBlobs = 64;

/// What the position of a layer's blobs means.
enum class LayerKind { convolution, inner_product, other };

constexpr std::array<std::string_view, 4> kConvolutions{"Convolution", "Deconvolution",
                                                        "ConvolutionDepthwise", "DepthwiseConvolution"};

LayerKind kind_of(std::string_view type) {
  if (std::ranges::find(kConvolutions, type) != kConvolutions.end()) return LayerKind::convolution;
  return type == "InnerProduct" ? LayerKind::inner_product : LayerKind::other;
}

LayerKind kind_of_v1(std::int32_t type) {
  if (type == caffe::v1_type::convolution || type == caffe::v1_type::deconvolution)
    return LayerKind::convolution;
  return type == caffe::v1_type::inner_product ? LayerKind::inner_product : LayerKind::other;
}

[[noreturn]] void corrupt(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::weights_corrupt, where + ": " + what,
              "the file is cut off, damaged or no .caffemodel");
}

/// A repeated number field: one value, or many packed into a field of bytes.
template <class T>
struct Elements {
  std::vector<T> loose;     // one field a value, as old writers did
  std::string_view packed;  // the only packed field so far
  std::size_t count() const { return loose.size() + packed.size() / sizeof(T); }
};

struct Blob {
  std::optional<Shape> shape;         // of the `shape` message
  std::array<std::int64_t, 4> old{};  // num, channels, height, width
  bool has_old = false;
  Elements<float> floats;
  Elements<double> doubles;
};

class BlobReader {
 public:
  BlobReader(pbf_reader message, const std::string& where) : message_(message), where_(where) {}

  Blob read() {
    while (message_.next()) field(message_.tag());
    return std::move(blob_);
  }

 private:
  void field(protozero::pbf_tag_type tag) {
    namespace fields = caffe::blob;
    if (tag >= fields::num && tag <= fields::width) {
      if (message_.wire_type() != pbf_wire_type::varint) corrupt(where_, "has a size that is no number");
      blob_.old[tag - fields::num] = message_.get_int32();
      blob_.has_old = true;
    } else if (tag == fields::shape) {
      read_shape();
    } else if (tag == fields::data) {
      read_elements(blob_.floats, pbf_wire_type::fixed32, [&] { return message_.get_float(); });
    } else if (tag == fields::double_data) {
      read_elements(blob_.doubles, pbf_wire_type::fixed64, [&] { return message_.get_double(); });
    } else {
      message_.skip();
    }
  }

  void read_shape() {
    if (message_.wire_type() != pbf_wire_type::length_delimited) corrupt(where_, "has a shape that is none");
    pbf_reader shape = message_.get_message();
    blob_.shape = Shape();
    while (shape.next()) {
      if (shape.tag() != caffe::shape::dim) {
        shape.skip();
      } else if (shape.wire_type() == pbf_wire_type::length_delimited) {
        for (const std::int64_t size : shape.get_packed_int64()) add_axis(size);
      } else if (shape.wire_type() == pbf_wire_type::varint) {
        add_axis(shape.get_int64());
      } else {
        corrupt(where_, "has a shape that is none");
      }
    }
  }

  void add_axis(std::int64_t size) {
    if (blob_.shape->size() == kMostAxes) corrupt(where_, "has more than 32 axes");
    blob_.shape->push_back(size);
  }

  template <class T, class Next>
  void read_elements(Elements<T>& elements, pbf_wire_type one, Next&& next) {
    if (message_.wire_type() == one) {
      elements.loose.push_back(next());
      return;
    }
    if (message_.wire_type() != pbf_wire_type::length_delimited)
      corrupt(where_, "has elements of a wrong type");
    const protozero::data_view view = message_.get_view();
    if (view.size() % sizeof(T) != 0) corrupt(where_, "has a broken element");
    if (elements.count() > 0 && view.size() > 0) corrupt(where_, "has elements in two pieces");
    elements.packed = {view.data(), view.size()};
  }

  pbf_reader message_;
  const std::string& where_;
  Blob blob_;
};

struct Layer {
  std::string name;
  LayerKind kind = LayerKind::other;
  std::vector<pbf_reader> blobs;
};

pbf_reader message_of(pbf_reader& reader, const std::string& where) {
  if (reader.wire_type() != pbf_wire_type::length_delimited) corrupt(where, "has a field of a wrong type");
  return reader.get_message();
}

std::string text_of(pbf_reader& reader, const std::string& where) {
  if (reader.wire_type() != pbf_wire_type::length_delimited) corrupt(where, "has a field of a wrong type");
  const protozero::data_view view = reader.get_view();
  if (view.size() > kMostNameBytes) corrupt(where, "has a name of " + std::to_string(view.size()) + " bytes");
  return {view.data(), view.size()};
}

void add_blob(Layer& layer, pbf_reader& reader, const std::string& where) {
  if (layer.blobs.size() == kMostBlobs) corrupt(where, "has more than 64 blobs");
  layer.blobs.push_back(message_of(reader, where));
}

Layer read_layer(pbf_reader message, const std::string& where) {
  Layer layer;
  while (message.next()) {
    if (message.tag() == caffe::layer::name)
      layer.name = text_of(message, where);
    else if (message.tag() == caffe::layer::type)
      layer.kind = kind_of(text_of(message, where));
    else if (message.tag() == caffe::layer::blobs)
      add_blob(layer, message, where);
    else
      message.skip();
  }
  return layer;
}

Layer read_v1_layer(pbf_reader message, const std::string& where) {
  Layer layer;
  while (message.next()) {
    if (message.tag() == caffe::v1_layer::v0_layer)
      throw Error(ErrorCode::unsupported, where + " is in the form of 2013",
                  "convert it with Caffe's upgrade_net_proto_binary");
    if (message.tag() == caffe::v1_layer::name)
      layer.name = text_of(message, where);
    else if (message.tag() == caffe::v1_layer::type && message.wire_type() == pbf_wire_type::varint)
      layer.kind = kind_of_v1(message.get_enum());
    else if (message.tag() == caffe::v1_layer::blobs)
      add_blob(layer, message, where);
    else
      message.skip();
  }
  return layer;
}

std::string blob_name(const Layer& layer, std::size_t position) {
  if (layer.kind == LayerKind::other || position > 1) return layer.name + "/" + std::to_string(position);
  return layer.name + (position == 0 ? ".weight" : ".bias");
}

/// Old Caffe filled every shape up to four axes with leading ones.
Shape old_shape(const Blob& blob, LayerKind kind, std::size_t position) {
  Shape shape(blob.old.begin(), blob.old.end());
  const bool is_weight = position == 0 && kind != LayerKind::other;
  const std::size_t least = !is_weight ? 1 : kind == LayerKind::convolution ? 4 : 2;
  while (shape.size() > least && shape[0] == 1) shape.erase(shape.begin());
  return shape;
}

class NetReader {
 public:
  NetReader(const SharedBytes& bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  WeightsFile read() {
    pbf_reader net(reinterpret_cast<const char*>(bytes_.bytes.data()), bytes_.bytes.size());
    try {
      while (next(net)) field(net);
    } catch (const protozero::exception& failure) {
      corrupt(place(), std::string("is no message of Caffe (") + failure.what() + ")");
    }
    if (weights_.tensors.empty())
      throw Error(ErrorCode::weights_corrupt, file_ + ": no layer with weights",
                  "give the trained .caffemodel");
    return std::move(weights_);
  }

 private:
  bool next(pbf_reader& net) {
    at_ = bytes_.bytes.size() - net.data().size();
    return net.next();
  }

  std::string place() const { return file_ + ": the field at byte " + std::to_string(at_); }

  void field(pbf_reader& net) {
    if (net.tag() == caffe::net::name)
      weights_.metadata["caffe.net"] = text_of(net, place());
    else if (net.tag() == caffe::net::layer)
      add(read_layer(message_of(net, place()), place()));
    else if (net.tag() == caffe::net::layers)
      add(read_v1_layer(message_of(net, place()), place()));
    else
      net.skip();
  }

  void add(const Layer& layer) {
    for (std::size_t position = 0; position < layer.blobs.size(); ++position) {
      const std::string name = blob_name(layer, position);
      const std::string where = file_ + ": \"" + shortened(name) + "\"";
      const Blob blob = BlobReader(layer.blobs[position], where).read();
      const Shape shape = blob.shape ? *blob.shape : old_shape(blob, layer.kind, position);
      if (!blob.shape && !blob.has_old) corrupt(where, "has no shape");
      if (!weights_.tensors.emplace(name, tensor_of(blob, shape, where)).second)
        corrupt(where, "comes twice");
    }
  }

  Tensor tensor_of(const Blob& blob, const Shape& shape, const std::string& where) const {
    if (blob.floats.count() > 0 && blob.doubles.count() > 0) corrupt(where, "has elements of two types");
    return blob.doubles.count() > 0 ? tensor_of(blob.doubles, DType::f64, shape, where)
                                    : tensor_of(blob.floats, DType::f32, shape, where);
  }

  template <class T>
  Tensor tensor_of(const Elements<T>& elements, DType type, const Shape& shape,
                   const std::string& where) const {
    if (!elements.loose.empty() && !elements.packed.empty()) corrupt(where, "has elements in two pieces");
    if (byte_count(shape, type) != elements.count() * sizeof(T))
      corrupt(where, std::to_string(elements.count()) + " elements for shape " + shape_text(shape));
    const auto* data = elements.loose.empty() ? reinterpret_cast<const std::uint8_t*>(elements.packed.data())
                                              : reinterpret_cast<const std::uint8_t*>(elements.loose.data());
    return tensor_over(
        shape, type, {{data, elements.count() * sizeof(T)}, elements.loose.empty() ? bytes_.owner : nullptr});
  }

  const SharedBytes& bytes_;
  const std::string& file_;
  std::size_t at_ = 0;  // where the net's field begins that is being read
  WeightsFile weights_;
};

}  // namespace

bool may_be_caffemodel(std::span<const std::uint8_t> bytes) {
  try {
    pbf_reader net(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (!net.next() || net.wire_type() != pbf_wire_type::length_delimited) return false;
    const auto tag = net.tag();
    if (tag != caffe::net::name && tag != caffe::net::layers && tag != caffe::net::input &&
        tag != caffe::net::layer)
      return false;
    net.skip();
    return true;
  } catch (const protozero::exception&) {
    return false;
  }
}

WeightsFile read_caffemodel(const SharedBytes& bytes, const std::string& file) {
  return NetReader(bytes, file).read();
}

}  // namespace perpixel
