#include "weights/torch_tensor.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "error/error.h"
#include "tensor/strided.h"

namespace perpixel {

namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostAxes = 64;  // PyTorch's own limit
constexpr int kMostWrappers = 4;       // a parameter around a subclass around a tensor

struct TypeRow {
  std::string_view name;
  DType type;
};
constexpr std::array<TypeRow, 24> kTypes{
    {{"torch.FloatStorage", DType::f32}, {"torch.DoubleStorage", DType::f64},
     {"torch.HalfStorage", DType::f16},  {"torch.BFloat16Storage", DType::bf16},
     {"torch.CharStorage", DType::i8},   {"torch.ByteStorage", DType::u8},
     {"torch.ShortStorage", DType::i16}, {"torch.IntStorage", DType::i32},
     {"torch.LongStorage", DType::i64},  {"torch.BoolStorage", DType::boolean},
     {"torch.float32", DType::f32},      {"torch.float", DType::f32},
     {"torch.float64", DType::f64},      {"torch.double", DType::f64},
     {"torch.float16", DType::f16},      {"torch.half", DType::f16},
     {"torch.bfloat16", DType::bf16},    {"torch.int8", DType::i8},
     {"torch.uint8", DType::u8},         {"torch.int16", DType::i16},
     {"torch.uint16", DType::u16},       {"torch.int32", DType::i32},
     {"torch.int64", DType::i64},        {"torch.bool", DType::boolean}}};

constexpr std::string_view kUntyped = "torch.storage.UntypedStorage";
constexpr std::array<std::string_view, 3> kRebuilders{
    "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3"};

constexpr std::array<std::string_view, 2> kParameters{"torch._utils._rebuild_parameter",
                                                      "torch._utils._rebuild_parameter_with_state"};
constexpr std::string_view kSubclass = "torch._tensor._rebuild_from_type_v2";

bool is_rebuilder(std::string_view name) { return std::ranges::find(kRebuilders, name) != kRebuilders.end(); }
bool is_parameter(std::string_view name) { return std::ranges::find(kParameters, name) != kParameters.end(); }

[[noreturn]] void corrupt(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::weights_corrupt, where + ": " + what, "the file is damaged or not what it seems");
}

DType type_of(const PickleValue& value, const std::string& where) {
  const auto row = std::ranges::find(kTypes, value.text, &TypeRow::name);
  if (value.kind != Kind::global) corrupt(where, "has no element type");
  if (row == kTypes.end())
    throw Error(ErrorCode::unsupported, where + ": elements of type " + std::string(value.text),
                "in Python, convert it with .float() and save it again");
  return row->type;
}

std::int64_t integer(const PickleValue& value, const std::string& where) {
  if (value.kind != Kind::integer) corrupt(where, "has something else where an integer should be");
  return value.integer;
}

/// A tuple (or torch.Size) of integers.
std::vector<std::int64_t> integers(const Pickle& pickle, const PickleValue& value, const std::string& where) {
  const PickleValue* list = &value;
  if (pickle.callable(value) == "torch.Size" && pickle.arguments(value)->items.size() == 1)
    list = &pickle[pickle.arguments(value)->items[0]];
  if ((list->kind != Kind::tuple && list->kind != Kind::list) || list->items.size() > kMostAxes)
    corrupt(where, "has no shape");
  std::vector<std::int64_t> numbers;
  for (const PickleId item : list->items) numbers.push_back(integer(pickle[item], where));
  return numbers;
}

}  // namespace

std::size_t storage_element_bytes(std::string_view storage_type) {
  if (storage_type == kUntyped) return 1;
  const auto row = std::ranges::find(kTypes, storage_type, &TypeRow::name);
  return row == kTypes.end() ? 0 : byte_size(row->type);
}

TorchTensors::TorchTensors(const Pickle& pickle, StorageBytes storage, CopyBudget budget, std::string file)
    : pickle_(pickle), storage_(std::move(storage)), budget_(budget), file_(std::move(file)) {}

bool TorchTensors::is_tensor(const PickleValue& value) const {
  const std::string_view name = pickle_.callable(value);
  return is_rebuilder(name) || is_parameter(name) || name == kSubclass;
}

/// The call of a rebuilder, without what stands around it: parameter(tensor, ...), and for tensors with
/// attributes subclass(rebuilder, type, arguments, state).
TorchTensors::Call TorchTensors::tensor_of(const PickleValue& value, const std::string& name) const {
  const PickleValue* arguments = pickle_.arguments(value);
  Call call{pickle_.callable(value), arguments ? &arguments->items : nullptr};
  for (int depth = 0; depth < kMostWrappers && call.arguments && !is_rebuilder(call.callable); ++depth) {
    const std::vector<PickleId>& items = *call.arguments;
    if (is_parameter(call.callable) && !items.empty()) {
      const PickleValue& inner = pickle_[items[0]];
      call = {pickle_.callable(inner), pickle_.arguments(inner) ? &pickle_.arguments(inner)->items : nullptr};
    } else if (call.callable == kSubclass && items.size() >= 3) {
      call = {pickle_[items[0]].text, &pickle_[items[2]].items};
    } else {
      break;
    }
  }
  if (!call.arguments || !is_rebuilder(call.callable))
    corrupt(file_ + ": \"" + name + "\"", "is no plain tensor");
  return call;
}

