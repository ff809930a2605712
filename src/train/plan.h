// What `train MODEL --data X` chooses when nothing else is said, from the data and the machine, each with its
// reason.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "recipe/recipe.h"

namespace perpixel {

/// What the planner knows of the training pictures (a sample of them is enough).
struct DataFacts {
  std::int64_t pictures = 0;                // or what stands for them: superpixels
  int median_height = 0, median_width = 0;  // px
  std::vector<double> class_shares;         // pixels of the class / labelled pixels; 0 = does not occur
  bool is_classification = false;
};

struct MachineFacts {
  int cores = 1;
  std::int64_t memory_bytes = 0;  // free for us
  bool has_bf16 = false;          // AVX-512 BF16 or AMX
  bool has_cuda = false;
};

/// This machine, as seen by this process (CPU affinity and cgroup limits count).
MachineFacts machine_facts();

/// What is fixed already; the rest is planned around it. 0 or empty = open.
struct PlanRequest {
  double width = 0;
  int crop_height = -1, crop_width = -1;  // 0 = whole pictures
  int batch = 0;
  int accumulate = 1;  // batches per step
  std::int64_t iterations = 0;
  double epochs = 0;          // > 0 decides the number of iterations
  bool from_weights = false;  // training starts from weights
  std::string optimizer = "adamw";
  InputRecipe input;  // of the model: crops are chosen with the surroundings and of a size that it takes
  /// The graph that training would run at a given width multiplier.
  std::function<Graph(double width)> graph_at;
};

struct Choice {
  std::string key;    // "train.batch"
  std::string value;  // YAML
  std::string reason;
};

struct Plan {
  std::vector<Choice> choices;
  std::int64_t iterations = 0;
  int batch = 0, crop_height = 0, crop_width = 0;
  std::int64_t memory_bytes = 0;   // of one training step, estimated
  std::int64_t multiply_adds = 0;  // of one training step (forward and backward)
};

/// Throws out_of_memory, before anything is allocated, when not even one picture fits.
Plan plan_training(const DataFacts& data, const MachineFacts& machine, const PlanRequest& request);

/// Bytes of one training step: kept activations and their gradients, parameters with gradient and two
/// moments.
std::int64_t training_bytes(const Graph& graph, int batch, int height, int width, bool bf16);

}  // namespace perpixel
