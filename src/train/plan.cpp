#include "train/plan.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "error/error.h"
#include "graph/cost.h"
#include "transform/surroundings.h"

namespace perpixel {

namespace {

constexpr double kCropShare = 0.6;  // of the median picture: context enough, and several crops a picture
constexpr int kLeastCrop = 64, kMostCrop = 512;
constexpr std::int64_t kBatchPixels = 8 * 224 * 288;  // pixels of one batch that a small CPU handles well
constexpr double kMemoryShare = 0.6;                  // of what is free
constexpr double kBalanceFrom = 8;  // largest to median class share above which classes are weighted

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::int64_t first_number_in(const char* path) {
  std::ifstream file(path);
  std::int64_t value = -1;
  file >> value;
  return file ? value : -1;
}

std::int64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::int64_t available = 0;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("MemAvailable:")) available = std::stoll(line.substr(13)) * 1024;
  const std::int64_t limit = first_number_in("/sys/fs/cgroup/memory.max");
  const std::int64_t used = first_number_in("/sys/fs/cgroup/memory.current");
  return limit > 0 && used >= 0 ? std::min(available, limit - used) : available;
}

bool cpu_has(const std::string& flag) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("flags")) return (" " + line + " ").find(" " + flag + " ") != std::string::npos;
  return false;
}

/// A multiple of 32 near the share of `side`, but not above the picture rounded up.
int crop_side(int side) {
  const int whole = (side + 31) / 32 * 32;
  const int wanted = static_cast<int>(std::lround(side * kCropShare / 32)) * 32;
  return std::min(whole, std::clamp(wanted, std::min(whole, kLeastCrop), kMostCrop));
}

double imbalance(const std::vector<double>& shares) {
  std::vector<double> present;
  for (const double share : shares)
    if (share > 0) present.push_back(share);
  if (present.size() < 2) return 1;
  std::ranges::sort(present);
  return present.back() / present.front();
}

/// The first input takes the pictures; what else there is (the number of a draw) has the shape it declares.
std::map<std::string, Shape> batch_shapes(const Graph& graph, int batch, int height, int width) {
  std::map<std::string, Shape> shapes;
  for (const GraphInput& input : graph.inputs) shapes[input.name] = input.shape;
  shapes[graph.inputs.at(0).name] = {batch, graph.inputs[0].shape[1], height, width};
  return shapes;
}

std::int64_t step_multiply_adds(const Graph& graph, int batch, int height, int width) {
  // Backward costs twice the forward pass: gradients to inputs and to weights.
  return 3 * graph_cost(graph, batch_shapes(graph, batch, height, width), true).multiply_adds;
}

class Planner {
 public:
  Planner(const DataFacts& data, const MachineFacts& machine, const PlanRequest& request)
      : data_(data), machine_(machine), request_(request) {}

  Plan make() {
    choose_width();
    choose_crop();
    choose_batch();
    choose_iterations();
    choose_rates();
    choose_classes();
    choose_periods();
    return plan_;
  }

 private:
  void choose(const std::string& key, const std::string& value, const std::string& reason) {
    plan_.choices.push_back({key, value, reason});
  }

  void choose_width() {
    bf16_ = machine_.has_bf16 || machine_.has_cuda;
    width_ = request_.width;
    if (width_ <= 0) {
      width_ = request_.from_weights || machine_.has_cuda ? 1 : machine_.cores >= 8 ? 0.75 : 0.5;
      choose("model.width", number(width_),
             machine_.has_cuda ? "a GPU trains the published width"
                               : std::to_string(machine_.cores) + " CPU cores");
    }
    choose("model.batch_norm", request_.from_weights ? "false" : "true",
           request_.from_weights ? "the weights that training starts from have none"
                                 : "training starts from random weights");
    choose("train.amp", bf16_ ? "true" : "false",
           bf16_ ? "this machine multiplies bf16 natively" : "no native bf16 on this machine");
  }

  void choose_crop() {
    plan_.crop_height = request_.crop_height;
    plan_.crop_width = request_.crop_width;
    if (plan_.crop_height < 0) {
      const PixelSize crop =
          surrounded_size(request_.input, {crop_side(data_.median_height), crop_side(data_.median_width)});
      plan_.crop_height = crop.height;
      plan_.crop_width = crop.width;
      choose("train.crop",
             "[" + std::to_string(plan_.crop_height) + ", " + std::to_string(plan_.crop_width) + "]",
             "0.6 of the median picture, " + std::to_string(data_.median_height) + "x" +
                 std::to_string(data_.median_width) + " px, in steps of 32" +
                 (takes_bare_pictures(request_.input) ? "" : ", and what the network needs around it"));
    }
    choose("train.scale", "[0.6, 1.1]", "small scales show more context a crop, large ones thin things");
    choose("train.color_jitter", "0.2", "mild changes of light");
  }

