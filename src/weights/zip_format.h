// Numbers of the zip format (PKWARE's APPNOTE 6.3) that reader and writer share.
#pragma once

#include <cstddef>
#include <cstdint>

namespace perpixel::zip {

constexpr std::uint32_t kLocalSignature = 0x04034B50;       // before each entry's bytes
constexpr std::uint32_t kDescriptorSignature = 0x08074B50;  // behind them, when sizes were not known before
constexpr std::uint32_t kCentralSignature = 0x02014B50;     // one row of the directory
constexpr std::uint32_t kEnd64Signature = 0x06064B50;
constexpr std::uint32_t kEnd64LocatorSignature = 0x07064B50;
constexpr std::uint32_t kEndSignature = 0x06054B50;

constexpr std::size_t kLocalBytes = 30, kCentralBytes = 46, kEnd64Bytes = 56, kEnd64LocatorBytes = 20,
                      kEndBytes = 22;

constexpr std::uint16_t kStored = 0, kDeflated = 8;
constexpr std::uint16_t kEncryptedFlag = 1 << 0, kDescriptorFlag = 1 << 3, kUtf8Flag = 1 << 11;
constexpr std::uint16_t kZip64Extra = 1;
constexpr std::uint32_t kInZip64 = 0xFFFFFFFF;  // the number stands in the zip64 field
constexpr std::uint16_t kInZip64Short = 0xFFFF;

}  // namespace perpixel::zip
