// perpixel reproduce conv: the lecture's 4 x 4 input and 3 x 3 filter, as a matrix, transposed, and the
// transposed convolution by every road.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

#include "convolution/forms.h"
#include "output.h"
#include "reproduce_tables.h"

namespace perpixel {

namespace {

Map counting(std::int64_t rows, std::int64_t columns) {
  Map map(rows, columns);
  std::iota(map.values.begin(), map.values.end(), 1.0);
  return map;
}

std::string rows_text(const Map& map) {
  std::string text;
  char number[32];
  for (std::int64_t y = 0; y < map.rows; ++y) {
    for (std::int64_t x = 0; x < map.columns; ++x) {
      std::snprintf(number, sizeof number, "%5g", map.at(y, x));
      text += number;
    }
    text += "\n";
  }
  return text;
}

nlohmann::ordered_json json_of(const Map& map) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (std::int64_t y = 0; y < map.rows; ++y) {
    rows.push_back(nlohmann::ordered_json::array());
    for (std::int64_t x = 0; x < map.columns; ++x) rows.back().push_back(map.at(y, x));
  }
  return rows;
}

struct Road {
  const char* name;
  Map result;
};

/// The transposed convolution of z by every road; the matrix is that of the convolution which it transposes.
std::vector<Road> roads(const Map& z, const Map& kernel, const ConvForm& form) {
  const Map copies = transposed_by_copies(z, kernel, form);
  const Map matrix = convolution_matrix(kernel, copies.rows, copies.columns, form);
  return {{"the matrix, transposed", times(transposed(matrix), z, copies.rows, copies.columns)},
          {"weighted copies of the filter, summed", copies},
          {"gathering with the flipped filter", transposed_by_gathering(z, kernel, form)},
          {"zeros between the inputs, plain convolution", transposed_by_zeros(z, kernel, form)},
          {"one plain convolution a phase", transposed_by_phases(z, kernel, form)}};
}

double largest_difference(const std::vector<Road>& all) {
  double most = 0;
  for (const Road& road : all)
    for (std::size_t i = 0; i < road.result.values.size(); ++i)
      most = std::max(most, std::abs(road.result.values[i] - all[0].result.values[i]));
  return most;
}

struct Example {
  const char* title;
  Map z, kernel;
  ConvForm form;
};

std::vector<Example> examples() {
  const Map signal(1, 3, {1, 2, 3}), taps(1, 3, {1, 10, 100});
  return {{"1-D, stride 1: 1 2 3 with 1 10 100", signal, taps, {}},
          {"1-D, stride 2", signal, taps, {.stride = 2}},
          {"2-D, stride 1: 2 x 2 (1 ... 4) with 3 x 3 (1 ... 9)", counting(2, 2), counting(3, 3), {}},
          {"2-D, stride 2", counting(2, 2), counting(3, 3), {.stride = 2}}};
}

void print_text(const Map& input, const Map& kernel, const Map& matrix) {
  print_result("Input 4 x 4 and filter 3 x 3:\n" + rows_text(input) + "\n" + rows_text(kernel));
  print_result("Convolution, stride 1, no padding, 2 x 2:\n" + rows_text(convolve(input, kernel)));
  print_result("The same as a matrix, 4 x 16, nine weights a row:\n" + rows_text(matrix));
  print_result("times the input, flattened:\n" + rows_text(times(matrix, input, 2, 2)));
  print_result("Transposed, 16 x 4: from 2 x 2 back to 4 x 4 (not the inverse)\n" +
               rows_text(transposed(matrix)));
  for (const Example& example : examples()) {
    const std::vector<Road> all = roads(example.z, example.kernel, example.form);
    print_result(std::string("Transposed convolution, ") + example.title);
    for (const Road& road : all) print_result(std::string("  ") + road.name + ":\n" + rows_text(road.result));
    char text[64];
    std::snprintf(text, sizeof text, "  largest difference between the %zu: %g\n", all.size(),
                  largest_difference(all));
    print_result(text);
  }
}

void print_json(const Map& input, const Map& kernel, const Map& matrix) {
  nlohmann::ordered_json document{{"input", json_of(input)},
                                  {"filter", json_of(kernel)},
                                  {"convolution", json_of(convolve(input, kernel))},
                                  {"matrix", json_of(matrix)}};
  document["transposed"] = nlohmann::ordered_json::array();
  for (const Example& example : examples()) {
    const std::vector<Road> all = roads(example.z, example.kernel, example.form);
    nlohmann::ordered_json results = nlohmann::ordered_json::object();
    for (const Road& road : all) results[road.name] = json_of(road.result);
    document["transposed"].push_back(
        {{"example", example.title}, {"results", results}, {"largest_difference", largest_difference(all)}});
  }
  print_result(document.dump(1));
}

}  // namespace

int reproduce_conv(const ReproduceRequest& request) {
  const Map input = counting(4, 4), kernel = counting(3, 3);
  const Map matrix = convolution_matrix(kernel, 4, 4);
  (request.json ? print_json : print_text)(input, kernel, matrix);
  return 0;
}

}  // namespace perpixel
