#include "weights/state_dict.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "error/error.h"

namespace perpixel {

namespace {

using Kind = PickleValue::Kind;

constexpr std::array<std::string_view, 10> kInnerNames{
    "state_dict", "model",   "model_state", "model_state_dict", "module",
    "net",        "network", "weights",     "params",           "blobs"};
constexpr int kMostLevels = 2;
constexpr std::array<std::string_view, 2> kWrappingPrefixes{"module.", "_orig_mod."};
constexpr int kMostPrefixes = 8;  // each is one pass over all names
constexpr std::string_view kBatchCounter = "num_batches_tracked";
constexpr std::string_view kMomentum = "_momentum";  // Detectron's solver state

bool is_text(const PickleValue& value) { return value.kind == Kind::text || value.kind == Kind::bytes; }

std::string key_text(const PickleValue& key) {
  if (is_text(key)) return shortened(key.text);
  return key.kind == Kind::integer ? std::to_string(key.integer) : "(no text)";
}

/// "epoch, optimizer, ...": at most 12 keys.
std::string list_of(const std::vector<std::string>& keys) {
  constexpr std::size_t kMost = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(kMost, keys.size()); ++i) text += (i ? ", " : "") + keys[i];
  return keys.size() > kMost ? text + ", ..." : text;
}

class Collector {
 public:
  Collector(const Pickle& pickle, const TensorOf& tensor_of, const std::string& file)
      : pickle_(pickle), tensor_of_(tensor_of), file_(file) {}

  WeightsFile collect() {
    const PickleValue& dict = weights_dict();
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2)
      add(pickle_[dict.items[i]], pickle_[dict.items[i + 1]]);
    if (result_.tensors.empty())
      throw Error(ErrorCode::weights_mismatch,
                  file_ + ": holds no tensors, only: " + list_of(result_.skipped),
                  "in Python, save them alone: torch.save(model.state_dict(), \"weights.pth\")");
    return std::move(result_);
  }

 private:
  /// Follows the usual names inwards; what lies beside them is skipped.
  const PickleValue& weights_dict() {
    const PickleValue* dict = &pickle_[pickle_.root];
    for (int level = 0; level < kMostLevels; ++level) {
      const PickleValue* inner = inner_dict(*dict);
      if (!inner) break;
      for (std::size_t i = 0; i + 1 < dict->items.size(); i += 2)
        if (&pickle_[dict->items[i + 1]] != inner)
          result_.skipped.push_back(key_text(pickle_[dict->items[i]]));
      dict = inner;
    }
    if (dict->kind != Kind::dict)
      throw Error(ErrorCode::weights_mismatch, file_ + ": the pickle holds no dictionary of tensors",
                  "in Python: torch.save(model.state_dict(), \"weights.pth\")");
    return *dict;
  }

  const PickleValue* inner_dict(const PickleValue& dict) const {
    for (const std::string_view name : kInnerNames)
      if (const PickleValue* inner = pickle_.find(dict, name); inner && inner->kind == Kind::dict)
        return inner;
    return nullptr;
  }

  void add(const PickleValue& key, const PickleValue& value) {
    std::optional<Tensor> tensor;
    if (is_text(key) && !key.text.ends_with(kMomentum)) tensor = tensor_of_(value, shortened(key.text));
    if (!tensor) return result_.skipped.push_back(key_text(key));
    // Copied only now: the file may refer to one long text as the key of many values.
    if (!result_.tensors.emplace(std::string(key.text), std::move(*tensor)).second)
      throw Error(ErrorCode::weights_corrupt,
                  file_ + ": two tensors are called \"" + shortened(key.text) + "\"");
  }

  const Pickle& pickle_;
  const TensorOf& tensor_of_;
  const std::string& file_;
  WeightsFile result_;
};

bool is_batch_counter(std::string_view name) {
  return name == kBatchCounter ||
         (name.ends_with(kBatchCounter) && name[name.size() - kBatchCounter.size() - 1] == '.');
}

bool strip_prefix(NamedTensors& tensors, std::string_view prefix) {
  const auto has_it = [&](const auto& entry) {
    return entry.first.size() > prefix.size() && entry.first.starts_with(prefix);
  };
  if (tensors.empty() || !std::ranges::all_of(tensors, has_it)) return false;
  NamedTensors stripped;
  for (auto& [name, tensor] : tensors) stripped.emplace(name.substr(prefix.size()), std::move(tensor));
  tensors = std::move(stripped);
  return true;
}

}  // namespace

WeightsFile state_dict(const Pickle& pickle, const TensorOf& tensor_of, const std::string& file) {
  return Collector(pickle, tensor_of, file).collect();
}

WeightsFile without_wrapping(WeightsFile file) {
  const auto strip_any = [&] {
    return std::ranges::any_of(kWrappingPrefixes,
                               [&](std::string_view prefix) { return strip_prefix(file.tensors, prefix); });
  };
  for (int prefixes = 0; prefixes < kMostPrefixes && strip_any(); ++prefixes) {
  }
  for (auto entry = file.tensors.begin(); entry != file.tensors.end();) {
    const bool counter = is_batch_counter(entry->first);
    if (counter) file.skipped.push_back(entry->first);
    entry = counter ? file.tensors.erase(entry) : std::next(entry);
  }
  return file;
}

}  // namespace perpixel
