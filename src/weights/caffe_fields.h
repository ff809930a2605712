// Field numbers of Caffe's caffe.proto that weights consist of.
#pragma once

#include <cstdint>

namespace perpixel::caffe {

namespace net {
enum : std::uint32_t { name = 1, layers = 2, input = 3, layer = 100 };
}
namespace layer {  // LayerParameter
enum : std::uint32_t { name = 1, type = 2, blobs = 7 };
}
namespace v1_layer {  // V1LayerParameter
enum : std::uint32_t { v0_layer = 1, name = 4, type = 5, blobs = 6 };
}
namespace blob {
enum : std::uint32_t { num = 1, channels = 2, height = 3, width = 4, data = 5, shape = 7, double_data = 8 };
}
namespace shape {
enum : std::uint32_t { dim = 1 };
}

// V1LayerParameter.LayerType of the layers that convolve or multiply.
namespace v1_type {
enum : int { convolution = 4, inner_product = 14, deconvolution = 39 };
}

}  // namespace perpixel::caffe
