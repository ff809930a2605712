// perpixel export MODEL -o model.onnx: the network as ONNX, its recipe in the metadata.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "export_samples.h"
#include "export_verify.h"
#include "file/file.h"
#include "graph/batch_norm_folding.h"
#include "model/initial_weights.h"
#include "model_argument.h"
#include "onnx/export.h"
#include "onnx/write_message.h"
#include "output.h"
#include "transform/surroundings.h"
#include "version.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kUntrainedSeed = 1;

struct ExportArguments {
  ModelArgument model;
  std::string output, size, samples;
  bool verify = false, untrained = false, fold_batch_norm = false;
  double bound = 1e-4;

  void declare(CommandLine& line) {
    model.declare(line);
    line->add_option("-o,--output", output, "The file, NAME.onnx; further graphs go to NAME_GRAPH.onnx")
        ->required();
    line->add_option(
        "--size", size,
        "HxW: write this height and width into the file (default: any, or the recipe's fixed size)");
    line->add_flag("--verify", verify, "Read the file back, run samples in every engine, compare");
    line->add_option("--bound", bound, "Largest difference, relative to the output's largest magnitude")
        ->check(CLI::PositiveNumber);
    line->add_option("--samples", samples, "Folder for sample inputs and expected outputs as .npy");
    line->add_flag("--fold-batch-norm", fold_batch_norm,
                   "Multiply batch normalisations into the layers before them; for deployment, not training");
    line->add_flag("--untrained", untrained,
                   "A zoo name with the numbers that training starts from, to try a runtime");
  }
};

/// One graph on its way into its file.
struct GraphFile {
  Graph graph;  // the model's own, which --verify holds the file against
  NamedTensors weights;
  fs::path path;
  onnx::ModelMessage message;
  std::int64_t parameters = 0;  // of the file, statistics included
  int batch_norms_folded = 0;
  onnx::WrittenModel written;
};

void require_onnx_name(const std::string& file) {
  if (!file.ends_with(".onnx"))
    throw Error(ErrorCode::usage, "--output " + file + " does not end in .onnx", "call it model.onnx");
}

/// A model whose answer is no function of its tensors alone.
void require_exportable(const Model& model) {
  if (model.recipe.procedure != "mc_dropout") return;
  throw Error(ErrorCode::unsupported,
              model.name +
                  " -> ONNX is not supported: it averages numbered draws of its dropout, which no "
                  "ONNX operator makes",
              "run it with " + program_name() +
                  " predict or the library; train segnet or segnet_basic to "
                  "export the same network without draws");
}

OpenedModel open(const ExportArguments& arguments, const CommandLine& line) {
  if (!arguments.untrained) return open_model(arguments.model, line, WithWeights::yes);
  OpenedModel opened = open_model(arguments.model, line, WithWeights::no);
  for (const Graph& graph : opened.model.graphs) opened.weights.merge(initial_weights(graph, kUntrainedSeed));
  return opened;
}

/// --size, or the size of a recipe that knows one only.
Graph with_size(Graph graph, const std::string& size, const InputRecipe& recipe) {
  if (graph.inputs.empty() || !takes_any_picture(graph.inputs.front())) return graph;
  std::pair<int, int> picture{recipe.height, recipe.width};
  if (!size.empty())
    picture = parse_size(size, "--size");
  else if (recipe.size_rule != SizeRule::fixed)
    return graph;
  const PixelSize given = surrounded_size(recipe, {picture.first, picture.second});
  graph.inputs.front().shape[2] = given.height;
  graph.inputs.front().shape[3] = given.width;
  return graph;
}

NamedTensors parameters_of(const Graph& graph, const NamedTensors& weights) {
  NamedTensors own;
  for (const Parameter& parameter : graph.parameters)
    if (const auto found = weights.find(parameter.name); found != weights.end()) own.insert(*found);
  return own;
}

/// model.onnx for the main graph, model_trunk.onnx for "trunk".
fs::path file_of(const fs::path& output, const Graph& graph, const Model& model) {
  if (model.graphs.size() == 1 || graph.name == kMainGraph) return output;
  return output.parent_path() / (output.stem().string() + "_" + graph.name + ".onnx");
}

FoldedGraph written_graph(const GraphFile& file, const ExportArguments& arguments) {
  if (arguments.fold_batch_norm) return fold_batch_norm(file.graph, file.weights);
  return {.graph = file.graph, .weights = file.weights};
}

std::vector<GraphFile> exported(const OpenedModel& opened, const ExportArguments& arguments) {
  const Model& model = opened.model;
  std::vector<GraphFile> files;
  for (const Graph& whole : model.graphs) {
    GraphFile file{.graph = with_size(whole, arguments.size, model.recipe.input),
                   .weights = parameters_of(whole, opened.weights),
                   .path = file_of(arguments.output, whole, model)};
    const FoldedGraph written = written_graph(file, arguments);
    file.message = onnx::export_graph(
        written.graph, written.weights,
        onnx::metadata_of(model.name, whole.name, model.recipe, opened.config.to_yaml()), program_version());
    file.parameters = parameter_count(written.graph, true);
    file.batch_norms_folded = written.folded;
    files.push_back(std::move(file));
  }
  return files;
}

void log_folding(const std::vector<GraphFile>& files) {
  for (const GraphFile& file : files)
    log_line("graph " + file.graph.name + ": " + std::to_string(file.batch_norms_folded) +
             " batch normalisations folded into the layers before them");
}

