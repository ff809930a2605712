// protozero's reader under our own terms: every fault is an Error that names the file and the byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "error/protozero.h"

namespace perpixel::onnx {

/// What all messages of one file share.
struct WireSource {
  std::string file;             // for messages
  const char* begin = nullptr;  // of the whole file
  std::size_t items_left = 0;   // repeated elements (nodes, names, sizes ...) that may still come
};

/// The fields of one message, in order. Throws weights_corrupt naming the byte for truncation, a field of
/// another kind than asked for, and more elements than the source may bring.
class FieldReader {
 public:
  FieldReader(WireSource& source, std::span<const std::uint8_t> bytes);

  /// To the next field; false at the end of the message.
  bool next();
  std::uint32_t field() const { return reader_.tag(); }
  void skip();

  std::int64_t integer();
  float real();
  std::string text(std::size_t most);
  std::span<const std::uint8_t> bytes();
  FieldReader message();

  /// A repeated field, packed or one by one: what is here is appended.
  void append_integers(std::vector<std::int64_t>& to, std::size_t most);
  /// T: float or double.
  template <class T>
  void append_reals(std::vector<T>& to, std::size_t most);

  /// Byte of the file that is read next.
  std::size_t position() const;
  /// One more element of a repeated field, or one that counts for several.
  void count_item() { count_items(1); }
  void count_items(std::size_t count);
  [[noreturn]] void refuse(const std::string& what) const;

 private:
  FieldReader(WireSource& source, const protozero::data_view& view) : source_(&source), reader_(view) {}
  void require(protozero::pbf_wire_type type) const;
  void require_room(std::size_t size, std::size_t more, std::size_t most) const;
  template <class Read>
  auto guarded(Read read);

  WireSource* source_;
  protozero::pbf_reader reader_;
};

}  // namespace perpixel::onnx
