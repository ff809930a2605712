// perpixel data: the data doctor and the scene generator.
#include "data.h"

#include "command_line.h"

namespace perpixel {

int run_data(Arguments arguments) {
  static const std::vector<Command> table{
      {"check", run_data_check, "reads everything and says what is wrong, where, and what to do"},
      {"stats", run_data_stats, "classes, sizes, intensities, class weights"},
      {"show", run_data_show, "contact sheet of pictures with their labels"},
      {"convert", run_data_convert, "writes DATA in another layout"},
      {"split", run_data_split, "divides DATA into train, val and test lists"},
      {"make", run_data_make, "writes generated scenes in COCO, VOC or folder layout"}};
  return run_subcommand("data", table, arguments);
}

}  // namespace perpixel
