// One convolution, many forms: the lecture's views of convolution and transposed convolution, one channel, in
// double, by plain loops. They are what `reproduce conv` prints and what the tests hold the engines against.
// All throw bad_value for a form outside its bounds. "Convolution" is cross-correlation, as in all networks:
// the kernel is not flipped. Source: Dumoulin & Visin 2016, A guide to convolution arithmetic.
#pragma once

#include <cstdint>
#include <vector>

namespace perpixel {

/// [rows, columns], row-major. A signal of one dimension has one row.
struct Map {
  std::int64_t rows = 0, columns = 0;
  std::vector<double> values;

  Map(std::int64_t r, std::int64_t c) : rows(r), columns(c), values(static_cast<std::size_t>(r * c)) {}
  Map(std::int64_t r, std::int64_t c, std::vector<double> v) : rows(r), columns(c), values(std::move(v)) {}
  double& at(std::int64_t y, std::int64_t x) { return values[static_cast<std::size_t>(y * columns + x)]; }
  double at(std::int64_t y, std::int64_t x) const {
    return values[static_cast<std::size_t>(y * columns + x)];
  }
  /// Zero beyond the map.
  double padded(std::int64_t y, std::int64_t x) const {
    return y < 0 || x < 0 || y >= rows || x >= columns ? 0 : at(y, x);
  }
  friend bool operator==(const Map&, const Map&) = default;
};

/// The same on both axes; on a map of one row with a kernel of one row only the columns move.
struct ConvForm {
  int stride = 1, pad = 0, dilation = 1;
  int output_padding = 0;  // transposed convolutions only
};

/// y[o] = sum over t of w[t] x[o stride - pad + t dilation], sides floor((i + 2 pad - reach) / stride) + 1.
Map convolve(const Map& x, const Map& kernel, const ConvForm& form = {});

/// The linear map of `convolve` for an input of rows x columns: [outputs, inputs], flattened row-major. Its
/// transpose is the transposed convolution.
Map convolution_matrix(const Map& kernel, std::int64_t rows, std::int64_t columns, const ConvForm& form = {});
/// matrix [m, n] times the n values of x, as a map of rows x columns = m.
Map times(const Map& matrix, const Map& x, std::int64_t rows, std::int64_t columns);
Map transposed(const Map& matrix);

/// Four ways to the same transposed convolution, sides (i - 1) stride - 2 pad + reach + output_padding:
/// every input places a weighted copy of the kernel, copies are summed ...
Map transposed_by_copies(const Map& z, const Map& kernel, const ConvForm& form = {});
/// ... every output gathers with the flipped kernel ...
Map transposed_by_gathering(const Map& z, const Map& kernel, const ConvForm& form = {});
/// ... zeros between the inputs ("fractional stride"), then a plain convolution with the flipped kernel;
/// needs pad < reach ...
Map transposed_by_zeros(const Map& z, const Map& kernel, const ConvForm& form = {});
/// ... stride x stride plain convolutions of the input, one for each phase of the output (dilation 1 only).
Map transposed_by_phases(const Map& z, const Map& kernel, const ConvForm& form = {});

/// A dilated convolution of stride 1 as dilation x dilation plain ones on the sub-grids of the input. The
/// padding must be a multiple of the dilation.
Map dilated_by_phases(const Map& x, const Map& kernel, int dilation, int pad);

}  // namespace perpixel
