// The tables that `reproduce` knows, one file each.
#pragma once

#include <string>

namespace perpixel {

struct ReproduceRequest {
  std::string data = "scenes";
  int seeds = 3;
  std::string folder = "runs/reproduce";
  bool print_only = false;
  bool json = false;
};

int reproduce_fcn(const ReproduceRequest& request);

}  // namespace perpixel
