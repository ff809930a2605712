#include "dataset/box_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "error/error.h"
#include "file/file.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::array kColumns{"file", "x0", "y0", "x1", "y1", "class"};
constexpr std::size_t kNeeded = 5, kAbsent = SIZE_MAX;
constexpr const char* kForm = "columns are file,x0,y0,x1,y1 and perhaps class; coordinates in pixels";

using Cells = std::vector<std::string>;
using Places = std::array<std::size_t, kColumns.size()>;  // of kColumns among the cells

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Cells cells_of(const std::string& line) {
  Cells cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(trimmed(cell));
  return cells;
}

/// Columns in their own order, or as a head names them.
Places places_of(const Cells* head, const std::string& where) {
  Places places{0, 1, 2, 3, 4, 5};
  if (!head) return places;
  for (std::size_t c = 0; c < kColumns.size(); ++c) {
    const auto found = std::ranges::find(*head, kColumns[c]);
    places[c] = found == head->end() ? kAbsent : static_cast<std::size_t>(found - head->begin());
    if (c < kNeeded && places[c] == kAbsent)
      throw Error(ErrorCode::bad_value, where + ": no column \"" + kColumns[c] + "\"", kForm);
  }
  return places;
}

float number(const std::string& text, const std::string& where, const char* column) {
  float value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc{} || end != text.data() + text.size())
    throw Error(ErrorCode::bad_value,
                where + ": " + column + " = \"" + shortened(text, 40) + "\" is no number", kForm);
  return value;
}

ListedBox box_of(const Cells& cells, const Places& places, const std::string& where) {
  const auto cell = [&](std::size_t c) {
    return places[c] < cells.size() ? cells[places[c]] : std::string();
  };
  const auto coordinate = [&](std::size_t c) { return number(cell(c), where, kColumns[c]); };
  if (cell(0).empty()) throw Error(ErrorCode::bad_value, where + ": no file", kForm);
  return {where, cell(0), {coordinate(1), coordinate(2), coordinate(3), coordinate(4)}, cell(5)};
}

/// A text as it is, a number as JSON writes it.
std::string text_of(const Json& item, const char* key) {
  const auto found = item.find(key);
  if (found == item.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

}  // namespace

std::vector<ListedBox> boxes_from_table(const std::string& text, const std::string& name) {
  std::vector<ListedBox> boxes;
  Places places = places_of(nullptr, name);
  std::istringstream in(text);
  std::size_t line_number = 0;
  bool first = true;
  for (std::string line; std::getline(in, line);) {
    const std::string where = name + ":" + std::to_string(++line_number);
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    const Cells cells = cells_of(line);
    const bool is_head = std::exchange(first, false) &&
                         std::ranges::find(cells, kColumns[0]) != cells.end() &&
                         std::ranges::find(cells, kColumns[1]) != cells.end();
    if (is_head)
      places = places_of(&cells, where);
    else
      boxes.push_back(box_of(cells, places, where));
  }
  return boxes;
}

std::vector<ListedBox> boxes_from_json(const std::string& text, const std::string& name) {
  const Json list = Json::parse(text, nullptr, false);
  if (!list.is_array())
    throw Error(ErrorCode::config_syntax, name + ": is no JSON list",
                "for example [{\"file\": \"a.jpg\", \"x0\": 3, \"y0\": 5, \"x1\": 40, \"y1\": 52}]");
  std::vector<ListedBox> boxes;
  for (const Json& item : list) {
    const std::string where = name + "[" + std::to_string(boxes.size()) + "]";
    if (!item.is_object()) throw Error(ErrorCode::bad_value, where + ": is no object with keys", kForm);
    Cells cells;
    for (const char* key : kColumns) cells.push_back(text_of(item, key));
    boxes.push_back(box_of(cells, places_of(nullptr, where), where));
  }
  return boxes;
}

std::vector<ListedBox> read_boxes(const fs::path& file) {
  const std::string text = read_text_file(file), name = shortened(file.string());
  std::vector<ListedBox> boxes =
      file.extension() == ".json" ? boxes_from_json(text, name) : boxes_from_table(text, name);
  if (boxes.empty()) throw Error(ErrorCode::bad_value, name + ": holds no box", kForm);
  return boxes;
}

}  // namespace perpixel
