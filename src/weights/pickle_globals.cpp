#include "weights/pickle_globals.h"

#include <algorithm>
#include <array>

namespace perpixel {

namespace {

constexpr std::array<std::string_view, 5> kDictTypes{"collections.OrderedDict", "collections.defaultdict",
                                                     "collections.Counter", "builtins.dict",
                                                     "__builtin__.dict"};

constexpr std::array<std::string_view, 89> kAllowed{
    // Python's own: plain data
    "builtins.set", "builtins.frozenset", "builtins.list", "builtins.tuple", "builtins.int", "builtins.float",
    "builtins.str", "builtins.bool", "builtins.bytes", "builtins.bytearray", "builtins.complex",
    "__builtin__.set", "__builtin__.frozenset", "__builtin__.list", "__builtin__.tuple", "__builtin__.int",
    "__builtin__.float", "__builtin__.bytes", "__builtin__.bytearray", "__builtin__.complex",
    "_codecs.encode",
    // PyTorch
    "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
    "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
    "torch._tensor._rebuild_from_type_v2", "torch.Tensor", "torch.nn.parameter.Parameter", "torch.Size",
    "torch.device", "torch.storage.UntypedStorage", "torch.storage.TypedStorage", "torch.FloatStorage",
    "torch.DoubleStorage", "torch.HalfStorage", "torch.BFloat16Storage", "torch.CharStorage",
    "torch.ByteStorage", "torch.ShortStorage", "torch.IntStorage", "torch.LongStorage", "torch.BoolStorage",
    "torch.ComplexFloatStorage", "torch.ComplexDoubleStorage", "torch.QInt8Storage", "torch.QUInt8Storage",
    "torch.QInt32Storage", "torch.float32", "torch.float", "torch.float64", "torch.double", "torch.float16",
    "torch.half", "torch.bfloat16", "torch.int8", "torch.uint8", "torch.int16", "torch.short", "torch.uint16",
    "torch.int32", "torch.int", "torch.uint32", "torch.int64", "torch.long", "torch.uint64", "torch.bool",
    "torch.complex32", "torch.complex64", "torch.complex128", "torch.float8_e4m3fn", "torch.float8_e4m3fnuz",
    "torch.float8_e5m2", "torch.float8_e5m2fnuz", "torch.float8_e8m0fnu", "torch.qint8", "torch.quint8",
    "torch.qint32",
    // NumPy before and since 2.0
    "numpy.ndarray", "numpy.dtype", "numpy.core.multiarray._reconstruct",
    "numpy._core.multiarray._reconstruct", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
    "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer", "numpy.bool_", "numpy.float32",
    "numpy.float64"};

}  // namespace

bool is_dict_type(std::string_view name) { return std::ranges::find(kDictTypes, name) != kDictTypes.end(); }

std::optional<std::string_view> allowed_global(std::string_view name) {
  if (const auto row = std::ranges::find(kDictTypes, name); row != kDictTypes.end()) return *row;
  if (const auto row = std::ranges::find(kAllowed, name); row != kAllowed.end()) return *row;
  return {};
}

}  // namespace perpixel
