// Convolution as a matrix product: weights [O, K] times the picture's patches [K, positions], K = channels *
// taps. The patches are copied together block by block into memory that stays in the cache; nothing of the
// size of the whole patch matrix ever exists.
#pragma once

#include <cstdint>

namespace perpixel::kernel {

/// One tap of the window. Output position (oy, ox) reads input (oy * stride_y + dy, ox * stride_x + dx), zero
/// outside.
struct ConvTap {
  std::int64_t dy = 0, dx = 0;
  std::int64_t ox_begin = 0, ox_end = 0;  // output columns [begin, end) that read inside the input
};

/// One group of one picture. An output is stored at y[o * out_plane + oy * out_row + ox * out_column].
struct ConvGeometry {
  std::int64_t channels = 0, in_h = 0, in_w = 0;  // input planes
  std::int64_t rows = 0, columns = 0;             // output positions
  std::int64_t stride_y = 1, stride_x = 1;
  const ConvTap* taps = nullptr;
  std::int64_t tap_count = 0;
  std::int64_t out_plane = 0, out_row = 0, out_column = 1;
};

/// Fills ox_begin and ox_end.
void set_tap_range(ConvTap& tap, std::int64_t stride_x, std::int64_t in_w, std::int64_t columns);

inline constexpr std::int64_t kConvRows = 6;         // output channels of one register tile
inline constexpr std::int64_t kConvPositions = 256;  // output positions of one task
inline constexpr std::int64_t kConvChannels = 240;   // output channels of one task
inline constexpr std::int64_t kConvDepth = 192;      // of K, that are gathered at once

/// Floats of scratch memory for one task.
inline constexpr std::int64_t kConvScratch = kConvPositions * kConvDepth;

std::int64_t packed_weight_size(std::int64_t out_channels, std::int64_t depth);
/// weight [O, depth] -> panels of kConvRows output channels, zero-filled at the end.
void pack_weights(const float* weight, std::int64_t out_channels, std::int64_t depth, float* packed);

/// Positions [first_position, last_position) (at most kConvPositions, counted row by row) of output channels
/// [first_channel, last_channel), first_channel a multiple of kConvRows. `bias` may be null. Each sum runs
/// over K in order, so a result depends neither on the cut into tasks nor on its position.
struct ConvTask {
  const float* x = nullptr;       // [channels, in_h, in_w]
  const float* packed = nullptr;  // of all output channels
  const float* bias = nullptr;    // [O]
  float* y = nullptr;
  std::int64_t first_position = 0, last_position = 0;
  std::int64_t first_channel = 0, last_channel = 0;
  float* scratch = nullptr;
};
void conv_task(const ConvGeometry& geometry, const ConvTask& task);

}  // namespace perpixel::kernel
