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

Shape without_unit_axes(Shape shape) {
  std::erase(shape, 1);
  return shape;
}

/// [C, C, k, k] whose planes are zero but for equal channels, as [C, 1, k, k]: the published upsampling,
/// which is stored densely. Undefined when it is not so.
Tensor diagonal_of(const Tensor& tensor, const Shape& wanted) {
  const Shape& shape = tensor.shape();
  if (shape.size() != 4 || shape[0] != shape[1] || wanted != Shape{shape[0], 1, shape[2], shape[3]})
    return {};
  const Tensor dense = as_f32(tensor);
  const auto from = dense.floats();
  Tensor planes(wanted);
  const auto taps = static_cast<std::size_t>(shape[2] * shape[3]),
             channels = static_cast<std::size_t>(shape[0]);
  for (std::size_t a = 0; a < channels; ++a)
    for (std::size_t b = 0; b < channels; ++b) {
      const auto plane = from.subspan((a * channels + b) * taps, taps);
      if (a == b)
        std::ranges::copy(plane, planes.floats().begin() + static_cast<std::ptrdiff_t>(a * taps));
      else if (std::ranges::any_of(plane, [](float value) { return value != 0; }))
        return {};
    }
  return planes;
}

/// The tensor in the parameter's shape where both hold the same numbers; undefined otherwise.
Tensor same_numbers(const Tensor& tensor, const Shape& wanted) {
  if (is_dense_of(tensor.shape(), wanted) || without_unit_axes(tensor.shape()) == without_unit_axes(wanted))
    return as_f32(tensor).reshaped(wanted);
  return diagonal_of(tensor, wanted);
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
    const std::string near = nearest_unexpected(match, match.missing[i]);
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
    } else if (const Tensor same = reshape_dense ? same_numbers(tensor, parameter.shape) : Tensor();
               same.defined()) {
      match.matched[parameter.name] = same;
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

std::string nearest_unexpected(const WeightMatch& match, const std::string& missing) {
  return nearest_name(missing, match.unexpected);
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
