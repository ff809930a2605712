// CRC-32C (Castagnoli, RFC 3720), the checksum of TFRecord files.
#pragma once

#include <cstdint>
#include <string_view>

namespace perpixel {

std::uint32_t crc32c(std::string_view bytes);

/// As TFRecord stores it: rotated right by 15 bits plus a constant, so that a checksum of checksums stays
/// useful.
std::uint32_t masked_crc32c(std::string_view bytes);

}  // namespace perpixel
