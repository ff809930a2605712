#include "engine.h"

#include "deploy/load_model.h"
#include "error/error.h"
#include "output.h"

#ifdef PERPIXEL_WITH_TRAIN
#include "autograd/torch_forward.h"
#endif

namespace perpixel {
namespace {

bool is_cuda(const std::string& device) { return device == "cuda" || device.starts_with("cuda:"); }

void check_choice(const EngineChoice& choice) {
  if (!choice.engine.empty() && choice.engine != "cpu" && choice.engine != "torch") {
    const std::vector<std::string> known{"cpu", "torch"};
    throw Error(ErrorCode::usage, "--engine does not know `" + choice.engine + "`",
                did_you_mean(choice.engine, known));
  }
  if (choice.device != "cpu" && !is_cuda(choice.device)) {
    throw Error(ErrorCode::usage, "--device does not know `" + choice.device + "`",
                "known: cpu, cuda, cuda:N");
  }
  if (choice.memory_limit > 0 && (choice.engine == "torch" || is_cuda(choice.device))) {
    throw Error(ErrorCode::usage, "--mem-limit is for perpixel's own engine",
                "leave out --engine and --device");
  }
  if (choice.engine == "cpu" && is_cuda(choice.device)) {
    throw Error(ErrorCode::usage, "--engine cpu does not run on " + choice.device, "use --engine torch");
  }
}

}  // namespace

const TorchEngine* torch_engine() {
#ifdef PERPIXEL_WITH_TRAIN
  static const TorchEngine engine{torch_forward, torch_observe, torch_version, torch_has_cuda};
  return &engine;
#else
  return nullptr;
#endif
}

std::string full_build_hint() {
  return "run `./build.sh` in the source tree: it fetches LibTorch and builds the full program\n"
         "(or configure with cmake -DPERPIXEL_TRAIN=ON)";
}

const TorchEngine& require_torch(const std::string& what) {
  if (const TorchEngine* engine = torch_engine()) return *engine;
  throw Error(ErrorCode::not_built, what + " needs LibTorch, which this perpixel was built without",
              full_build_hint());
}

bool is_own_engine(const EngineChoice& choice) { return choice.engine != "torch" && !is_cuda(choice.device); }

Forward open_engine(const Model& model, const NamedTensors& weights, const EngineChoice& choice) {
  check_choice(choice);
  if (is_own_engine(choice)) {
    return cpu_forward(model, weights, choice.threads, static_cast<std::size_t>(choice.memory_limit));
  }
  const TorchEngine& torch =
      require_torch(is_cuda(choice.device) ? "--device " + choice.device : "--engine torch");
  if (is_cuda(choice.device) && !torch.has_cuda()) {
    throw Error(ErrorCode::no_device, "--device " + choice.device + ": no CUDA device answers",
                "`" + program_name() +
                    " doctor` says what this machine has; ./build.sh --cuda fetches the CUDA libraries");
  }
  return torch.forward(model.graphs, weights, choice.device);
}

}  // namespace perpixel
