// Bytes as text (RFC 4648), to put pictures into a page.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace perpixel {

/// With padding, without line breaks.
std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace perpixel
