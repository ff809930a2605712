#include "weights/match.h"

#include <algorithm>
#include <set>

#include "error/error.h"

namespace perpixel {

namespace {

Tensor as_f32(const Tensor& tensor) { return tensor.dtype() == DType::f32 ? tensor : tensor.to_f32(); }

/// [O, I] and [O, C, kH, kW] with I = C * kH * kW.
bool is_dense_of(const Shape& dense, const Shape& conv) {
  return dense.size() == 2 && conv.size() == 4 && dense[0] == conv[0] &&
         dense[1] == conv[1] * conv[2] * conv[3];
}

std::string difference(const Parameter& parameter, const Tensor& tensor) {
  return parameter.name + ": file " + shape_text(tensor.shape()) + ", graph " + shape_text(parameter.shape);
}

/// Collects the axes on which shapes differ, as long as they could be class counts.
class ClassCountSearch {
 public:
  void add(const Shape& file, const Shape& graph) {
    if (file.size() != graph.size() || file.empty() || file[0] == graph[0]) return rule_out();
    for (std::size_t i = 0; i < file.size(); ++i) {
      if (file[i] == graph[i]) continue;
      if (counts_ && (counts_->file != file[i] || counts_->graph != graph[i])) return rule_out();
      counts_ = {file[i], graph[i]};
    }
  }
  std::optional<ClassCounts> result() const { return ruled_out_ ? std::nullopt : counts_; }

 private:
  void rule_out() { ruled_out_ = true; }
  std::optional<ClassCounts> counts_;
  bool ruled_out_ = false;
};

/// "conv1_1.weight, conv1_1.bias, … (9 in all)".
std::string first_of(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(kMost, names.size()); ++i) text += (i ? ", " : "") + names[i];
  if (names.size() > kMost) text += ", ... (" + std::to_string(names.size()) + " in all)";
  return text;
}

void append(std::string& text, const char* kind, const std::vector<std::string>& names) {
  if (!names.empty()) text += std::string(text.empty() ? "" : "; ") + kind + ": " + first_of(names);
}

/// What the first missing parameters may be called in the file.
std::string nearest_candidates(const WeightMatch& match) {
  constexpr std::size_t kMost = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(kMost, match.missing.size()); ++i) {
    const std::string near = nearest_name(match.missing[i], match.unexpected);
    if (!near.empty()) text += (text.empty() ? "" : ", ") + match.missing[i] + " may be the file's " + near;
  }
  return text;
}

[[noreturn]] void throw_class_count(const WeightMatch& match, const std::string& file) {
  throw Error(ErrorCode::class_count,
              file + ": the weights tell " + std::to_string(match.class_counts->file) +
                  " classes apart, the model " + std::to_string(match.class_counts->graph) + " (" +
                  first_of(match.wrong_shape) + ")",
              "build the model with " + std::to_string(match.class_counts->file) +
                  " classes, or leave the scoring layers out to train them anew");
}

}  // namespace

WeightMatch match_weights(const Graph& graph, const NamedTensors& tensors, bool reshape_dense) {
  WeightMatch match;
  ClassCountSearch search;
  std::set<std::string> known;
  for (const Parameter& parameter : graph.parameters) {
    known.insert(parameter.name);
    const auto found = tensors.find(parameter.name);
    if (found == tensors.end()) {
      match.missing.push_back(parameter.name);
    } else if (const Tensor& tensor = found->second; tensor.shape() == parameter.shape) {
      match.matched[parameter.name] = as_f32(tensor);
    } else if (reshape_dense && is_dense_of(tensor.shape(), parameter.shape)) {
      match.matched[parameter.name] = as_f32(tensor).reshaped(parameter.shape);
      match.reshaped.push_back(difference(parameter, tensor));
    } else {
      match.wrong_shape.push_back(difference(parameter, tensor));
      search.add(tensor.shape(), parameter.shape);
    }
  }
  for (const auto& [name, tensor] : tensors)
    if (!known.contains(name)) match.unexpected.push_back(name);
  match.class_counts = search.result();
  return match;
}

void require_complete(const WeightMatch& match, const std::string& file) {
  if (match.complete()) return;
  if (match.missing.empty() && match.unexpected.empty() && match.class_counts) throw_class_count(match, file);
  std::string what;
  append(what, "missing", match.missing);
  append(what, "not in the model", match.unexpected);
  append(what, "of another shape", match.wrong_shape);
  const std::string near = nearest_candidates(match);
  throw Error(ErrorCode::weights_mismatch, file + " does not fit the model: " + what,
              near.empty() ? "is this file of another model or width?" : near);
}

}  // namespace perpixel
