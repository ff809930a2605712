// Building graphs: free functions that read like a paper's table.
//   auto pool3 = max_pool(relu(conv(x, 256, 3, "conv3_3")), 2, 2, "pool3");
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel {

/// A handle to one value of a graph under construction. The graph must outlive it.
struct Value {
  Graph* graph = nullptr;
  int id = -1;
  int channels() const { return graph->values[static_cast<std::size_t>(id)].channels; }
};

/// A picture or feature map [N, channels, H, W]; N, H, W stay symbolic.
Value input(Graph& graph, const std::string& name, int channels);
/// A single number [1], as f32: which draw a sampled dropout makes.
Value number_input(Graph& graph, const std::string& name);
void output(Value value, const std::string& name, bool train_only = false);

inline constexpr int kSamePad =
    -1;  // pad = dilation * (kernel - 1) / 2: keeps the size of odd kernels at stride 1

struct ConvOptions {
  int stride = 1;
  int pad = kSamePad;
  int dilation = 1;
  int group = 1;
  bool bias = true;
  Init init{InitKind::he, 1};
  float lr_mult = 1;
  float bias_lr_mult = 2;     // Caffe's VGG family: bias learns twice as fast ...
  float bias_decay_mult = 0;  // ... and does not decay
  bool frozen = false;
};

/// weight [out, in/group, k, k], bias [out]; parameters "name.weight", "name.bias".
Value conv(Value x, int out_channels, int kernel, const std::string& name, const ConvOptions& options = {});

struct ConvTransposeOptions {
  int stride = 2;
  int pad = 0;
  int output_padding = 0;
  int group = 1;
  bool bias = false;
  Init init{InitKind::bilinear, 0};
  float lr_mult = 1;
  bool frozen = false;
};

/// weight [in, out/group, k, k].
Value conv_transpose(Value x, int out_channels, int kernel, const std::string& name,
                     const ConvTransposeOptions& options = {});

/// Fully connected on a flattened map: weight [out, in_features].
Value dense(Value x, int in_features, int out_features, const std::string& name,
            Init init = {InitKind::he, 1});
Value flatten(Value x, const std::string& name);

Value relu(Value x, const std::string& name = {});
Value sigmoid(Value x, const std::string& name = {});
/// max(0, min(1, x / 6 + 1 / 2)), and x times it (Howard et al. 2019).
Value hard_sigmoid(Value x, const std::string& name = {});
Value hard_swish(Value x, const std::string& name = {});

struct BatchNormOptions {
  float epsilon = 1e-5f;
  float momentum = 0.1f;  // weight of the new batch: PyTorch's meaning
  float shift = 0;        // what "name.bias" starts from
  float scale_decay = 0;  // weight decay of "name.weight", in units of the training's
};

/// Parameters "name.weight", "name.bias", statistics "name.running_mean/var", [C] each.
Value batch_norm(Value x, const std::string& name, const BatchNormOptions& options = {});
Value dropout(Value x, float ratio, const std::string& name);
/// Dropout that stays on in deployment too (Bayesian SegNet): `sample` [1] numbers the draw, the same number
/// drops the same elements in both engines; in training it is ordinary dropout.
Value sampled_dropout(Value x, float ratio, Value sample, const std::string& name);
/// Wu & He 2018: normalised over each of `groups` groups of channels; parameters "name.weight", "name.bias".
Value group_norm(Value x, int groups, const std::string& name, float epsilon = 1e-5f);
/// Krizhevsky et al. 2012: x / (1 + alpha / size * sum of squares over `size` neighbouring channels)^beta.
Value local_response_norm(Value x, int size, float alpha, float beta, const std::string& name);
Value max_pool(Value x, int kernel, int stride, const std::string& name, int pad = 0, bool ceil_mode = true,
               int dilation = 1);
/// `positions` [N, C, h, w] i64: y * W + x of each maximum within its own plane of the unpadded input; the
/// first in row-major order wins a tie.
struct Pooled {
  Value map, positions;
};
Pooled max_pool_with_positions(Value x, int kernel, int stride, const std::string& name, int pad = 0,
                               bool ceil_mode = true);
/// Zeros of the height and width of `like`, with each element of x at its position.
Value unpool_like(Value x, Value positions, Value like, const std::string& name);
Value average_pool(Value x, int kernel, int stride, const std::string& name, int pad = 0,
                   bool ceil_mode = false, bool count_include_pad = true);
Value global_average_pool(Value x, const std::string& name);
Value add(Value a, Value b, const std::string& name);
/// The larger of the two, element by element (DeepLab's fusion of scales).
Value maximum(Value a, Value b, const std::string& name);
/// Element by element; a factor [N, C, 1, 1] weighs whole channels.
Value multiply(Value x, Value factor, const std::string& name);
/// x times a fixed number (FCN at-once: scale_pool4 = 0.01).
Value scale(Value x, float factor, const std::string& name);
Value concat(const std::vector<Value>& parts, const std::string& name);
Value softmax(Value x, const std::string& name);  // over channels

enum class ResizeMode { nearest, bilinear };
Value resize(Value x, float factor, const std::string& name, ResizeMode mode = ResizeMode::bilinear,
             bool align_corners = false);
/// To the height and width of `like`.
Value resize_like(Value x, Value like, const std::string& name, ResizeMode mode = ResizeMode::bilinear,
                  bool align_corners = false);
/// The window [offset, offset + size of like) on both axes.
Value crop_like(Value x, Value like, int offset, const std::string& name);
/// Zeros around x up to the height and width of `like`, floor of half of them before (top, left).
Value pad_like(Value x, Value like, const std::string& name);
/// Sub-pixel convolution's shuffle: [N, C r r, H, W] -> [N, C, H r, W r], out[c, r y + a, r x + b] =
/// in[c r r + a r + b, y, x] (ONNX DepthToSpace, mode CRD).
Value depth_to_space(Value x, int r, const std::string& name);

}  // namespace perpixel
