// The data doctor's report as text and as JSON.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "dataset/check.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 17> kNames{"",
                                             "missing_mask",
                                             "missing_picture",
                                             "unreadable",
                                             "size_mismatch",
                                             "value_outside_table",
                                             "class_never_occurs",
                                             "duplicate_picture",
                                             "split_overlap",
                                             "tiny_picture",
                                             "all_void_mask",
                                             "lossy_mask",
                                             "no_label_table",
                                             "empty_split",
                                             "no_table_possible",
                                             "mixed_pictures",
                                             "single_class"};

std::string example_text(const FindingExample& example) {
  std::string text = example.file;
  if (example.x >= 0) text += ": x=" + std::to_string(example.x) + ", y=" + std::to_string(example.y);
  if (!example.value.empty()) text += (text.empty() ? "" : ": ") + example.value;
  return text;
}

std::string finding_text(const Finding& finding) {
  std::string text =
      std::string(severity_name(finding.severity)) + "[" + finding_code_text(finding.code) + "] ";
  if (finding.count > 1 || !finding.examples.empty()) text += std::to_string(finding.count) + " ";
  text += finding.what + "\n";
  for (const FindingExample& example : finding.examples) {
    if (const std::string line = example_text(example); !line.empty()) text += "    " + line + "\n";
  }
  if (finding.count > finding.examples.size() && !finding.examples.empty()) {
    text += "    and " + std::to_string(finding.count - finding.examples.size()) + " more\n";
  }
  return text + "  fix: " + finding.fix + "\n";
}

std::string padded(const std::string& text, std::size_t width) {
  return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

std::string values_text(const DataReport& report) {
  constexpr std::size_t kShown = 70;
  if (report.values.empty()) return "";
  std::string text = "  " + padded("value", 8) + padded("pixels", 14) + padded("masks", 8) + "  meaning\n";
  for (std::size_t i = 0; i < std::min(report.values.size(), kShown); ++i) {
    const FoundValue& v = report.values[i];
    text += "  " + padded(v.value, 8) + padded(std::to_string(v.pixels), 14) +
            padded(std::to_string(v.masks), 8) + "  " +
            (v.meaning.empty() ? "(not in the table)" : v.meaning) + "\n";
  }
  if (report.values.size() > kShown) {
    text += "  and " + std::to_string(report.values.size() - kShown) + " more values\n";
  }
  return text;
}

Json example_json(const FindingExample& example) {
  Json json = Json::object();
  if (!example.file.empty()) json["file"] = example.file;
  if (example.x >= 0) json["x"] = example.x, json["y"] = example.y;
  if (!example.value.empty()) json["value"] = example.value;
  return json;
}

Json finding_json(const Finding& finding) {
  Json json{{"code", finding_code_text(finding.code)},
            {"name", finding_name(finding.code)},
            {"severity", severity_name(finding.severity)},
            {"count", finding.count},
            {"what", finding.what},
            {"fix", finding.fix}};
  json["examples"] = Json::array();
  for (const FindingExample& example : finding.examples) json["examples"].push_back(example_json(example));
  return json;
}

}  // namespace

const char* severity_name(Severity severity) {
  constexpr std::array<const char*, 3> names{"error", "warning", "note"};
  return names[static_cast<std::size_t>(severity)];
}

std::string finding_code_text(FindingCode code) {
  const int number = static_cast<int>(code);
  return (number < 10 ? "D0" : "D") + std::to_string(number);
}

const char* finding_name(FindingCode code) { return kNames.at(static_cast<std::size_t>(code)); }

std::string report_text(const DataReport& report) {
  std::string text = report.data + "\n";
  for (const CheckedSplit& split : report.splits) {
    text += "  " + split.name + ": " + std::to_string(split.pictures) + " pictures\n";
  }
  text += values_text(report);
  for (const std::string& line : report.notes) text += "note: " + line + "\n";
  for (const Finding& finding : report.findings) text += finding_text(finding);
  if (!report.table_file.empty()) text += "label table to edit: " + report.table_file.string() + "\n";
  if (!report.preview_file.empty()) text += "masks in colour: " + report.preview_file.string() + "\n";
  return text + (report.ok() ? "no errors found\n" : "errors found: mend them before training\n");
}

std::string report_json(const DataReport& report) {
  Json json{{"data", report.data}, {"ok", report.ok()}, {"table_given", report.table_given}};
  json["splits"] = Json::object();
  for (const CheckedSplit& split : report.splits) json["splits"][split.name] = split.pictures;
  json["values"] = Json::array();
  for (const FoundValue& v : report.values) {
    json["values"].push_back(
        {{"value", v.value}, {"pixels", v.pixels}, {"masks", v.masks}, {"meaning", v.meaning}});
  }
  json["findings"] = Json::array();
  for (const Finding& finding : report.findings) json["findings"].push_back(finding_json(finding));
  json["notes"] = report.notes;
  if (!report.table_file.empty()) json["table_file"] = report.table_file.string();
  if (report.table_kept) json["table_kept"] = true;
  if (!report.not_written.empty()) json["not_written"] = report.not_written;
  if (!report.preview_file.empty()) json["preview_file"] = report.preview_file.string();
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace perpixel
