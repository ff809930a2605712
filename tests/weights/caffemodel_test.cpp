#include "weights/caffemodel.h"

#include <gtest/gtest.h>

#include <numeric>

#include "weights/caffemodel_bytes.h"
#include "weights/damage.h"
#include "weights/fixtures.h"

namespace perpixel {
namespace {

WeightsFile read(std::span<const std::uint8_t> bytes) {
  return read_caffemodel({bytes, nullptr}, "a.caffemodel");
}

Tensor counted(const Shape& shape, float first) {
  Tensor tensor(shape);
  std::iota(tensor.floats().begin(), tensor.floats().end(), first);
  return tensor;
}

/// FCN-8s as its authors' train_val.prototxt names it, thin: every layer that has weights.
std::vector<CaffeLayer> fcn8s() {
  std::vector<CaffeLayer> layers;
  float first = 0;
  const auto add = [&](const char* name, const char* type, const Shape& weight, bool has_bias) {
    CaffeLayer layer{name, type, {counted(weight, ++first)}};
    if (has_bias) layer.blobs.push_back(counted({weight[0]}, -first));
    layers.push_back(std::move(layer));
  };
  for (const char* name : {"conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3",
                           "conv4_1", "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3"})
    add(name, "Convolution", {2, 1, 3, 3}, true);
  add("fc6", "Convolution", {2, 2, 7, 7}, true);
  for (const char* name : {"fc7", "score_fr", "score_pool4", "score_pool3"})
    add(name, "Convolution", {2, 2, 1, 1}, true);
  for (const char* name : {"upscore2", "upscore_pool4"}) add(name, "Deconvolution", {2, 2, 4, 4}, false);
  add("upscore8", "Deconvolution", {2, 2, 16, 16}, false);
  return layers;
}

// Property: the same tensors come back from every way in which Caffe has written them.
TEST(ReadCaffemodel, Fcn8sRoundTrips) {
  const std::vector<CaffeLayer> layers = fcn8s();
  for (const CaffeVersion version : {CaffeVersion::v1, CaffeVersion::v2})
    for (const CaffePacking packing : {CaffePacking::packed, CaffePacking::loose}) {
      const WeightsFile file = read(caffemodel_bytes("fcn8s", layers, version, packing));
      EXPECT_EQ(file.metadata.at("caffe.net"), "fcn8s");
      EXPECT_EQ(file.tensors.size(), 18 * 2 + 3u);
      for (const CaffeLayer& layer : layers) {
        expect_tensor(file, layer.name + ".weight", layer.blobs[0].shape(), DType::f32,
                      values_of(layer.blobs[0]));
        if (layer.blobs.size() > 1)
          expect_tensor(file, layer.name + ".bias", layer.blobs[1].shape(), DType::f32,
                        values_of(layer.blobs[1]));
      }
    }
}

// V1 fills shapes up with ones; what was [3, 4] and [3] comes back as such.
TEST(ReadCaffemodel, InnerProductsAreMatrices) {
  const std::vector<CaffeLayer> layers{{"fc", "InnerProduct", {counted({3, 4}, 0), counted({3}, 9)}},
                                       {"one", "InnerProduct", {counted({1, 4}, 0), counted({1}, 0)}}};
  for (const CaffeVersion version : {CaffeVersion::v1, CaffeVersion::v2}) {
    const WeightsFile file = read(caffemodel_bytes("n", layers, version));
    EXPECT_EQ(file.tensors.at("fc.weight").shape(), (Shape{3, 4}));
    EXPECT_EQ(file.tensors.at("fc.bias").shape(), Shape{3});
    EXPECT_EQ(file.tensors.at("one.weight").shape(), (Shape{1, 4}));
    EXPECT_EQ(file.tensors.at("one.bias").shape(), Shape{1});
  }
}

TEST(ReadCaffemodel, OtherLayersKeepPositions) {
  const WeightsFile file =
      read(caffemodel_bytes("n",
                            {{"bn", "BatchNorm", {counted({2}, 0), counted({2}, 5), counted({1}, 1)}},
                             {"scale", "Scale", {counted({2}, 7)}}},
                            CaffeVersion::v2));
  expect_tensor(file, "bn/0", {2}, DType::f32, {0, 1});
  expect_tensor(file, "bn/1", {2}, DType::f32, {5, 6});
  expect_tensor(file, "bn/2", {1}, DType::f32, {1});
  expect_tensor(file, "scale/0", {2}, DType::f32, {7, 8});
}

TEST(ReadCaffemodel, Doubles) {
  Tensor weight({1, 1, 1, 2}, DType::f64);
  weight.as<double>()[0] = 1e-300;
  weight.as<double>()[1] = 2;
  const WeightsFile file = read(caffemodel_bytes("n", {{"c", "Convolution", {weight}}}, CaffeVersion::v2));
  EXPECT_EQ(file.tensors.at("c.weight").as<double>()[0], 1e-300);
}

std::vector<std::uint8_t> net_of(const std::string& blob) {
  std::string layer, net;
  protozero::pbf_writer body(layer);
  body.add_string(caffe::layer::name, "c");
  body.add_message(caffe::layer::blobs, blob);
  protozero::pbf_writer(net).add_message(caffe::net::layer, layer);
  return {net.begin(), net.end()};
}

TEST(ReadCaffemodel, BlobsAreChecked) {
  const auto of = [](const std::string& blob) { return refusal(read, net_of(blob)); };
  EXPECT_EQ(of(""), "a.caffemodel: \"c/0\": has no shape");
  std::string blob;
  protozero::pbf_writer(blob).add_int32(caffe::blob::num, -1);
  EXPECT_EQ(of(blob).substr(0, 47), "a.caffemodel: \"c/0\": 0 elements for shape [-1, ");
  blob.clear();
  for (int axis = 1; axis <= 4; ++axis)
    protozero::pbf_writer(blob).add_int32(static_cast<protozero::pbf_tag_type>(axis), 1 << 30);
  EXPECT_NE(of(blob).find("0 elements for shape [1073741824, "), std::string::npos);
  blob = blob_bytes(counted({2}, 0), CaffeVersion::v2, CaffePacking::packed);
  EXPECT_EQ(of(blob), "accepted");
  EXPECT_EQ(of(blob + blob_bytes(counted({2}, 0), CaffeVersion::v2, CaffePacking::packed)),
            "a.caffemodel: \"c/0\": has elements in two pieces");
  const std::vector<CaffeLayer> twice{{"c", "Convolution", {counted({1, 1, 1, 1}, 0)}},
                                      {"c", "Convolution", {counted({1, 1, 1, 1}, 0)}}};
  EXPECT_EQ(refusal(read, caffemodel_bytes("n", twice, CaffeVersion::v2)),
            "a.caffemodel: \"c.weight\": comes twice");
  EXPECT_EQ(refusal(read, caffemodel_bytes("n", {}, CaffeVersion::v2)),
            "a.caffemodel: no layer with weights");
}

// Every blob's name repeats its layer's: 130 kB could become 300 MB.
TEST(ReadCaffemodel, NamesAndBlobsAreBounded) {
  const Tensor one = counted({1}, 0);
  const auto of = [&](const std::string& name, std::size_t blobs) {
    return refusal(
        read, caffemodel_bytes("n", {{name, "Scale", std::vector<Tensor>(blobs, one)}}, CaffeVersion::v2));
  };
  EXPECT_EQ(of(std::string(1024, 'k'), 64), "accepted");
  EXPECT_EQ(of(std::string(1025, 'k'), 1), "a.caffemodel: the field at byte 3: has a name of 1025 bytes");
  EXPECT_EQ(of("k", 65), "a.caffemodel: the field at byte 3: has more than 64 blobs");
  std::string blob;
  protozero::pbf_writer(blob).add_message(caffe::blob::shape, "\x0a\x21" + std::string(33, '\1'));
  EXPECT_EQ(refusal(read, net_of(blob)), "a.caffemodel: \"c/0\": has more than 32 axes");
}

TEST(ReadCaffemodel, FaultsNameTheByte) {
  auto bytes = caffemodel_bytes("n", {{"c", "Scale", {counted({1}, 0)}}}, CaffeVersion::v2);
  bytes.pop_back();
  EXPECT_EQ(refusal(read, bytes),
            "a.caffemodel: the field at byte 3: is no message of Caffe (end of buffer exception)");
  // A length of 2^31 - 1 elements where four bytes are left.
  const std::string huge =
      "\x2a\xff\xff\xff\xff\x07"
      "1234";
  EXPECT_NE(refusal(read, net_of(huge)).find("end of buffer"), std::string::npos);
  std::string layer, net;
  protozero::pbf_writer(layer).add_int32(caffe::layer::blobs, 7);
  protozero::pbf_writer(net).add_message(caffe::net::layer, layer);
  EXPECT_EQ(refusal(read, {reinterpret_cast<const std::uint8_t*>(net.data()), net.size()}),
            "a.caffemodel: the field at byte 0: has a field of a wrong type");
}

// Cut between two layers a message is whole, and read as the shorter net that it then is; anywhere else it is
// refused.
TEST(ReadCaffemodel, TruncationIsRefusedInsideLayers) {
  const std::vector<CaffeLayer> layers{{"a", "Convolution", {counted({1, 1, 1, 2}, 0)}},
                                       {"b", "Convolution", {counted({1, 1, 1, 2}, 0)}}};
  const auto whole = caffemodel_bytes("n", layers, CaffeVersion::v2);
  int accepted = 0;
  for (std::size_t size = 0; size < whole.size(); ++size)
    accepted += !is_refused(read, std::span(whole).first(size));
  EXPECT_EQ(accepted, 1);
}

TEST(ReadCaffemodel, EveryFlippedBitIsSurvived) {
  const auto bytes = caffemodel_bytes(
      "n", {{"a", "Convolution", {counted({1, 1, 1, 2}, 0), counted({1}, 0)}}}, CaffeVersion::v1);
  EXPECT_GT(refused_bit_flips(read, bytes), static_cast<int>(bytes.size()));
}

}  // namespace
}  // namespace perpixel
