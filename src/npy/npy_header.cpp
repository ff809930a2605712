#include "npy/npy_header.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::size_t kMostHeaderBytes = 1 << 16;
constexpr std::size_t kMostAxes = 64;  // NumPy's own limit

/// Reads the one kind of Python literal that the format allows.
class DictionaryReader {
 public:
  DictionaryReader(std::string_view text, std::size_t begin, const std::string& name)
      : text_(text), begin_(begin), name_(name) {}

  NpyHeader read() {
    expect('{');
    while (!accept('}')) {
      member(quoted());
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_spaces();
    if (at_ != text_.size()) refuse("has text after the dictionary");
    if (!has_descr_ || !has_order_ || !has_shape_) refuse("needs descr, fortran_order and shape");
    return header_;
  }

 private:
  void member(std::string_view key) {
    expect(':');
    if (key == "descr" && !has_descr_) {
      has_descr_ = true;
      header_.descr = descr();
    } else if (key == "fortran_order" && !has_order_) {
      has_order_ = true;
      header_.fortran_order = truth();
    } else if (key == "shape" && !has_shape_) {
      has_shape_ = true;
      shape();
    } else {
      refuse("has an unexpected key \"" + shortened(key, 40) + "\"");
    }
  }

  std::string descr() {
    skip_spaces();
    if (at_ < text_.size() && text_[at_] == '[')
      throw Error(ErrorCode::unsupported, name_ + ": an array of records", "save one array per field");
    return std::string(quoted());
  }

  bool truth() {
    skip_spaces();
    for (const std::string_view word : {"True", "False"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return word == "True";
    }
    refuse("has no truth value");
  }

  void shape() {
    expect('(');
    while (!accept(')')) {
      header_.shape.push_back(size());
      if (header_.shape.size() > kMostAxes) refuse("has more than 64 axes");
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
  }

  std::int64_t size() {
    skip_spaces();
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (failure != std::errc() || number < 0) refuse("has no size");
    at_ = static_cast<std::size_t>(end - text_.data());
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2 wrote long integers so
    return number;
  }

  std::string_view quoted() {
    skip_spaces();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    const std::size_t end = quote == '\'' || quote == '"' ? text_.find(quote, at_ + 1) : text_.npos;
    if (end == text_.npos) refuse("has no text in quotes");
    const std::string_view text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return text;
  }

  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  bool accept(char wanted) {
    skip_spaces();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) refuse(std::string("lacks \"") + wanted + "\"");
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::weights_corrupt,
                name_ + ": the header " + what + " at byte " + std::to_string(begin_ + at_),
                "the file is damaged or no NumPy array");
  }

  std::string_view text_;
  std::size_t begin_;
  const std::string& name_;
  std::size_t at_ = 0;
  bool has_descr_ = false, has_order_ = false, has_shape_ = false;
  NpyHeader header_;
};

[[noreturn]] void not_npy(const std::string& name, const std::string& what) {
  throw Error(ErrorCode::weights_corrupt, name + ": " + what, "the file is damaged or no NumPy array");
}

/// Python's tuple: "()", "(3,)", "(3, 4)".
std::string tuple_text(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace

NpyHeader parse_npy_header(std::span<const std::uint8_t> bytes, const std::string& name) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!text.starts_with(kMagic) || text.size() < 10) not_npy(name, "does not begin like an .npy file");
  const int version = bytes[6];
  if (version < 1 || version > 3 || bytes[7] != 0)
    not_npy(name, ".npy version " + std::to_string(version) + "." + std::to_string(bytes[7]));
  const std::size_t begin = version == 1 ? 10 : 12;
  if (text.size() < begin) not_npy(name, "ends inside its header");
  std::size_t length = 0;
  for (std::size_t i = begin; i-- > 8;) length = length << 8 | bytes[i];
  if (length > kMostHeaderBytes || length > text.size() - begin)
    not_npy(name, "a header of " + std::to_string(length) + " bytes in " + std::to_string(text.size()));
  NpyHeader header = DictionaryReader(text.substr(begin, length), begin, name).read();
  header.bytes = begin + length;
  return header;
}

std::string npy_header(const std::string& descr, const Shape& shape) {
  std::string dictionary =
      "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + tuple_text(shape) + ", }";
  constexpr std::size_t kPrelude = 10, kAlignment = 64;  // magic, version, length
  const std::size_t unpadded = kPrelude + dictionary.size() + 1;
  dictionary.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  dictionary += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dictionary.size() & 0xFF);
  header += static_cast<char>(dictionary.size() >> 8);
  return header + dictionary;
}

}  // namespace perpixel
