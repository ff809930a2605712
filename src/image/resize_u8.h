// The inner loops of the u8 resize, built per instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "image/resize_weights.h"

namespace perpixel {

/// `resize_row_u8` may read this many bytes behind the source row and write as many behind the output row.
constexpr std::size_t kRowSlack = 16;

/// One output row [outputs, channels] from one source row.
void resize_row_u8(const std::uint8_t* row, int channels, const ResizeWeights& x, std::uint8_t* out);

/// out[i] = the weighted sum of rows[0..count)[i], for i in [0, samples).
void blend_rows_u8(const std::uint8_t* const* rows, const std::int32_t* weights, int count,
                   std::size_t samples, std::uint8_t* out);

}  // namespace perpixel