  void choose_batch() {
    const bool whole = plan_.crop_height == 0;  // whole pictures differ in size: one at a time
    const PixelSize median = surrounded_size(request_.input, {data_.median_height, data_.median_width});
    const int height = whole ? median.height : plan_.crop_height;
    const int width = whole ? median.width : plan_.crop_width;
    const Graph graph = request_.graph_at(width_);
    int batch = request_.batch;
    if (batch <= 0)
      batch =
          whole ? 1
                : static_cast<int>(std::clamp<std::int64_t>(
                      std::llround(static_cast<double>(kBatchPixels) / (static_cast<double>(height) * width)),
                      2, 32));
    const auto budget = static_cast<std::int64_t>(kMemoryShare * static_cast<double>(machine_.memory_bytes));
    const int wanted = batch;
    while (batch > 1 && request_.batch <= 0 && training_bytes(graph, batch, height, width, bf16_) > budget)
      batch /= 2;
    plan_.batch = batch;
    plan_.memory_bytes = training_bytes(graph, batch, height, width, bf16_);
    plan_.multiply_adds = step_multiply_adds(graph, batch, height, width);
    if (plan_.memory_bytes > budget && !machine_.has_cuda)
      throw Error(ErrorCode::out_of_memory,
                  "one training step needs about " + std::to_string(plan_.memory_bytes >> 20) +
                      " MiB (batch " + std::to_string(batch) + ", " + std::to_string(height) + "x" +
                      std::to_string(width) + " px, width " + number(width_) + "); " +
                      std::to_string(budget >> 20) + " MiB may be used",
                  "lower model.width, train.crop or train.batch (with train.accumulate to make up for it)");
    if (request_.batch <= 0)
      choose("train.batch", std::to_string(batch),
             batch < wanted ? "what fits into memory" : "about half a million pixels a step");
  }

  void choose_iterations() {
    const double per_epoch =
        static_cast<double>(data_.pictures) / (static_cast<double>(plan_.batch) * request_.accumulate);
    plan_.iterations = request_.epochs > 0 ? static_cast<std::int64_t>(std::ceil(request_.epochs * per_epoch))
                                           : request_.iterations;
    if (plan_.iterations <= 0) {
      plan_.iterations = std::clamp<std::int64_t>(std::llround(60 * per_epoch), 600, 4000);
      choose("train.iters", std::to_string(plan_.iterations),
             "60 passes over the pictures, at least 600 and at most 4000 steps");
    }
  }

  void choose_rates() {
    const bool sgd = request_.optimizer == "sgd";
    const double lr = request_.from_weights ? (sgd ? 0.002 : 3e-4) : (sgd ? 0.02 : 2e-3);
    choose("train.lr", number(lr),
           request_.from_weights ? "training starts from weights" : "training starts from random weights");
    choose("train.warmup", std::to_string(std::min<std::int64_t>(100, plan_.iterations / 10)),
           "the first steps are the rash ones");
    choose("train.ema", "0.99", "averaged weights score better at no cost");
  }

  void choose_classes() {
    const double ratio = imbalance(data_.class_shares);
    const bool balance = !data_.is_classification && ratio > kBalanceFrom;
    choose("train.class_weights", balance ? "sqrt_median_frequency" : "none",
           "the most frequent class has " + number(std::round(ratio)) + " times the pixels of the rarest");
  }

  void choose_periods() {
    const std::int64_t fifth = std::max<std::int64_t>(1, plan_.iterations / 5);
    choose("train.eval_period", std::to_string(fifth), "five validations");
    choose("train.checkpoint_period",
           std::to_string(std::max<std::int64_t>(1, std::min<std::int64_t>(500, plan_.iterations / 10))),
           "ten checkpoints, at most 500 steps apart");
  }

  const DataFacts& data_;
  const MachineFacts& machine_;
  const PlanRequest& request_;
  Plan plan_;
  double width_ = 1;
  bool bf16_ = false;
};

}  // namespace

MachineFacts machine_facts() {
  MachineFacts facts;
  cpu_set_t set;
  CPU_ZERO(&set);
  facts.cores = sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
  facts.memory_bytes = available_memory();
  facts.has_bf16 = cpu_has("avx512_bf16") || cpu_has("amx_bf16");
  return facts;
}

std::int64_t training_bytes(const Graph& graph, int batch, int height, int width, bool bf16) {
  const GraphCost cost = graph_cost(graph, batch_shapes(graph, batch, height, width), true);
  // Kept activations in their own precision, and about as much again for gradients in flight and the loss.
  const std::int64_t activations = cost.activation_bytes / (bf16 ? 2 : 1);
  return activations + activations / 2 + 16 * cost.parameters;
}

Plan plan_training(const DataFacts& data, const MachineFacts& machine, const PlanRequest& request) {
  return Planner(data, machine, request).make();
}

}  // namespace perpixel
