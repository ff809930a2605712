// ONNX's own node tests: one operation each, with inputs and expected outputs. They come with PyPI's
// onnx==1.22.0 (later versions ship none); PERPIXEL_ONNX_NODE_TESTS names the folder
// onnx/backend/test/data/node of it. Without that variable there is nothing to do. Tolerances are those of
// ONNX's own runner for f32.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "file/file.h"
#include "onnx/messages.h"
#include "onnx/read_message.h"
#include "runtime/session.h"

namespace perpixel::onnx {
namespace {

namespace fs = std::filesystem;

constexpr double kRelative = 1e-3, kAbsolute = 1e-6;

/// Real numbers of any width as f32, as the importer computes.
Tensor stored_tensor(const fs::path& path) {
  const Bytes bytes = read_file(path);
  const Tensor tensor = read_tensor_message(bytes, path.string()).tensor;
  const DType type = tensor.dtype();
  return type == DType::f16 || type == DType::bf16 || type == DType::f64 ? tensor.to_f32() : tensor;
}

/// "" when they agree.
std::string difference(const Tensor& ours, const Tensor& expected) {
  if (ours.shape() != expected.shape())
    return "shape " + shape_text(ours.shape()) + " instead of " + shape_text(expected.shape());
  if (ours.dtype() != expected.dtype())
    return std::string(dtype_name(ours.dtype())) + " instead of " + dtype_name(expected.dtype());
  const Tensor a = ours.to_f32(), b = expected.to_f32();
  for (std::size_t i = 0; i < a.floats().size(); ++i) {
    const double x = static_cast<double>(a.floats()[i]), y = static_cast<double>(b.floats()[i]);
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;
    if (!(std::abs(x - y) <= kAbsolute + kRelative * std::abs(y)))
      return "element " + std::to_string(i) + " is " + std::to_string(x) + " instead of " + std::to_string(y);
  }
  return "";
}

/// Not wrong, but another answer than ONNX's own runner expects.
const std::map<std::string, std::string> kOtherwise{
    {"test_cast_FLOAT_to_BFLOAT16", "real numbers of any width are computed in f32"},
    {"test_castlike_FLOAT_to_BFLOAT16", "the same"},
    {"test_castlike_FLOAT_to_BFLOAT16_expanded", "the same"},
    {"test_resize_downsample_scales_cubic_align_corners",
     "corners are aligned to the output's whole size, as in PyTorch and ONNX Runtime; the test's is "
     "fractional"},
    {"test_resize_downsample_scales_linear_align_corners", "the same"},
};

struct Outcome {
  enum class Kind { passed, wrong, refused, unknown } kind = Kind::passed;
  std::string why;
};

/// What an Error says of why a test is not for us, short enough to be counted.
std::string reason(const Error& error) {
  std::string text = error.what();
  if (const auto end = text.rfind("\": "); end != std::string::npos) text = text.substr(end + 3);
  return shortened(text, 90);
}

Outcome compared(const ImportedModel& imported, const ModelMessage& message, const fs::path& data) {
  NamedTensors inputs;
  for (std::size_t i = 0; i < message.graph.inputs.size(); ++i)
    inputs[message.graph.inputs[i].name] = stored_tensor(data / ("input_" + std::to_string(i) + ".pb"));
  std::erase_if(inputs, [&](const auto& item) {
    return std::ranges::find(imported.graph.inputs, item.first, &GraphInput::name) ==
           imported.graph.inputs.end();
  });
  const NamedTensors outputs = Session(imported.graph, imported.weights, {.threads = 1}).run(inputs);
  for (std::size_t i = 0; i < message.graph.outputs.size(); ++i) {
    const Tensor expected = stored_tensor(data / ("output_" + std::to_string(i) + ".pb"));
    const std::string said = difference(outputs.at(message.graph.outputs[i].name), expected);
    if (!said.empty()) return {Outcome::Kind::wrong, message.graph.outputs[i].name + ": " + said};
  }
  return {};
}

Outcome run_test(const fs::path& folder) {
  ImportedModel imported;
  ModelMessage message;
  try {
    message = read_model_message(folder / "model.onnx");
    imported = import_model(message);
    require_known_operations(imported.graph);
  } catch (const Error& error) {
    return {Outcome::Kind::unknown, reason(error)};
  }
  try {
    return compared(imported, message, folder / "test_data_set_0");
  } catch (const Error& error) {
    return {Outcome::Kind::refused, reason(error)};
  }
}

/// What a test is about; those of several nodes spell a function out.
std::string operation_of(const fs::path& folder) {
  try {
    const auto nodes = read_model_message(folder / "model.onnx").graph.nodes;
    return nodes.size() == 1 ? nodes[0].op : "several nodes";
  } catch (const Error&) {
    return "not readable";
  }
}

struct Tally {
  int passed = 0, applicable = 0;
};

/// All that was found out, by name.
struct Findings {
  std::map<std::string, Tally> operations;
  std::map<std::string, std::string> refused, otherwise;
  std::map<std::string, std::vector<std::string>> unknown;  // by reason
  int passed = 0, applicable = 0, tests = 0;

