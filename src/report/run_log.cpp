#include "report/run_log.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "file/file.h"
#include "report/append.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string text_of(const Json& line) { return line.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string text_if_any(const fs::path& path) {
  return fs::exists(path) ? read_text_file(path) : std::string();
}

/// A line as it was written, and what it says.
struct Line {
  std::string text;
  Json values;
  std::int64_t iteration() const { return values["iteration"].get<std::int64_t>(); }
};

std::optional<Line> parse_line(std::string text) {
  Json values = Json::parse(text, nullptr, false);
  if (!values.is_object() || !values.contains("iteration") || !values["iteration"].is_number_integer())
    return std::nullopt;
  return Line{std::move(text), std::move(values)};
}

/// The whole lines of a file; what was torn by a kill is left out.
std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> lines;
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
    if (auto line = parse_line(text.substr(begin, end - begin))) lines.push_back(std::move(*line));
  return lines;
}

std::string joined(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) text += line.text + "\n";
  return text;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string csv_header(const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& column : columns) text += (text.empty() ? "" : ",") + csv_field(column);
  return text + "\n";
}

std::string csv_row(const std::vector<std::string>& columns, const Json& values) {
  std::string text;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto at = values.find(columns[c]);
    text += c ? "," : "";
    if (at != values.end() && at->is_number()) text += at->dump();
  }
  return text + "\n";
}

/// True when a column was new.
bool add_columns(std::vector<std::string>& columns, const Json& values) {
  const std::size_t before = columns.size();
  for (const auto& [key, value] : values.items())
    if (std::find(columns.begin(), columns.end(), key) == columns.end()) columns.push_back(key);
  return columns.size() > before;
}

}  // namespace

RunLog::RunLog(const fs::path& folder) : metrics_(folder / "metrics.json"), csv_(folder / "results.csv") {
  truncate_after(std::numeric_limits<std::int64_t>::max());
}

void RunLog::append(std::int64_t iteration, const LoggedValues& values) {
  Json line;
  line["iteration"] = iteration;
  for (const auto& [key, value] : values) line[key] = number(value);
  append_to_file(metrics_, text_of(line) + "\n");
  if (add_columns(columns_, line))
    rewrite_csv();
  else
    append_to_file(csv_, csv_row(columns_, line));
}

void RunLog::truncate_after(std::int64_t iteration) {
  const std::string before = text_if_any(metrics_);
  std::vector<Line> lines = lines_of(before);
  std::erase_if(lines, [&](const Line& line) { return line.iteration() > iteration; });
  if (const std::string after = joined(lines); after != before) write_file_atomically(metrics_, after);
  columns_.clear();
  for (const Line& line : lines) add_columns(columns_, line.values);
  rewrite_csv();
}

void RunLog::rewrite_csv() {
  if (columns_.empty() && !fs::exists(csv_)) return;
  std::string text = columns_.empty() ? std::string() : csv_header(columns_);
  for (const Line& line : lines_of(text_if_any(metrics_))) text += csv_row(columns_, line.values);
  write_file_atomically(csv_, text);
}

}  // namespace perpixel
