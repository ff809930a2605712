#include "weights/numpy_array.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "error/error.h"
#include "npy/npy_array.h"

namespace perpixel {

namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostAxes = 64;
constexpr std::array<std::string_view, 2> kReconstruct{"numpy.core.multiarray._reconstruct",
                                                       "numpy._core.multiarray._reconstruct"};
constexpr std::array<std::string_view, 2> kFromBuffer{"numpy.core.numeric._frombuffer",
                                                      "numpy._core.numeric._frombuffer"};

bool is_one_of(std::string_view name, const std::array<std::string_view, 2>& names) {
  return std::ranges::find(names, name) != names.end();
}

/// One array's parts, wherever the pickle's protocol has them.
struct Parts {
  const PickleValue *shape = nullptr, *dtype = nullptr, *elements = nullptr;
  bool fortran_order = false;
};

class ArrayReader {
 public:
  ArrayReader(const Pickle& pickle, const std::string& where) : pickle_(pickle), where_(where) {}

  Tensor read(const PickleValue& value, CopyBudget& budget) const {
    const Parts parts = parts_of(value);
    const NpyElement element = element_of(*parts.dtype);
    if (pickle_.callable(*parts.elements) == "_codecs.encode" || parts.elements->kind == Kind::text)
      budget.spend(encoded_bytes(*parts.elements), where_);
    const std::optional<SharedBytes> elements = pickle_.as_bytes(*parts.elements);
    if (!elements) refuse("has no elements");
    const Shape shape = shape_of(*parts.shape);
    // Shared arrays cost nothing; what is copied counts.
    if (!is_shareable(*elements, element.type) || parts.fortran_order || element.swapped)
      budget.spend(2 * elements->bytes.size(), where_);
    return npy_array(shape, element, parts.fortran_order, *elements, where_);
  }

 private:
  Parts parts_of(const PickleValue& value) const {
    if (is_one_of(pickle_.callable(value), kFromBuffer)) return buffer_parts(value);
    // (version, shape, dtype, is_fortran, elements), given to an empty array by BUILD.
    const PickleValue* state = value.state ? &pickle_[*value.state] : nullptr;
    if (!state || state->kind != Kind::tuple || state->items.size() != 5) refuse("is an array without state");
    const auto item = [&](std::size_t i) { return &pickle_[state->items[i]]; };
    return {.shape = item(1), .dtype = item(2), .elements = item(4), .fortran_order = item(3)->integer != 0};
  }

  /// Protocol 5: _frombuffer(elements, dtype, shape, "C" or "F").
  Parts buffer_parts(const PickleValue& value) const {
    const std::vector<PickleId>& arguments = pickle_.arguments(value)->items;
    if (arguments.size() < 4) refuse("is an array without state");
    const auto item = [&](std::size_t i) { return &pickle_[arguments[i]]; };
    if (item(3)->text != "C" && item(3)->text != "F")
      throw Error(ErrorCode::unsupported, where_ + " has its axes in an order of its own",
                  "in Python: numpy.ascontiguousarray");
    return {.shape = item(2), .dtype = item(1), .elements = item(0), .fortran_order = item(3)->text == "F"};
  }

  /// dtype("f4", False, True) with the state (3, "<", ...): type and byte order stand apart.
  NpyElement element_of(const PickleValue& dtype) const {
    const PickleValue* arguments = pickle_.arguments(dtype);
    if (pickle_.callable(dtype) != "numpy.dtype" || arguments->items.empty()) refuse("has no element type");
    std::string descr(pickle_[arguments->items[0]].text);
    const PickleValue* state = dtype.state ? &pickle_[*dtype.state] : nullptr;
    if (state && state->items.size() > 1 && pickle_[state->items[1]].text == ">") descr.insert(0, 1, '>');
    return npy_element(descr, where_);
  }

  Shape shape_of(const PickleValue& value) const {
    if (value.kind != Kind::tuple || value.items.size() > kMostAxes) refuse("has no shape");
    Shape shape;
    for (const PickleId item : value.items) {
      if (pickle_[item].kind != Kind::integer) refuse("has no shape");
      shape.push_back(pickle_[item].integer);
    }
    return shape;
  }

  std::uint64_t encoded_bytes(const PickleValue& elements) const {
    const PickleValue* arguments = pickle_.arguments(elements);
    if (!arguments) return elements.text.size();
    return arguments->items.empty() ? 0 : pickle_[arguments->items[0]].text.size();
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::weights_corrupt, where_ + " " + what, "the file is damaged or not what it seems");
  }

  const Pickle& pickle_;
  const std::string& where_;
};

}  // namespace

bool is_numpy_array(const Pickle& pickle, const PickleValue& value) {
  return is_one_of(pickle.callable(value), kReconstruct) || is_one_of(pickle.callable(value), kFromBuffer);
}

Tensor numpy_array(const Pickle& pickle, const PickleValue& value, CopyBudget& budget,
                   const std::string& file, const std::string& name) {
  const std::string where = file + ": \"" + name + "\"";
  return ArrayReader(pickle, where).read(value, budget);
}

}  // namespace perpixel
