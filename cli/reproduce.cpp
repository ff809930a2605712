// perpixel reproduce TABLE: published tables in miniature, published figures beside ours.
#include <array>
#include <cmath>

#include "command_line.h"
#include "commands.h"
#include "error/error.h"
#include "interrupt.h"
#include "output.h"
#include "reproduce_cell.h"
#include "reproduce_tables.h"

namespace perpixel {

namespace {

struct Table {
  const char* name;
  const char* summary;
  int (*run)(const ReproduceRequest& request);
};

constexpr std::array kTables{
    Table{"fcn",
          "FCN-32s-fixed, 32s, 16s, 8s and the network without downsampling (Long et al. 2015, table 2)",
          reproduce_fcn},
    Table{"upsampling", "FCN, DeconvNet, SegNet, U-Net and an ensemble (Noh et al. 2015, table 1)",
          reproduce_upsampling},
    Table{"deeplab", "holes, levels, rates and the CRF (Chen et al. 2015 and 2018)", reproduce_deeplab},
    Table{"dilation", "front end, Basic and Large context (Yu, Koltun 2016)", reproduce_dilation},
    Table{"features", "hypercolumns and zoom-out levels (Hariharan et al. 2015; Mostajabi et al. 2015)",
          reproduce_features},
    Table{"conv", "convolution as a matrix, and transposed convolution by five roads, with the numbers",
          reproduce_conv},
    Table{"figures", "the lecture's pictures as SVG, drawn from engines and graphs (into -o/figures)",
          reproduce_figures},
};

std::string table_names() {
  std::string names;
  for (const Table& table : kTables) names += (names.empty() ? "" : ", ") + std::string(table.name);
  return names;
}

const Table& table_named(const std::string& name) {
  std::vector<std::string> names;
  for (const Table& table : kTables) {
    if (name == table.name) return table;
    names.emplace_back(table.name);
  }
  throw Error(ErrorCode::usage, "reproduce: no table \"" + name + "\"", did_you_mean(name, names));
}

}  // namespace

int run_reproduce(Arguments arguments) {
  CommandLine line("reproduce", "Published tables in miniature, published figures beside ours.");
  ReproduceRequest request;
  std::string table;
  line->add_option("table", table, table_names())->required();
  line->add_option("--data", request.data, "scenes (default) or a data set");
  line->add_option("--seeds", request.seeds, "How many seeds")->check(CLI::Range(1, 1000));
  line->add_option("--first-seed", request.first_seed,
                   "The first of them; several processes share a table's work")
      ->check(CLI::Range(0, 1000000));
  line->add_option("-o,--output", request.folder, "Where finished cells are kept");
  line->add_flag("--print", request.print_only, "Only print what is finished");
  line.parse(arguments);
  request.json = line.json();
  try {
    return table_named(table).run(request);
  } catch (const Interrupted&) {
    return kInterruptedExit;
  }
}

}  // namespace perpixel
