// Python pickles as data: nothing is imported and nothing is called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/shared_bytes.h"

namespace perpixel {

/// Index into Pickle::values. Values refer to one another by index, so that what the file makes refer to
/// itself is as harmless as anything else.
using PickleId = std::uint32_t;

struct PickleValue {
  enum class Kind {
    none,
    boolean,       // integer: 0 or 1
    integer,       // integer
    long_integer,  // does not fit in 64 bits. text: its bytes, or its digits in protocols 0 and 1
    real,          // real
    text,          // text, UTF-8
    bytes,         // text
    list,          // items
    tuple,         // items
    set,           // items
    dict,          // items: key, value, key, value, ...; also OrderedDict and defaultdict
    global,        // text: "module.name", on the allow-list
    object,        // items: a global, the tuple it would have been called with
    persistent,    // items: the id by which the file refers to something outside the pickle
  };
  Kind kind = Kind::none;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;  // into the file's bytes or Pickle::unescaped
  std::vector<PickleId> items;
  std::optional<PickleId> state;  // what BUILD would have given the object
};

struct Pickle {
  std::deque<PickleValue> values;  // grows without holding two copies of itself
  PickleId root = 0;
  std::size_t end = 0;                // offset behind the pickle
  std::deque<std::string> unescaped;  // texts that do not lie in the file as they are
  SharedBytes bytes;                  // what was read

  const PickleValue& operator[](PickleId id) const { return values[id]; }
  /// The value under a key of a dict; null where there is none or `dict` is none.
  const PickleValue* find(const PickleValue& dict, std::string_view key) const;
  /// An object's callable ("torch._utils._rebuild_tensor_v2"); "" for anything else.
  std::string_view callable(const PickleValue& value) const;
  /// An object's arguments; null for anything else.
  const PickleValue* arguments(const PickleValue& value) const;
  /// Bytes, or what stands for them in protocols 0 to 2 (Latin-1 text, `_codecs.encode`, an empty `bytes()`);
  /// nothing for other values and for characters above 255.
  std::optional<SharedBytes> as_bytes(const PickleValue& value) const;
};

/// Reads one pickle of protocol 0 to 5 that begins at `begin`. Memory is bounded by the bytes read (at most 2
/// million values and references to values), there is no recursion, and `bytes` must outlive the result
/// unless they have an owner. Throws weights_corrupt naming `file` and the byte, and unsupported for a global
/// that is not on the allow-list: PyTorch's and NumPy's rebuilding functions and types, and Python's own
/// containers.
Pickle read_pickle(const SharedBytes& bytes, const std::string& file, std::size_t begin = 0);

}  // namespace perpixel