void write_all(std::vector<GraphFile>& files) {
  for (GraphFile& file : files) {
    create_parent_folder(file.path);
    file.written = onnx::write_model(file.path, file.message);
    log_line(file.path.string() + ": " + bytes_text(static_cast<double>(file.written.bytes)) +
             (file.written.data.empty() ? ""
                                        : ", with its tensors in " + file.written.data.string() + ": " +
                                              bytes_text(static_cast<double>(file.written.data_bytes))));
  }
}

std::string files_text(const std::vector<GraphFile>& files) {
  std::vector<std::vector<std::string>> rows{{"graph", "file", "nodes", "parameters", "size"}};
  for (const GraphFile& file : files)
    rows.push_back({file.graph.name, file.path.string(), std::to_string(file.message.graph.nodes.size()),
                    grouped(file.parameters),
                    bytes_text(static_cast<double>(file.written.bytes + file.written.data_bytes))});
  return aligned_table(rows, {false, false, true, true, true});
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", value);
  return text;
}

std::string differences_text(const std::vector<OutputDifference>& all, double bound) {
  std::vector<std::vector<std::string>> rows{
      {"graph", "output", "shape", "against", "max |d|", "relative", "at", ""}};
  for (const auto& one : all)
    rows.push_back({one.graph, one.output, shape_text(one.shape), one.against, short_number(one.largest),
                    short_number(one.relative), one.largest > 0 ? place_text(one.at, one.shape) : "",
                    is_apart(one, bound) ? "<-- apart" : ""});
  return aligned_table(rows, {false, false, false, false, true, true});
}

Json files_json(const std::vector<GraphFile>& files) {
  Json list = Json::array();
  for (const GraphFile& file : files) {
    list.push_back({{"graph", file.graph.name},
                    {"file", file.path.string()},
                    {"bytes", file.written.bytes},
                    {"nodes", file.message.graph.nodes.size()},
                    {"parameters", file.parameters},
                    {"batch_norms_folded", file.batch_norms_folded}});
    if (!file.written.data.empty()) {
      list.back()["data"] = file.written.data.string();
      list.back()["data_bytes"] = file.written.data_bytes;
    }
  }
  return list;
}

Json differences_json(const std::vector<OutputDifference>& all, double bound) {
  Json list = Json::array();
  for (const auto& one : all)
    list.push_back({{"graph", one.graph},
                    {"output", one.output},
                    {"shape", one.shape},
                    {"against", one.against},
                    {"max_difference", one.largest},
                    {"relative", one.relative},
                    {"apart", is_apart(one, bound)}});
  return list;
}

/// What --verify and --samples found and wrote.
struct Proof {
  std::vector<OutputDifference> differences;
  std::vector<fs::path> samples;

  bool is_apart(double bound) const {
    for (const auto& one : differences)
      if (perpixel::is_apart(one, bound)) return true;
    return false;
  }
};

Proof prove(const std::vector<GraphFile>& files, const ExportArguments& arguments,
            const InputRecipe& recipe) {
  Proof proof;
  if (!arguments.verify && arguments.samples.empty()) return proof;
  for (const GraphFile& file : files) {
    const std::vector<Sample> samples = sample_answers(file.graph, file.weights, recipe);
    if (!arguments.samples.empty())
      for (auto& path : write_samples(arguments.samples, file.graph.name, samples))
        proof.samples.push_back(std::move(path));
    if (!arguments.verify) continue;
    log_line("reading " + file.path.string() + " back");
    for (auto& one : verify_file(file.path, file.graph, file.weights, samples))
      proof.differences.push_back(std::move(one));
  }
  return proof;
}

std::string verdict(const Proof& proof, const ExportArguments& arguments) {
  if (proof.is_apart(arguments.bound))
    return "the file gives other numbers than the network; it stays where it is, do not deploy it";
  return "the file gives the network's numbers: every output within " + short_number(arguments.bound);
}

}  // namespace

int run_export(Arguments arguments) {
  CommandLine line("export",
                   "Writes MODEL as ONNX (opset 17) that other engines run, its recipe in the metadata.");
  ExportArguments given;
  given.declare(line);
  line.parse(arguments);
  require_onnx_name(given.output);
  const OpenedModel opened = open(given, line);
  require_exportable(opened.model);
  std::vector<GraphFile> files = exported(opened, given);  // everything that can be refused, before any file
  if (given.fold_batch_norm) log_folding(files);
  write_all(files);
  const Proof proof = prove(files, given, opened.model.recipe.input);
  std::string text = files_text(files);
  Json document{{"model", opened.model.name}, {"opset", onnx::kOpset}, {"files", files_json(files)}};
  if (given.verify) {
    text += "\n" + differences_text(proof.differences, given.bound) + "\n" + verdict(proof, given);
    document["agree"] = !proof.is_apart(given.bound);
    document["bound"] = given.bound;
    document["differences"] = differences_json(proof.differences, given.bound);
  }
  if (!given.samples.empty()) {
    document["samples"] = Json::array();
    for (const fs::path& path : proof.samples) document["samples"].push_back(path.string());
    log_line(std::to_string(proof.samples.size()) + " sample tensors in " + given.samples);
  }
  print_result(line.json() ? document.dump(2, ' ', false, Json::error_handler_t::replace) : text);
  return proof.is_apart(given.bound) ? 1 : 0;
}

}  // namespace perpixel
