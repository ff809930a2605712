#include "export_verify.h"

#include "engine.h"
#include "onnx/import.h"
#include "runtime/session.h"

namespace perpixel {
namespace {

void add_differences(const std::string& against, const Graph& graph, const Sample& sample,
                     const NamedTensors& theirs, std::vector<OutputDifference>& differences) {
  for (const auto& [name, ours] : sample.outputs) {
    const auto found = theirs.find(name);
    OutputDifference difference{found == theirs.end()
                                    ? TensorDifference{.shape = ours.shape(), .not_comparable = true}
                                    : difference_of(ours, found->second),
                                graph.name, name, against};
    differences.push_back(std::move(difference));
  }
}

}  // namespace

std::vector<OutputDifference> verify_file(const std::filesystem::path& file, const Graph& graph,
                                          const NamedTensors& weights, const std::vector<Sample>& samples) {
  std::vector<OutputDifference> differences;
  const onnx::ImportedModel read = onnx::read_onnx(file);
  const Session session(read.graph, read.weights);
  for (const Sample& sample : samples)
    add_differences("file", graph, sample, session.run(sample.inputs), differences);
  if (const TorchEngine* torch = torch_engine()) {
    const Forward forward = torch->forward({graph}, weights, "cpu");
    for (const Sample& sample : samples)
      add_differences("LibTorch", graph, sample, forward(graph.name, sample.inputs), differences);
  }
  return differences;
}

}  // namespace perpixel
