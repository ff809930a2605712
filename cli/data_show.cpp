// A contact sheet: pictures with their labels painted over them, in rows.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "data.h"
#include "dataset/dataset.h"
#include "image/codec.h"
#include "image/resize.h"
#include "output.h"
#include "write/displayable.h"
#include "write/draw.h"
#include "write/font.h"
#include "write/legend.h"
#include "write/overlay.h"

namespace perpixel {
namespace {

constexpr Rgb kWhite{255, 255, 255}, kBlack{0, 0, 0};
constexpr int kMargin_px = 4, kTitle_px = 14;

/// The picture with its truth, at most `side` on its longer side; [h, w, 3].
Image tile_of(const Example& example, const ClassList& classes, int side) {
  const Image shown = example.labels
                          ? overlay(example.image, *example.labels, classes, {.legend = LegendPlace::none})
                          : displayable(example.image);
  const double factor = std::min(1.0, static_cast<double>(side) / std::max(shown.height(), shown.width()));
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(length * factor + 0.5)); };
  return resize_pillow(shown, scaled(shown.height()), scaled(shown.width()));
}

std::string title_of(const Example& example, const ClassList& classes) {
  if (!example.image_class) return example.name;
  const auto id = static_cast<std::size_t>(*example.image_class);
  return id < classes.size() ? classes.classes[id].name + " " + example.name : example.name;
}

void add_present(const Example& example, const ClassList& classes, std::vector<bool>& present) {
  if (!example.labels) return;
  for (const ClassId id : example.labels->ids) {
    if (id < classes.size()) present[id] = true;
  }
}

struct Sheet {
  int columns, side;
  int cell_width() const { return side + kMargin_px; }
  int cell_height() const { return side + kTitle_px + kMargin_px; }
};

Image contact_sheet(const Dataset& dataset, const std::vector<std::size_t>& indices, const Sheet& sheet) {
  const int rows = (static_cast<int>(indices.size()) + sheet.columns - 1) / sheet.columns;
  Image page = plain_picture(rows * sheet.cell_height() + kMargin_px,
                             sheet.columns * sheet.cell_width() + kMargin_px, kWhite);
  std::vector<bool> present(dataset.classes.size());
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const Example example = dataset.load(indices[i]);
    const int column = static_cast<int>(i) % sheet.columns, row = static_cast<int>(i) / sheet.columns;
    const int top = kMargin_px + row * sheet.cell_height(), left = kMargin_px + column * sheet.cell_width();
    Image title = plain_picture(kTitle_px, sheet.side, kWhite);
    draw_text(title, 2, 0, title_of(example, dataset.classes), kBlack);
    paste(page, title, top, left);
    paste(page, tile_of(example, dataset.classes, sheet.side), top + kTitle_px, left);
    add_present(example, dataset.classes, present);
  }
  std::vector<ClassId> ids;
  for (std::size_t id = 0; id < present.size(); ++id) {
    if (present[id]) ids.push_back(static_cast<ClassId>(id));
  }
  const Image legend = legend_strip(page.width(), ids, dataset.classes);
  if (legend.empty()) return page;
  Image whole =
      plain_picture(page.height() + legend.height(), std::max(page.width(), legend.width()), kWhite);
  paste(whole, page, 0, 0);
  paste(whole, legend, page.height(), 0);
  return whole;
}

/// `count` indices spread evenly over the set.
std::vector<std::size_t> spread_indices(std::size_t size, std::size_t count) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < std::min(size, count); ++i) indices.push_back(i * size / std::min(size, count));
  return indices;
}

}  // namespace

int run_data_show(Arguments arguments) {
  CommandLine line("data show", "Contact sheet of DATA: pictures with their labels painted over them.");
  std::string data, split = "train", output = "contact_sheet.png";
  int count = 12, columns = 4, side = 256;
  line->add_option("DATA", data, "kind:path[,key=value...], a YAML data file, or scenes")->required();
  line->add_option("--split", split, "Which split");
  line->add_option("--output,-o", output, "Picture to write (.png or .jpg)");
  line->add_option("--count,-n", count, "How many pictures, spread evenly")->check(CLI::Range(1, 400));
  line->add_option("--columns", columns, "Pictures in a row")->check(CLI::Range(1, 40));
  line->add_option("--size", side, "Longest side of each, pixels")->check(CLI::Range(16, 2048));
  line.parse(arguments);
  require_picture_name(output, "--output");
  const Dataset dataset = open_dataset(data, split);
  const auto indices = spread_indices(dataset.size(), static_cast<std::size_t>(count));
  const Sheet sheet{std::min(columns, static_cast<int>(std::max<std::size_t>(1, indices.size()))), side};
  write_image(output, contact_sheet(dataset, indices, sheet));
  const nlohmann::ordered_json document{{"file", output}, {"pictures", indices.size()}};
  print_result(line.json() ? document.dump(2) : output);
  return 0;
}

}  // namespace perpixel
