// perpixel weights show FILE: the tensors of a weights file.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "output.h"
#include "report/crc32c.h"
#include "weights.h"
#include "weights/format.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

struct Spread {
  double least = std::numeric_limits<double>::infinity(), greatest = -least, mean = 0;
  std::int64_t not_finite = 0;
};

/// Over the finite elements.
Spread spread_of(const Tensor& tensor) {
  Spread spread;
  const Tensor numbers = tensor.to_f32();
  double sum = 0;
  for (const float value : numbers.floats()) {
    if (!std::isfinite(value)) {
      ++spread.not_finite;
      continue;
    }
    spread.least = std::min<double>(spread.least, value);
    spread.greatest = std::max<double>(spread.greatest, value);
    sum += value;
  }
  const auto finite = tensor.count() - spread.not_finite;
  spread.mean = finite > 0 ? sum / static_cast<double>(finite) : 0;
  return spread;
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return std::isfinite(value) ? text : "-";
}

Json tensor_json(const std::string& name, const Tensor& tensor, const Spread& spread) {
  return {{"name", name},
          {"dtype", dtype_name(tensor.dtype())},
          {"shape", tensor.shape()},
          {"min", spread.least},
          {"max", spread.greatest},
          {"mean", spread.mean},
          {"not_finite", spread.not_finite}};
}

/// CRC-32C of the stored bytes, eight digits.
std::string checksum_of(const Tensor& tensor) {
  char text[16];
  std::snprintf(text, sizeof text, "%08x", crc32c({static_cast<const char*>(tensor.data()), tensor.bytes()}));
  return text;
}

}  // namespace

int show_weights(Arguments arguments) {
  CommandLine line("weights show",
                   "The tensors of a weights file: shape, type, range; and what its metadata says.");
  std::string path;
  bool checksums = false;
  line->add_option("FILE", path, "Weights in any format")->required();
  line->add_flag("--checksums", checksums, "CRC-32C of each tensor's bytes as they are stored");
  line.parse(arguments);
  const WeightsFile file = read_weights(path);
  std::vector<std::vector<std::string>> rows{{"name", "type", "shape", "min", "max", "mean"}};
  if (checksums) rows.front().push_back("crc32c");
  Json list = Json::array();
  std::int64_t elements = 0, not_finite = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const Spread spread = spread_of(tensor);
    rows.push_back({name, dtype_name(tensor.dtype()), shape_text(tensor.shape()), short_number(spread.least),
                    short_number(spread.greatest), short_number(spread.mean)});
    list.push_back(tensor_json(name, tensor, spread));
    if (checksums) {
      rows.back().push_back(checksum_of(tensor));
      list.back()["crc32c"] = rows.back().back();
    }
    elements += tensor.count();
    not_finite += spread.not_finite;
  }
  if (not_finite > 0) warn(path + ": " + std::to_string(not_finite) + " elements are not finite");
  if (line.json()) {
    print_result(
        Json{{"file", path}, {"elements", elements}, {"metadata", file.metadata}, {"tensors", list}}.dump(
            2, ' ', false, Json::error_handler_t::replace));
    return 0;
  }
  std::string text = aligned_table(rows, {false, false, false, true, true, true}) + "\n" +
                     std::to_string(file.tensors.size()) + " tensors, " + grouped(elements) + " elements\n";
  for (const auto& [key, value] : file.metadata) {
    text += "metadata " + key + ": " + (value.size() > 60 ? std::to_string(value.size()) + " bytes" : value) +
            "\n";
  }
  print_result(text);
  return 0;
}

}  // namespace perpixel
