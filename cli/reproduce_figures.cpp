// perpixel reproduce figures: the lecture's pictures, drawn from the code itself.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "figures.h"
#include "file/file.h"
#include "output.h"
#include "reproduce_tables.h"

namespace perpixel {

const std::vector<Figure>& figures() {
  static const std::vector<Figure> all{
      {"copies", "transposed convolution: place weighted copies, sum", draw_copies},
      {"checkerboards", "how evenly transposed convolutions write", draw_checkerboards},
      {"dilations", "what stacked dilated convolutions see", draw_dilations},
      {"architectures", "from scores back to pixels: the upsampling architectures", draw_architectures},
  };
  return all;
}

int reproduce_figures(const ReproduceRequest& request) {
  const std::filesystem::path folder = std::filesystem::path(request.folder) / "figures";
  make_writable_folder(folder);
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Figure& figure : figures()) {
    const std::filesystem::path file = folder / (std::string(figure.name) + ".svg");
    write_file_atomically(file, figure.draw());
    json.push_back({{"name", figure.name}, {"title", figure.title}, {"file", file.string()}});
    if (!request.json) print_result(file.string() + "  " + figure.title);
  }
  if (request.json) print_result(json.dump(1));
  return 0;
}

}  // namespace perpixel
