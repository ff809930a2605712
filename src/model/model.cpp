#include "model/model.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

const Graph& Model::graph(const std::string& graph_name) const {
  const auto found = std::ranges::find(graphs, graph_name, &Graph::name);
  if (found != graphs.end()) return *found;
  throw Error(ErrorCode::graph_invalid, "model \"" + name + "\" has no graph \"" + graph_name + "\"");
}

}  // namespace perpixel
