#include "weights/legacy_pth.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "error/error.h"
#include "weights/little_endian.h"
#include "weights/pickled_weights.h"

namespace perpixel {

namespace {

using Kind = PickleValue::Kind;

[[noreturn]] void corrupt(const std::string& file, const std::string& what) {
  throw Error(ErrorCode::weights_corrupt, file + ": " + what,
              "the file is cut off or damaged: copy or download it again");
}

/// The bytes of 0x1950a86a20f9469cfc6c, which every such file begins with, as the pickle's long integer.
constexpr std::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr std::int64_t kLegacyProtocol = 1001;
constexpr std::size_t kMostKeyBytes = 1024;  // PyTorch's are some ten digits

/// The storages behind the pickles, by key: eight bytes of length in elements, then the elements.
class LegacyStorages {
 public:
  LegacyStorages(const Pickle& content, const Pickle& keys, const SharedBytes& bytes, const std::string& file)
      : bytes_(bytes), file_(file) {
    find_element_sizes(content);
    const PickleValue& list = keys[keys.root];
    if (list.kind != Kind::list) corrupt(file, "has no list of storages");
    std::size_t at = keys.end;
    for (const PickleId key : list.items) at = add(std::string(keys[key].text), at);
  }

  SharedBytes operator()(const std::string& key) const {
    const auto place = places_.find(key);
    if (place == places_.end()) corrupt(file_, "lacks storage \"" + shortened(key, 40) + "\"");
    return bytes_.part(place->second.first, place->second.second);
  }

 private:
  /// Only the persistent ids say what a storage's elements are.
  void find_element_sizes(const Pickle& content) {
    for (const PickleValue& value : content.values) {
      if (value.kind != Kind::persistent) continue;
      const PickleValue& id = content[value.items[0]];
      if (id.kind != Kind::tuple || id.items.size() < 3) continue;
      const std::string_view key = content[id.items[2]].text;
      if (key.size() > kMostKeyBytes)  // and many ids may refer to one key
        corrupt(file_, "the storage key \"" + shortened(key, 40) + "\" of " + std::to_string(key.size()) +
                           " bytes is none of PyTorch's");
      sizes_[std::string(key)] = storage_element_bytes(content[id.items[1]].text);
    }
  }

  /// Where the next storage begins.
  std::size_t add(const std::string& key, std::size_t at) {
    const std::string where = "storage \"" + shortened(key, 40) + "\" at byte " + std::to_string(at);
    const auto size = sizes_.find(key);
    if (size == sizes_.end() || size->second == 0) corrupt(file_, where + " has elements of an unknown type");
    constexpr std::size_t kLengthBytes = 8;
    const std::size_t left = bytes_.bytes.size() - at;
    if (left < kLengthBytes) corrupt(file_, where + " is cut off");
    const auto elements = little_endian<std::uint64_t>(bytes_.bytes.data() + at);
    if (elements > (left - kLengthBytes) / size->second)
      corrupt(file_, where + " of " + std::to_string(elements) + " elements is cut off");
    const std::size_t count = static_cast<std::size_t>(elements) * size->second;
    if (!places_.emplace(key, std::pair(at + kLengthBytes, count)).second)
      corrupt(file_, where + " comes twice");
    return at + kLengthBytes + count;
  }

  const SharedBytes& bytes_;
  const std::string& file_;
  std::map<std::string, std::size_t> sizes_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> places_;  // begin, bytes
};

void check_legacy_machine(const Pickle& machine, const std::string& file) {
  const PickleValue* little = machine.find(machine[machine.root], "little_endian");
  if (little && little->kind == Kind::boolean && !little->integer)
    throw Error(ErrorCode::unsupported, file + ": saved on a big-endian machine",
                "load it with PyTorch and save it again");
}

/// Magic number, protocol and machine; gives the offset behind them.
std::size_t check_prelude(const SharedBytes& bytes, const std::string& file) {
  const Pickle magic = read_pickle(bytes, file);
  if (magic[magic.root].text != kMagic) corrupt(file, "does not begin with PyTorch's magic number");
  const Pickle protocol = read_pickle(bytes, file, magic.end);
  if (protocol[protocol.root].integer != kLegacyProtocol)
    corrupt(file, "is of protocol " + std::to_string(protocol[protocol.root].integer));
  const Pickle machine = read_pickle(bytes, file, protocol.end);
  check_legacy_machine(machine, file);
  return machine.end;
}

}  // namespace

bool is_legacy_pth(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kPrelude = 4;  // protocol opcode and number, opcode and length of the long integer
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.starts_with('\x80') && text.size() > kPrelude && text.substr(kPrelude).starts_with(kMagic);
}

WeightsFile read_legacy_pth(const SharedBytes& bytes, const std::string& file) {
  const Pickle content = read_pickle(bytes, file, check_prelude(bytes, file));
  const Pickle keys = read_pickle(bytes, file, content.end);
  const LegacyStorages storages(content, keys, bytes, file);
  return pickled_weights(
      content, [&](const std::string& key) { return storages(key); }, bytes.bytes.size(), file);
}

}  // namespace perpixel
