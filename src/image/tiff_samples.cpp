#include "image/tiff_samples.h"

#include <cstring>

#include "tensor/tensor.h"

namespace perpixel {

namespace {

template <class From, class To>
void copy_samples(const std::uint8_t* row, std::size_t count, To* to, std::size_t step) {
  if (std::is_same_v<From, To> && step == 1) {
    std::memcpy(to, row, count * sizeof(To));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    From value;
    std::memcpy(&value, row + i * sizeof(From), sizeof(From));
    to[i * step] = static_cast<To>(value);
  }
}

void unpack_bits(const std::uint8_t* row, std::size_t count, const TiffSamples& samples, std::uint8_t* to,
                 std::size_t step) {
  const auto bits = static_cast<std::size_t>(samples.bits);
  const unsigned largest = (1u << bits) - 1;
  const unsigned scale = samples.scale_to_full ? 255 / largest : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t shift = 8 - bits - (i * bits) % 8;
    to[i * step] = static_cast<std::uint8_t>(((row[i * bits / 8] >> shift) & largest) * scale);
  }
}

void unpack_halves(const std::uint8_t* row, std::size_t count, float* to, std::size_t step) {
  Tensor halves({static_cast<std::int64_t>(count)}, DType::f16);
  std::memcpy(halves.data(), row, count * 2);
  const Tensor floats = halves.to_f32();
  for (std::size_t i = 0; i < count; ++i) to[i * step] = floats.floats()[i];
}

void unpack_floats(const std::uint8_t* row, std::size_t count, const TiffSamples& samples, float* to,
                   std::size_t step) {
  const int bits = samples.bits;
  switch (samples.number) {
    case TiffNumber::floating:
      if (bits == 16) return unpack_halves(row, count, to, step);
      return bits == 32 ? copy_samples<float>(row, count, to, step)
                        : copy_samples<double>(row, count, to, step);
    case TiffNumber::signed_integer:
      if (bits == 8) return copy_samples<std::int8_t>(row, count, to, step);
      if (bits == 16) return copy_samples<std::int16_t>(row, count, to, step);
      return bits == 32 ? copy_samples<std::int32_t>(row, count, to, step)
                        : copy_samples<std::int64_t>(row, count, to, step);
    case TiffNumber::unsigned_integer:
      return bits == 32 ? copy_samples<std::uint32_t>(row, count, to, step)
                        : copy_samples<std::uint64_t>(row, count, to, step);
  }
}

}  // namespace

std::optional<SampleType> TiffSamples::type() const {
  const bool whole = bits == 8 || bits == 16 || bits == 32 || bits == 64;
  switch (number) {
    case TiffNumber::floating:
      return whole && bits > 8 ? std::optional(SampleType::f32) : std::nullopt;
    case TiffNumber::signed_integer:
      return whole ? std::optional(SampleType::f32) : std::nullopt;
    case TiffNumber::unsigned_integer:
      if (bits == 1 || bits == 2 || bits == 4 || bits == 8) return SampleType::u8;
      if (bits == 16) return SampleType::u16;
      return whole ? std::optional(SampleType::f32) : std::nullopt;
  }
  return std::nullopt;
}

void unpack_tiff_row(const std::uint8_t* row, std::size_t count, const TiffSamples& samples, Image& image,
                     std::size_t first, std::size_t step) {
  switch (image.type()) {
    case SampleType::u8: {
      std::uint8_t* to = image.samples<std::uint8_t>().data() + first;
      return samples.bits == 8 ? copy_samples<std::uint8_t>(row, count, to, step)
                               : unpack_bits(row, count, samples, to, step);
    }
    case SampleType::u16:
      return copy_samples<std::uint16_t>(row, count, image.samples<std::uint16_t>().data() + first, step);
    case SampleType::f32:
      return unpack_floats(row, count, samples, image.samples<float>().data() + first, step);
  }
}

}  // namespace perpixel
