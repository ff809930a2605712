#include "report/curve.h"

#include <map>
#include <nlohmann/json.hpp>

#include "error/error.h"
#include "file/file.h"

namespace perpixel {

namespace {

using Json = nlohmann::ordered_json;

class CurveCollector {
 public:
  void add(const Json& line) {
    const double iteration = line["iteration"].get<double>();
    for (const auto& [key, value] : line.items())
      if (key != "iteration" && value.is_number())
        curve_of(key).points.push_back({iteration, value.get<double>()});
  }

  std::vector<Curve> take() { return std::move(curves_); }

 private:
  Curve& curve_of(const std::string& key) {
    const auto [at, fresh] = index_.emplace(key, curves_.size());
    if (fresh) curves_.push_back({key, {}});
    return curves_[at->second];
  }

  std::vector<Curve> curves_;
  std::map<std::string, std::size_t> index_;
};

Json parse_line(const std::string& text, const std::filesystem::path& path, int number) {
  Json line = Json::parse(text, nullptr, false);
  if (!line.is_object() || !line.contains("iteration") || !line["iteration"].is_number())
    throw Error(ErrorCode::config_syntax,
                path.string() + ":" + std::to_string(number) + ": not a JSON object with an \"iteration\"",
                "remove this line");
  return line;
}

}  // namespace

std::vector<Curve> curves_from_metrics(const std::filesystem::path& metrics_json) {
  const std::string text = read_text_file(metrics_json);
  CurveCollector collector;
  int number = 0;
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
    collector.add(parse_line(text.substr(begin, end - begin), metrics_json, ++number));
  return collector.take();
}

}  // namespace perpixel