SharedBytes TorchTensors::fetch(const std::string& key) {
  const auto known = fetched_.find(key);
  if (known != fetched_.end()) return known->second;
  return fetched_[key] = aligned_bytes(storage_(key));
}

/// The persistent id ("storage", type, key, device, elements[, view]); a view is (key, offset, elements).
TorchTensors::Storage TorchTensors::storage_of(const PickleValue& value, const std::string& name) {
  const std::string where = file_ + ": \"" + name + "\"";
  const PickleValue* id = value.kind == Kind::persistent ? &pickle_[value.items[0]] : nullptr;
  if (!id || id->kind != Kind::tuple || id->items.size() < 5) corrupt(where, "refers to no storage");
  const auto item = [&](std::size_t i) -> const PickleValue& { return pickle_[id->items[i]]; };
  if (item(0).text != "storage" || (item(2).kind != Kind::text && item(2).kind != Kind::bytes))
    corrupt(where, "refers to no storage");
  Storage storage{.untyped = item(1).text == kUntyped};
  storage.type = storage.untyped ? DType::u8 : type_of(item(1), where);
  const std::string key(item(2).text);
  storage.bytes = fetch(key);
  const std::size_t element = byte_size(storage.type);
  const std::int64_t elements = integer(item(4), where);
  if (elements < 0 || static_cast<std::uint64_t>(elements) != storage.bytes.bytes.size() / element ||
      storage.bytes.bytes.size() % element != 0)
    corrupt(where, "wants a storage of " + std::to_string(elements) + " elements of " +
                       dtype_name(storage.type) + ", but storage \"" + shortened(key, 40) + "\" has " +
                       std::to_string(storage.bytes.bytes.size()) + " bytes");
  if (id->items.size() > 5 && item(5).kind == Kind::tuple) {
    const std::vector<PickleId>& view = item(5).items;
    if (view.size() != 3) corrupt(where, "refers to a broken view of a storage");
    const std::int64_t offset = integer(pickle_[view[1]], where), count = integer(pickle_[view[2]], where);
    if (offset < 0 || count < 0 || offset > elements || count > elements - offset)
      corrupt(where, "refers to a view beyond its storage");
    storage.bytes = storage.bytes.part(static_cast<std::size_t>(offset) * element,
                                       static_cast<std::size_t>(count) * element);
  }
  return storage;
}

/// Arguments: (storage, offset, shape, strides, requires_grad, hooks[, dtype in v3]).
Tensor TorchTensors::read(const PickleValue& value, const std::string& name) {
  const std::string where = file_ + ": \"" + name + "\"";
  const Call call = tensor_of(value, name);
  const std::vector<PickleId>& arguments = *call.arguments;
  if (arguments.size() < 4) corrupt(where, "is rebuilt from too little");
  const Storage storage = storage_of(pickle_[arguments[0]], name);
  DType type = storage.type;
  if (call.callable == kRebuilders[2]) {
    if (arguments.size() < 7) corrupt(where, "is rebuilt from too little");
    type = type_of(pickle_[arguments[6]], where);
  } else if (storage.untyped) {
    corrupt(where, "has a storage without a type");
  }
  const std::int64_t offset = integer(pickle_[arguments[1]], where);
  const Shape shape = integers(pickle_, pickle_[arguments[2]], where);
  const Strides strides = integers(pickle_, pickle_[arguments[3]], where);
  const std::uint64_t stored = storage.bytes.bytes.size(), element = byte_size(type);
  const std::optional<std::uint64_t> spanned = spanned_bytes(shape, strides, type);
  if (!spanned || offset < 0 || static_cast<std::uint64_t>(offset) > stored / element ||
      *spanned > stored - static_cast<std::uint64_t>(offset) * element)
    corrupt(where, "of shape " + shape_text(shape) + ", strides " + shape_text(strides) + " and offset " +
                       std::to_string(offset) + " leaves its storage of " + std::to_string(stored) +
                       " bytes");
  const SharedBytes elements =
      storage.bytes.part(static_cast<std::size_t>(offset) * element, static_cast<std::size_t>(*spanned));
  // A view of untyped bytes may begin anywhere: then its elements are copied too.
  if (*spanned > 0 && !(is_row_major(shape, strides) && is_shareable(elements, type)))
    budget_.spend(*byte_count(shape, type), where);
  return tensor_from_strides(shape, strides, type, elements);
}

}  // namespace perpixel
