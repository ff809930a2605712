#include "runtime/op/op.h"

#include "error/error.h"

namespace perpixel::op {

namespace {

std::string where(const Node& node) { return "node \"" + node.name + "\" (" + node.op + "): "; }

}  // namespace

void refuse(const Site& site, const std::string& what) {
  throw Error(ErrorCode::graph_invalid, where(site.node) + what);
}

void refuse_shape(const Site& site, const std::string& what) {
  throw Error(ErrorCode::shape_mismatch, where(site.node) + what);
}

const Tensor& parameter(const Site& site, std::size_t index) {
  if (!site.has_input(index)) refuse(site, "input " + std::to_string(index) + " is missing");
  if (!site.parameters[index])
    refuse(site, "input " + std::to_string(index) + " must be a parameter or a constant");
  return *site.parameters[index];
}

std::vector<float> optional_vector(const Site& site, std::size_t index) {
  if (!site.has_input(index)) return {};
  const auto elements = parameter(site, index).floats();
  return {elements.begin(), elements.end()};
}

Step prepare(const Row& row, const Site& site) {
  bool all_constant = true;
  for (std::size_t i = 1; i < site.node.inputs.size(); ++i)
    all_constant = all_constant && (!site.has_input(i) || site.parameters[i]);
  if (!row.absorbs_parameters || all_constant) return row.prepare(site);
  return [&row, site](const Run& run) {
    Site now = site;
    for (std::size_t i = 1; i < now.parameters.size(); ++i) now.parameters[i] = run.inputs[i];
    row.prepare(now)(run);
  };
}

void expect_channels(const Site& site, std::int64_t channels) {
  const int known = site.channels.empty() ? 0 : site.channels[0];
  if (known > 0 && known != channels)
    refuse_shape(site,
                 "takes " + std::to_string(channels) + " channels, its input has " + std::to_string(known));
}

}  // namespace perpixel::op
