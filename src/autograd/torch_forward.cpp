#include "autograd/torch_forward.h"

#include <dlfcn.h>

#include "autograd/network.h"
#include "error/error.h"

namespace perpixel {

namespace {

NamedTensors run_plain(Network& network, const NamedTensors& inputs, const Network::RunOptions& options) {
  const c10::InferenceMode inference;
  TorchTensors torch_inputs;
  for (const auto& [name, tensor] : inputs) torch_inputs[name] = to_torch(tensor);
  NamedTensors outputs;
  for (const auto& [name, tensor] : network.run(torch_inputs, options)) outputs[name] = from_torch(tensor);
  return outputs;
}

}  // namespace

std::string torch_version() { return TORCH_VERSION; }

/// CUDA lives in its own library, opened only when it is asked for: a CPU program needs no CUDA on the
/// machine. It must be there before LibTorch is first asked, which remembers the answer. "" or why not.
const std::string& why_no_cuda_library() {
  static const std::string why = [] {
    return dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) ? std::string() : std::string(dlerror());
  }();
  return why;
}

bool torch_has_cuda() { return why_no_cuda_library().empty() && at::globalContext().hasCUDA(); }

at::Device torch_device(const std::string& name) {
  if (name == "cpu") return at::kCPU;
  if (name != "cuda" && !name.starts_with("cuda:"))
    throw Error(ErrorCode::bad_value, "device \"" + name + "\"", "use cpu, cuda or cuda:N");
  if (!why_no_cuda_library().empty())
    throw Error(ErrorCode::no_device,
                "device " + name + ": libtorch_cuda.so cannot be opened (" + why_no_cuda_library() + ")",
                "run ./build.sh --cuda, which installs the CUDA libraries that it needs");
  if (!torch_has_cuda())
    throw Error(ErrorCode::no_device, "device " + name + ": no CUDA device answers",
                "check the driver with nvidia-smi");
  return at::Device(name);
}

std::function<NamedTensors(const std::string&, const NamedTensors&)> torch_forward(
    const std::vector<Graph>& graphs, const NamedTensors& weights, const std::string& device) {
  set_up_torch(0, device != "cpu");
  auto networks = std::make_shared<std::map<std::string, Network>>();
  for (const Graph& graph : graphs)
    networks->emplace(graph.name, Network(graph, weights, torch_device(device)));
  return [networks](const std::string& graph, const NamedTensors& inputs) {
    return run_plain(networks->at(graph), inputs, {});
  };
}

void torch_observe(const Graph& graph, const NamedTensors& weights, const NamedTensors& inputs,
                   const std::function<void(const std::string&, const Tensor&)>& observe) {
  Network network(graph, weights, at::kCPU);
  run_plain(network, inputs, {.observe = [&](const std::string& name, const at::Tensor& value) {
              observe(name, from_torch(value));
            }});
}

}  // namespace perpixel
