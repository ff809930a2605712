#include "label/mask.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {
namespace {

[[noreturn]] void throw_corrupt(const std::string& what) {
  throw Error(ErrorCode::image_corrupt, "run lengths: " + what);
}

std::uint64_t pixels(int height, int width) {
  return static_cast<std::uint64_t>(std::max(0, height)) * static_cast<std::uint64_t>(std::max(0, width));
}

/// The counts cover the mask exactly.
void require_whole(const Rle& rle) {
  if (rle.height < 0 || rle.width < 0) throw_corrupt("negative size");
  std::uint64_t sum = 0;
  for (const std::uint32_t count : rle.counts) sum += count;
  if (sum != pixels(rle.height, rle.width)) {
    throw_corrupt("counts sum to " + std::to_string(sum) + ", but the mask is " + std::to_string(rle.height) +
                  "x" + std::to_string(rle.width) + " (height x width)");
  }
}

/// Calls `run(begin, end)` for each run of 1s, as column-major positions.
template <class Run>
void for_each_inside_run(const Rle& rle, const Run& run) {
  std::uint64_t position = 0;
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    const std::uint64_t end = position + rle.counts[i];
    if (i % 2 == 1 && end > position) run(position, end);
    position = end;
  }
}

/// COCO's text: 5 bits a character from '0', bit 5 = more follow, the sign in bit 4 of the last one.
void append_number(std::int64_t value, std::string& text) {
  for (bool more = true; more;) {
    auto group = static_cast<int>(value & 0x1F);
    value >>= 5;
    more = (group & 0x10) ? value != -1 : value != 0;
    if (more) group |= 0x20;
    text += static_cast<char>(group + 48);
  }
}

std::int64_t read_number(std::string_view text, std::size_t& at) {
  std::int64_t value = 0;
  for (int shift = 0;; shift += 5) {
    if (at >= text.size()) throw_corrupt("text ends inside a number, at character " + std::to_string(at));
    const int group = text[at++] - 48;
    if (group < 0 || group > 63) throw_corrupt("character " + std::to_string(at - 1) + " is not in '0'..'o'");
    if (shift > 35) throw_corrupt("number too long at character " + std::to_string(at - 1));
    value |= static_cast<std::int64_t>(group & 0x1F) << shift;
    if (group & 0x20) continue;
    if (group & 0x10) value |= -(std::int64_t{1} << (shift + 5));
    return value;
  }
}

}  // namespace

Rle encode_rle(const Mask& mask) {
  Rle rle{.height = mask.height, .width = mask.width};
  const auto h = static_cast<std::size_t>(mask.height), w = static_cast<std::size_t>(mask.width);
  std::uint8_t current = 0;
  std::uint32_t count = 0;
  for (std::size_t x = 0; x < w; ++x) {
    for (std::size_t y = 0; y < h; ++y) {
      const std::uint8_t inside = mask.inside[y * w + x] != 0;
      if (inside != current) {
        rle.counts.push_back(count);
        count = 0;
        current = inside;
      }
      ++count;
    }
  }
  rle.counts.push_back(count);
  return rle;
}

Mask decode_rle(const Rle& rle) {
  require_whole(rle);
  Mask mask(rle.height, rle.width);
  const auto h = static_cast<std::uint64_t>(rle.height), w = static_cast<std::uint64_t>(rle.width);
  for_each_inside_run(rle, [&](std::uint64_t begin, std::uint64_t end) {
    std::uint64_t x = begin / h, y = begin % h;
    for (std::uint64_t i = begin; i < end; ++i) {
      mask.inside[y * w + x] = 1;
      if (++y == h) {
        y = 0;
        ++x;
      }
    }
  });
  return mask;
}

std::int64_t area(const Rle& rle) {
  std::int64_t sum = 0;
  for_each_inside_run(rle,
                      [&](std::uint64_t b, std::uint64_t e) { sum += static_cast<std::int64_t>(e - b); });
  return sum;
}

Box bounding_box(const Rle& rle) {
  if (rle.height <= 0 || area(rle) == 0) return {};
  const auto h = static_cast<std::uint64_t>(rle.height);
  std::uint64_t x0 = ~std::uint64_t{0}, y0 = x0, x1 = 0, y1 = 0;
  for_each_inside_run(rle, [&](std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t first = begin / h, last = (end - 1) / h;
    // A run over a column's end covers its bottom and the next one's top: full height.
    const std::uint64_t top = first == last ? begin % h : 0;
    const std::uint64_t bottom = first == last ? (end - 1) % h : h - 1;
    x0 = std::min(x0, first), x1 = std::max(x1, last + 1);
    y0 = std::min(y0, top), y1 = std::max(y1, bottom + 1);
  });
  return {static_cast<float>(x0), static_cast<float>(y0), static_cast<float>(x1), static_cast<float>(y1)};
}

std::string rle_to_text(const Rle& rle) {
  std::string text;
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    const auto count = static_cast<std::int64_t>(rle.counts[i]);
    // From the fourth count on, the difference to the one two before.
    append_number(i > 2 ? count - static_cast<std::int64_t>(rle.counts[i - 2]) : count, text);
  }
  return text;
}

Rle rle_from_text(std::string_view text, int height, int width) {
  Rle rle{.height = height, .width = width};
  for (std::size_t at = 0; at < text.size();) {
    std::int64_t count = read_number(text, at);
    const std::size_t i = rle.counts.size();
    if (i > 2) count += static_cast<std::int64_t>(rle.counts[i - 2]);
    if (count < 0 || count > 0xFFFFFFFFLL)
      throw_corrupt("count " + std::to_string(i) + " is " + std::to_string(count));
    rle.counts.push_back(static_cast<std::uint32_t>(count));
  }
  require_whole(rle);
  return rle;
}

}  // namespace perpixel
