#include "report/tensorboard.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include "error/protozero.h"
#include "file/file.h"
#include "image/codec.h"
#include "report/append.h"
#include "report/crc32c.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

static_assert(std::endian::native == std::endian::little, "TFRecord lengths and checksums are little-endian");

// Field numbers of tensorflow/core/util/event.proto and framework/summary.proto.
namespace event {
enum : protozero::pbf_tag_type { wall_time = 1, step = 2, file_version = 3, summary = 5 };
}
namespace summary {
enum : protozero::pbf_tag_type { value = 1 };
}
namespace value {
enum : protozero::pbf_tag_type { tag = 1, simple_value = 2, image = 4 };
}
namespace image_field {
enum : protozero::pbf_tag_type { height = 1, width = 2, colorspace = 3, encoded = 4 };
}

template <class T>
std::string bytes_of(T number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

template <class T>
T number_at(std::string_view bytes) {
  T number;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

// A record: length (8 bytes), its checksum (4), the data, its checksum (4).
constexpr std::size_t kHead = 12, kTail = 4;

std::string record_of(std::string_view data) {
  const std::string length = bytes_of<std::uint64_t>(data.size());
  return length + bytes_of(masked_crc32c(length)) + std::string(data) + bytes_of(masked_crc32c(data));
}

/// The data of the record at the front of `bytes`; nullopt when it is torn or damaged.
std::optional<std::string_view> first_record(std::string_view bytes) {
  if (bytes.size() < kHead + kTail) return std::nullopt;
  const auto length = number_at<std::uint64_t>(bytes);
  if (number_at<std::uint32_t>(bytes.substr(8)) != masked_crc32c(bytes.substr(0, 8))) return std::nullopt;
  if (length > bytes.size() - kHead - kTail) return std::nullopt;
  const std::string_view data = bytes.substr(kHead, length);
  if (number_at<std::uint32_t>(bytes.substr(kHead + length)) != masked_crc32c(data)) return std::nullopt;
  return data;
}

std::int64_t step_of(std::string_view event_message) {
  protozero::pbf_reader reader(event_message.data(), event_message.size());
  return reader.next(event::step) ? reader.get_int64() : 0;
}

std::string version_event(double wall_time) {
  std::string data;
  protozero::pbf_writer writer(data);
  writer.add_double(event::wall_time, wall_time);
  writer.add_string(event::file_version, "brain.Event:2");
  return data;
}

std::string summary_event(std::int64_t step, double wall_time, const std::string& summary_message) {
  std::string data;
  protozero::pbf_writer writer(data);
  writer.add_double(event::wall_time, wall_time);
  writer.add_int64(event::step, step);
  writer.add_message(event::summary, summary_message);
  return data;
}

void add_scalar(std::string& summary_message, const std::string& tag, double number) {
  std::string data;
  protozero::pbf_writer writer(data);
  writer.add_string(value::tag, tag);
  writer.add_float(value::simple_value, static_cast<float>(number));
  protozero::pbf_writer(summary_message).add_message(summary::value, data);
}

std::string image_message(const Image& image) {
  const Bytes png = encode_png(image);
  std::string data;
  protozero::pbf_writer writer(data);
  writer.add_int32(image_field::height, image.height());
  writer.add_int32(image_field::width, image.width());
  writer.add_int32(image_field::colorspace, image.channels());
  writer.add_bytes(image_field::encoded, reinterpret_cast<const char*>(png.data()), png.size());
  return data;
}

bool is_event_file(const fs::path& path) {
  return path.filename().string().starts_with("events.out.tfevents.");
}

/// The one with the greatest name (names begin with the second of their creation); empty when there is none.
fs::path newest_event_file(const fs::path& folder) {
  fs::path newest;
  for (const auto& entry : fs::directory_iterator(folder))
    if (is_event_file(entry.path()) && entry.path() > newest) newest = entry.path();
  return newest;
}

}  // namespace

TensorBoardLog::TensorBoardLog(const fs::path& folder, double wall_time) : path_(newest_event_file(folder)) {
  if (!path_.empty())
    truncate_after(std::numeric_limits<std::int64_t>::max());
  else
    path_ = folder / ("events.out.tfevents." + std::to_string(std::llround(wall_time)) + ".perpixel");
  if (!fs::exists(path_) || fs::file_size(path_) == 0)
    append_to_file(path_, record_of(version_event(wall_time)));
}

void TensorBoardLog::add_scalars(std::int64_t step, double wall_time,
                                 std::span<const std::pair<std::string, double>> values) {
  std::string message;
  for (const auto& [tag, number] : values) add_scalar(message, tag, number);
  append_to_file(path_, record_of(summary_event(step, wall_time, message)));
}

void TensorBoardLog::add_image(std::int64_t step, double wall_time, const std::string& tag,
                               const Image& image) {
  std::string data, message;
  protozero::pbf_writer writer(data);
  writer.add_string(value::tag, tag);
  writer.add_message(value::image, image_message(image));
  protozero::pbf_writer(message).add_message(summary::value, data);
  append_to_file(path_, record_of(summary_event(step, wall_time, message)));
}

void TensorBoardLog::truncate_after(std::int64_t step) {
  const std::string before = read_text_file(path_, std::size_t{1} << 32);
  std::string after;
  std::string_view rest = before;
  while (const auto data = first_record(rest)) {
    const std::size_t size = kHead + data->size() + kTail;
    if (step_of(*data) <= step) after += rest.substr(0, size);
    rest.remove_prefix(size);
  }
  if (after != before) write_file_atomically(path_, after);
}

}  // namespace perpixel
