// Names for values that are added to a model.
#pragma once

#include <map>
#include <set>
#include <string>

#include "onnx/message.h"

namespace perpixel::onnx {

/// Every name that a value has or that somebody reads; gives out others.
class FreshNames {
 public:
  void take(const std::string& name) { taken_.insert(name); }
  /// All names of a graph and of the graphs within it.
  void take_all(const GraphMessage& graph);

  /// The wish, or with "_2", "_3" ... behind it where it is taken.
  std::string fresh(const std::string& wish);

 private:
  std::set<std::string> taken_;
  std::map<std::string, int> tries_;  // how often a name was wished for that was taken
};

}  // namespace perpixel::onnx
