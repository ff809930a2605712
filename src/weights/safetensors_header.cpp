#include "weights/safetensors_header.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "error/error.h"
#include "tensor/shared_bytes.h"

namespace perpixel {

namespace {

using Json = nlohmann::json;

constexpr const char* kMetadata = "__metadata__";
constexpr std::size_t kMostAxes = 64;  // NumPy's and PyTorch's limit

struct TypeName {
  const char* text;
  DType type;
};
constexpr std::array<TypeName, 11> kTypes{{{"F32", DType::f32},
                                           {"F64", DType::f64},
                                           {"F16", DType::f16},
                                           {"BF16", DType::bf16},
                                           {"I8", DType::i8},
                                           {"U8", DType::u8},
                                           {"I16", DType::i16},
                                           {"U16", DType::u16},
                                           {"I32", DType::i32},
                                           {"I64", DType::i64},
                                           {"BOOL", DType::boolean}}};

[[noreturn]] void corrupt(const std::string& file, const std::string& what) {
  throw Error(ErrorCode::weights_corrupt, file + ": " + what, "the file is damaged or not safetensors");
}

/// Reads the only structure that the format allows. Nothing nests deeper than {"name": {"field": [numbers]}},
/// and the parser keeps no stack of its own, so hostile nesting ends at once.
class HeaderReader : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderReader(const std::string& file) : file_(file) {}

  SafetensorsHeader header;

  bool key(string_t& text) override {
    if (depth_ == 1) return begin_member(text);
    if (!fields_.insert(text).second) refuse("has \"" + shortened(text) + "\" twice");
    if (!in_metadata_ && text != "dtype" && text != "shape" && text != "data_offsets")
      refuse("has an unknown field \"" + shortened(text) + "\"");
    field_ = text;
    return true;
  }

  bool start_object(std::size_t) override {
    if (depth_ == 2 || in_array_) refuse("holds an object where the format has none");
    ++depth_;
    fields_.clear();
    return true;
  }

  bool end_object() override {
    if (depth_-- == 2 && !in_metadata_) finish_entry();
    return true;
  }

  bool start_array(std::size_t) override {
    if (depth_ != 2 || in_array_ || in_metadata_ || field_ == "dtype")
      refuse("holds a list where the format has none");
    in_array_ = true;
    numbers_.clear();
    return true;
  }

  bool end_array() override {
    in_array_ = false;
    if (field_ == "shape") {
      entry().shape = numbers_;
    } else {
      if (numbers_.size() != 2) refuse("needs two data_offsets");
      entry().begin = static_cast<std::uint64_t>(numbers_[0]);
      entry().end = static_cast<std::uint64_t>(numbers_[1]);
    }
    return true;
  }

  bool string(string_t& text) override {
    if (depth_ != 2 || in_array_ || (!in_metadata_ && field_ != "dtype"))
      refuse("holds a text where the format has none");
    if (in_metadata_)
      header.metadata[field_] = text;
    else
      entry().type = type_of(text);
    return true;
  }

  bool number_unsigned(number_unsigned_t number) override {
    constexpr auto kMost = static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    if (!in_array_ || number > kMost) refuse("holds the number " + std::to_string(number));
    if (numbers_.size() == kMostAxes) refuse("lists more than 64 numbers");
    numbers_.push_back(static_cast<std::int64_t>(number));
    return true;
  }

  bool null() override { refuse("holds null"); }
  bool boolean(bool) override { refuse("holds a truth value"); }
  bool number_integer(number_integer_t number) override {
    refuse("holds the number " + std::to_string(number));
  }
  bool number_float(number_float_t, const string_t& text) override {
    refuse("holds the number " + shortened(text));
  }
  bool binary(binary_t&) override { refuse("holds binary data"); }

  bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
    corrupt(file_, "the header is no JSON at byte " + std::to_string(8 + position));
  }

 private:
  SafetensorsEntry& entry() { return header.entries.back(); }

  bool begin_member(const std::string& name) {
    if (!names_.insert(name).second) corrupt(file_, "two tensors are called \"" + shortened(name) + "\"");
    in_metadata_ = name == kMetadata;
    member_ = name;
    if (!in_metadata_) header.entries.push_back({.name = name});
    return true;
  }

  void finish_entry() {
    if (fields_.size() != 3) refuse("needs dtype, shape and data_offsets");
  }

  DType type_of(const std::string& text) const {
    for (const TypeName& row : kTypes)
      if (text == row.text) return row.type;
    throw Error(ErrorCode::unsupported,
                file_ + ": tensor \"" + shortened(member_) + "\" has elements of type " + shortened(text),
                "convert it to F32");
  }

  [[noreturn]] void refuse(const std::string& what) const {
    corrupt(file_, member_.empty() ? "the header " + what : "\"" + shortened(member_) + "\" " + what);
  }

  const std::string& file_;
  int depth_ = 0;
  bool in_array_ = false;
  bool in_metadata_ = false;
  std::string member_;  // of the outer object
  std::string field_;   // of the inner object
  std::set<std::string> names_, fields_;
  Shape numbers_;
};

void check_ranges(const SafetensorsHeader& header, std::uint64_t data_bytes, const std::string& file) {
  std::uint64_t covered = 0;
  for (const SafetensorsEntry& entry : header.entries) {
    std::string range = "[";
    range.append(std::to_string(entry.begin)).append(", ").append(std::to_string(entry.end)).append(")");
    if (entry.begin != covered || entry.end < entry.begin || entry.end > data_bytes)
      corrupt(file, "tensor \"" + shortened(entry.name) + "\" claims bytes " + range + " of " +
                        std::to_string(data_bytes) + ", expected them to begin at " +
                        std::to_string(covered));
    if (byte_count(entry.shape, entry.type) != entry.end - entry.begin)
      corrupt(file, "tensor \"" + shortened(entry.name) + "\" of shape " + shape_text(entry.shape) +
                        " and type " + dtype_name(entry.type) + " does not fill its bytes " + range);
    covered = entry.end;
  }
  if (covered != data_bytes)
    corrupt(file, std::to_string(data_bytes - covered) + " bytes after the last tensor belong to nothing");
}

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t data_bytes,
                                           const std::string& file) {
  if (json.empty() || json[0] != '{') corrupt(file, "the header does not begin with {");
  // The parser takes a NUL for the end of the text and would not look at what follows.
  if (const std::size_t nul = json.find('\0'); nul != json.npos)
    corrupt(file, "the header is no JSON at byte " + std::to_string(8 + nul));
  HeaderReader reader(file);
  Json::sax_parse(json, &reader);
  std::ranges::sort(reader.header.entries, {},
                    [](const SafetensorsEntry& e) { return std::pair(e.begin, e.end); });
  check_ranges(reader.header, data_bytes, file);
  return std::move(reader.header);
}

std::string safetensors_header_text(const SafetensorsHeader& header) {
  Json json = Json::object();
  if (!header.metadata.empty()) json[kMetadata] = header.metadata;
  for (const SafetensorsEntry& entry : header.entries) {
    const auto type = std::ranges::find(kTypes, entry.type, &TypeName::type);
    if (entry.name == kMetadata) throw Error(ErrorCode::bad_value, "a tensor cannot be called __metadata__");
    json[entry.name] = {
        {"dtype", type->text}, {"shape", entry.shape}, {"data_offsets", {entry.begin, entry.end}}};
  }
  try {
    std::string text = json.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
  } catch (const Json::type_error&) {
    throw Error(ErrorCode::bad_value, "a tensor's name or a metadata text is not UTF-8");
  }
}

}  // namespace perpixel