  std::string summary() const {
    return std::to_string(passed) + " passed of " + std::to_string(applicable) + " applicable, " +
           std::to_string(refused.size()) + " refused by name, " + std::to_string(otherwise.size()) +
           " answered otherwise; " + std::to_string(tests - applicable) + " of " + std::to_string(tests) +
           " need what perpixel lacks";
  }
};

void count(Findings& findings, const fs::path& folder, const Outcome& outcome) {
  const std::string name = folder.filename().string();
  ++findings.tests;
  if (outcome.kind == Outcome::Kind::unknown) {
    findings.unknown[outcome.why].push_back(name);
    return;
  }
  Tally& tally = findings.operations[operation_of(folder)];
  ++findings.applicable;
  ++tally.applicable;
  if (outcome.kind == Outcome::Kind::passed) {
    ++findings.passed;
    ++tally.passed;
  } else if (outcome.kind == Outcome::Kind::refused) {
    findings.refused[name] = outcome.why;
  } else if (const auto known = kOtherwise.find(name); known != kOtherwise.end()) {
    findings.otherwise[name] = known->second;
  } else {
    ADD_FAILURE() << name << ": " << outcome.why;
  }
}

/// docs/onnx-operators.md.
std::string page(const Findings& findings) {
  std::string text =
      "# ONNX operators\n\nONNX's own node tests, as PyPI's `onnx==1.22.0` ships them (later versions ship "
      "none), run by perpixel's engine:\n" +
      findings.summary() +
      ".\nThis page is what the run says: "
      "`PERPIXEL_ONNX_NODE_TESTS=SITE_PACKAGES/onnx/backend/test/data/node "
      "PERPIXEL_ONNX_NODE_PAGE=docs/onnx-operators.md build/tests/onnx/onnx_test "
      "--gtest_filter='OnnxNodeTests.*'`.\n\n## By operator\n\n| operator | passed | applicable |\n| --- | "
      "--- "
      "| --- |\n";
  for (const auto& [name, tally] : findings.operations)
    text += "| " + name + " | " + std::to_string(tally.passed) + " | " + std::to_string(tally.applicable) +
            " |\n";
  const auto list = [&](const char* title, const std::map<std::string, std::string>& rows) {
    text += std::string("\n## ") + title + "\n\n| test | reason |\n| --- | --- |\n";
    for (const auto& [name, why] : rows) text += "| `" + name + "` | " + why + " |\n";
  };
  list("Refused, by name", findings.refused);
  list("Answered otherwise", findings.otherwise);
  text += "\n## Of what perpixel lacks\n\n| reason | tests |\n| --- | --- |\n";
  for (const auto& [why, names] : findings.unknown) {
    text += "| " + why + " |";
    for (const std::string& name : names) text += " " + name.substr(std::string_view("test_").size());
    text += " |\n";
  }
  return text;
}

TEST(OnnxNodeTests, OfEveryOperationThatWeHave) {
  const char* root = std::getenv("PERPIXEL_ONNX_NODE_TESTS");
  if (!root) GTEST_SKIP() << "PERPIXEL_ONNX_NODE_TESTS is not set";
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(root))
    if (path_exists(entry.path() / "model.onnx")) folders.push_back(entry.path());
  std::ranges::sort(folders);
  Findings findings;
  for (const fs::path& folder : folders) count(findings, folder, run_test(folder));
  for (const auto& [name, why] : findings.refused) std::cout << "refused: " << name << ": " << why << "\n";
  for (const auto& [why, names] : findings.unknown)
    std::cout << "not supported: " << why << " (" << names.size() << ", first " << names.front() << ")\n";
  std::cout << "ONNX node tests: " << findings.summary() << "\n";
  if (const char* file = std::getenv("PERPIXEL_ONNX_NODE_PAGE")) write_file_atomically(file, page(findings));
  EXPECT_GT(findings.passed, 0);
}

}  // namespace
}  // namespace perpixel::onnx
