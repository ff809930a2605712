// The tables that `reproduce` knows, one file each.
#pragma once

#include <string>

namespace perpixel {

struct ReproduceRequest {
  std::string data = "scenes";
  int seeds = 3;       // first_seed, first_seed + 1, …
  int first_seed = 0;  // other processes may train other seeds into the same folder
  std::string folder = "runs/reproduce";
  bool print_only = false;
  bool json = false;
};

int reproduce_fcn(const ReproduceRequest& request);
int reproduce_upsampling(const ReproduceRequest& request);
int reproduce_deeplab(const ReproduceRequest& request);
int reproduce_dilation(const ReproduceRequest& request);
int reproduce_features(const ReproduceRequest& request);
int reproduce_conv(const ReproduceRequest& request);
int reproduce_figures(const ReproduceRequest& request);

}  // namespace perpixel
