#include "onnx/wire.h"

namespace perpixel::onnx {

namespace {

using protozero::pbf_wire_type;

constexpr pbf_wire_type wire_type_of(float) { return pbf_wire_type::fixed32; }
constexpr pbf_wire_type wire_type_of(double) { return pbf_wire_type::fixed64; }

}  // namespace

FieldReader::FieldReader(WireSource& source, std::span<const std::uint8_t> bytes)
    : source_(&source), reader_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

std::size_t FieldReader::position() const {
  return static_cast<std::size_t>(reader_.data().data() - source_->begin);
}

void FieldReader::refuse(const std::string& what) const {
  throw Error(ErrorCode::weights_corrupt,
              source_->file + ": " + what + " at byte " + std::to_string(position()),
              "the file is damaged or not ONNX");
}

/// Runs one call of protozero; its own exceptions say neither file nor byte.
template <class Read>
auto FieldReader::guarded(Read read) {
  try {
    return read();
  } catch (const protozero::end_of_buffer_exception&) {
    refuse("a field reaches past the end of its message");
  } catch (const protozero::exception& fault) {
    refuse(std::string("no protobuf (") + fault.what() + ")");
  }
}

void FieldReader::require(pbf_wire_type type) const {
  if (!reader_.has_wire_type(type))
    refuse("field " + std::to_string(field()) + " has another kind than ONNX gives it");
}

void FieldReader::require_room(std::size_t size, std::size_t more, std::size_t most) const {
  if (more > most || size > most - more)
    refuse("field " + std::to_string(field()) + " has more than " + std::to_string(most) + " elements");
}

bool FieldReader::next() {
  return guarded([&] { return reader_.next(); });
}

void FieldReader::skip() {
  guarded([&] { reader_.skip(); });
}

void FieldReader::count_items(std::size_t count) {
  if (source_->items_left < count) refuse("more nodes, names and values than perpixel reads");
  source_->items_left -= count;
}

std::int64_t FieldReader::integer() {
  require(pbf_wire_type::varint);
  return guarded([&] { return reader_.get_int64(); });
}

float FieldReader::real() {
  require(pbf_wire_type::fixed32);
  return guarded([&] { return reader_.get_float(); });
}

std::span<const std::uint8_t> FieldReader::bytes() {
  require(pbf_wire_type::length_delimited);
  const protozero::data_view view = guarded([&] { return reader_.get_view(); });
  return {reinterpret_cast<const std::uint8_t*>(view.data()), view.size()};
}

std::string FieldReader::text(std::size_t most) {
  const auto view = bytes();
  if (view.size() > most)
    refuse("field " + std::to_string(field()) + ": a text of " + std::to_string(view.size()) +
           " bytes, more than " + std::to_string(most));
  return {view.begin(), view.end()};
}

FieldReader FieldReader::message() {
  require(pbf_wire_type::length_delimited);
  return {*source_, guarded([&] { return reader_.get_view(); })};
}

void FieldReader::append_integers(std::vector<std::int64_t>& to, std::size_t most) {
  if (reader_.has_wire_type(pbf_wire_type::varint)) {
    require_room(to.size(), 1, most);
    to.push_back(integer());
    return;
  }
  require(pbf_wire_type::length_delimited);
  guarded([&] {
    for (const std::int64_t value : reader_.get_packed_int64()) {
      require_room(to.size(), 1, most);
      to.push_back(value);
    }
  });
}

template <class T>
void FieldReader::append_reals(std::vector<T>& to, std::size_t most) {
  const auto one = [&] {
    if constexpr (sizeof(T) == sizeof(float))
      return reader_.get_float();
    else
      return reader_.get_double();
  };
  const auto packed = [&] {
    if constexpr (sizeof(T) == sizeof(float))
      return reader_.get_packed_float();
    else
      return reader_.get_packed_double();
  };
  if (reader_.has_wire_type(wire_type_of(T{}))) {
    require_room(to.size(), 1, most);
    to.push_back(guarded(one));
    return;
  }
  require(pbf_wire_type::length_delimited);
  const auto values = guarded(packed);
  require_room(to.size(), values.size(), most);
  to.insert(to.end(), values.begin(), values.end());
}

template void FieldReader::append_reals(std::vector<float>&, std::size_t);
template void FieldReader::append_reals(std::vector<double>&, std::size_t);

}  // namespace perpixel::onnx
