#include "weights/pickle.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <unordered_map>

#include "error/error.h"
#include "weights/little_endian.h"
#include "weights/pickle_globals.h"
#include "weights/pickle_text.h"

namespace perpixel {

namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostValues = std::size_t{1} << 21;
constexpr int kNewestProtocol = 5;

/// The opcodes that are taken; the letters and numbers are those of Python's pickletools.
enum Opcode : std::uint8_t {
  kMark = '(',
  kStop = '.',
  kPop = '0',
  kPopMark = '1',
  kDup = '2',
  kFloat = 'F',
  kInt = 'I',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kLong = 'L',
  kBinInt2 = 'M',
  kNone = 'N',
  kPersid = 'P',
  kBinPersid = 'Q',
  kReduce = 'R',
  kString = 'S',
  kBinString = 'T',
  kShortBinString = 'U',
  kUnicode = 'V',
  kBinUnicode = 'X',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kDict = 'd',
  kEmptyDict = '}',
  kAppends = 'e',
  kGet = 'g',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kList = 'l',
  kEmptyList = ']',
  kPut = 'p',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kEmptyTuple = ')',
  kSetItems = 'u',
  kBinFloat = 'G',
  kProto = 0x80,
  kNewObj = 0x81,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kLong1 = 0x8a,
  kLong4 = 0x8b,
  kBinBytes = 'B',
  kShortBinBytes = 'C',
  kShortBinUnicode = 0x8c,
  kBinUnicode8 = 0x8d,
  kBinBytes8 = 0x8e,
  kEmptySet = 0x8f,
  kAddItems = 0x90,
  kFrozenSet = 0x91,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95,
  kByteArray8 = 0x96,
};

/// Carries out the opcodes on a stack of ids. Every value costs at least one byte of the file, every item of
/// a container one push, so the file's length bounds the memory; one byte can become a hundred, so what is
/// pushed is counted too.
class Machine {
 public:
  Machine(const SharedBytes& bytes, const std::string& file, std::size_t begin)
      : data_(bytes.bytes), file_(file), at_(begin) {
    pickle_.bytes = bytes;
  }

  Pickle run() {
    do {
      opcode_at_ = at_;
    } while (step(number<std::uint8_t>()));
    pickle_.root = pop();
    pickle_.end = at_;
    return std::move(pickle_);
  }

 private:
  /// False after the last opcode.
  bool step(std::uint8_t opcode) {
    switch (opcode) {
      case kStop:
        return false;
      case kProto:
        protocol(number<std::uint8_t>());
        break;
      case kFrame:
        require(number<std::uint64_t>());
        break;
      case kMark:
        count();
        marks_.push_back(stack_.size());
        break;
      case kPop:
        discard();
        break;
      case kPopMark:
        items_to_mark();
        break;
      case kDup:
        push_again(top());
        break;
      case kNone:
        push({});
        break;
      case kNewTrue:
        push({.kind = Kind::boolean, .integer = 1});
        break;
      case kNewFalse:
        push({.kind = Kind::boolean});
        break;
      case kInt:
        integer_line();
        break;
      case kLong:
        long_line();
        break;
      case kFloat:
        real_line();
        break;
      case kBinInt:
        push_integer(number<std::int32_t>());
        break;
      case kBinInt1:
        push_integer(number<std::uint8_t>());
        break;
      case kBinInt2:
        push_integer(number<std::uint16_t>());
        break;
      case kLong1:
        long_bytes(take(number<std::uint8_t>()));
        break;
      case kLong4:
        long_bytes(take(number<std::uint32_t>()));
        break;
      case kBinFloat:
        push({.kind = Kind::real, .real = big_endian_real()});
        break;
      case kString:
        push_text(Kind::bytes, unescaped_string(line()));
        break;
      case kUnicode:
        push_text(Kind::text, unescaped_unicode(line()));
        break;
      case kBinString:
        push({.kind = Kind::bytes, .text = take(number<std::uint32_t>())});
        break;
      case kShortBinString:
        push({.kind = Kind::bytes, .text = take(number<std::uint8_t>())});
        break;
      case kBinBytes:
        push({.kind = Kind::bytes, .text = take(number<std::uint32_t>())});
        break;
      case kShortBinBytes:
        push({.kind = Kind::bytes, .text = take(number<std::uint8_t>())});
        break;
      case kBinBytes8:
      case kByteArray8:
        push({.kind = Kind::bytes, .text = take(number<std::uint64_t>())});
        break;
      case kBinUnicode:
        push({.kind = Kind::text, .text = take(number<std::uint32_t>())});
        break;
      case kShortBinUnicode:
        push({.kind = Kind::text, .text = take(number<std::uint8_t>())});
        break;
      case kBinUnicode8:
        push({.kind = Kind::text, .text = take(number<std::uint64_t>())});
        break;
      case kEmptyTuple:
        push({.kind = Kind::tuple});
        break;
      case kEmptyList:
        push({.kind = Kind::list});
        break;
      case kEmptyDict:
        push({.kind = Kind::dict});
        break;
      case kEmptySet:
        push({.kind = Kind::set});
        break;
      case kTuple:
        push({.kind = Kind::tuple, .items = items_to_mark()});
        break;
      case kTuple1:
        push({.kind = Kind::tuple, .items = last_items(1)});
        break;
      case kTuple2:
        push({.kind = Kind::tuple, .items = last_items(2)});
        break;
      case kTuple3:
        push({.kind = Kind::tuple, .items = last_items(3)});
        break;
      case kList:
        push({.kind = Kind::list, .items = items_to_mark()});
        break;
      case kDict:
        push_dict(items_to_mark());
        break;
      case kFrozenSet:
        push({.kind = Kind::set, .items = items_to_mark()});
        break;
      case kAppend:
        extend(Kind::list, last_items(1));
        break;
      case kAppends:
        extend(Kind::list, items_to_mark());
        break;
      case kAddItems:
        extend(Kind::set, items_to_mark());
        break;
      case kSetItem:
        extend(Kind::dict, last_items(2));
        break;
      case kSetItems:
        extend(Kind::dict, even(items_to_mark()));
        break;
      case kGet:
        get(number_line());
        break;
      case kBinGet:
        get(number<std::uint8_t>());
        break;
      case kLongBinGet:
        get(number<std::uint32_t>());
        break;
      case kPut:
        put(number_line());
        break;
      case kBinPut:
        put(number<std::uint8_t>());
        break;
      case kLongBinPut:
        put(number<std::uint32_t>());
        break;
      case kMemoize:
        put(static_cast<std::int64_t>(memo_.size()));
        break;
      case kGlobal:
        global_lines();
        break;
      case kStackGlobal:
        global_from_stack();
        break;
      case kReduce:
      case kNewObj:
        object();
        break;
      case kBuild:
        build();
        break;
      case kPersid:
        persistent_line();
        break;
      case kBinPersid:
        push({.kind = Kind::persistent, .items = last_items(1)});
        break;
      default:
        refuse("holds opcode " + std::to_string(opcode) + ", which weights have no use for");
    }
    return true;
  }

  void require(std::uint64_t count) const {
    if (count > data_.size() - at_) refuse("is cut off");
  }

  template <class T>
  T number() {
    require(sizeof(T));
    const T value = little_endian<T>(data_.data() + at_);
    at_ += sizeof(T);
    return value;
  }

  std::string_view take(std::uint64_t count) {
    require(count);
    const std::string_view text(reinterpret_cast<const char*>(data_.data()) + at_,
                                static_cast<std::size_t>(count));
    at_ += text.size();
    return text;
  }

  /// Up to the line feed, which is read too.
  std::string_view line() {
    const auto end = std::find(data_.begin() + static_cast<std::ptrdiff_t>(at_), data_.end(), '\n');
    if (end == data_.end()) refuse("is cut off");
    const std::string_view text = take(static_cast<std::uint64_t>(end - data_.begin()) - at_);
    ++at_;
    return text;
  }

  std::int64_t number_line() {
    std::int64_t value = 0;
    const std::string_view text = line();
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size()) refuse("holds no number");
    return value;
  }

  void protocol(int version) const {
    if (version > kNewestProtocol) refuse("is of protocol " + std::to_string(version));
  }

  /// One more value, reference or mark.
  void count() {
    if (counted_ == kMostValues) refuse("holds more than 2 million values");
    ++counted_;
  }

  void push_again(PickleId id) {
    count();
    stack_.push_back(id);
  }

  void push(PickleValue value) {
    count();
    stack_.push_back(static_cast<PickleId>(pickle_.values.size()));
    pickle_.values.push_back(std::move(value));
  }

  void push_integer(std::int64_t value) { push({.kind = Kind::integer, .integer = value}); }

  void push_text(Kind kind, std::optional<std::string> text) {
    if (!text) refuse("holds a text with a broken escape");
    pickle_.unescaped.push_back(std::move(*text));
    push({.kind = kind, .text = pickle_.unescaped.back()});
  }

  void push_dict(std::vector<PickleId> items) { push({.kind = Kind::dict, .items = even(std::move(items))}); }

  std::vector<PickleId> even(std::vector<PickleId> items) const {
    if (items.size() % 2) refuse("holds a key without a value");
    return items;
  }

  /// How far down values may be taken: not below the last mark.
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }

  PickleId top() const {
    if (stack_.size() <= floor()) refuse("takes a value where there is none");
    return stack_.back();
  }

  PickleId pop() {
    const PickleId id = top();
    stack_.pop_back();
    return id;
  }

  void discard() {
    if (!marks_.empty() && stack_.size() == marks_.back())
      marks_.pop_back();
    else
      pop();
  }

  std::vector<PickleId> last_items(std::size_t count) {
    if (stack_.size() < floor() + count) refuse("takes a value where there is none");
    return cut(stack_.size() - count);
  }

  std::vector<PickleId> items_to_mark() {
    if (marks_.empty()) refuse("takes a mark where there is none");
    const std::size_t begin = marks_.back();
    marks_.pop_back();
    return cut(begin);
  }

  std::vector<PickleId> cut(std::size_t begin) {
    const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(begin);
    std::vector<PickleId> items(from, stack_.end());
    stack_.erase(from, stack_.end());
    return items;
  }

  void extend(Kind kind, const std::vector<PickleId>& items) {
    PickleValue& container = pickle_.values[top()];
    if (container.kind != kind) refuse("adds to a value that is no container of that kind");
    container.items.insert(container.items.end(), items.begin(), items.end());
  }

  void get(std::int64_t index) {
    const auto entry = memo_.find(index);
    if (entry == memo_.end()) refuse("takes memo " + std::to_string(index) + ", which is empty");
    push_again(entry->second);
  }

  void put(std::int64_t index) {
    memo_[index] = top();
    if (memo_.size() > counted_) refuse("remembers more values than it holds");
  }

  void integer_line() {
    const std::string_view text = line();
    if (text == "00" || text == "01")
      push({.kind = Kind::boolean, .integer = text == "01"});
    else
      decimal(text);
  }

  void long_line() {
    std::string_view text = line();
    if (text.ends_with('L')) text.remove_suffix(1);
    decimal(text);
  }

  void decimal(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || failure == std::errc::invalid_argument) refuse("holds no number");
    if (failure == std::errc())
      push_integer(value);
    else
      push({.kind = Kind::long_integer, .text = text});
  }

  /// Two's complement, least significant byte first.
  void long_bytes(std::string_view bytes) {
    if (bytes.size() > sizeof(std::int64_t)) return push({.kind = Kind::long_integer, .text = bytes});
    std::uint64_t value = !bytes.empty() && (bytes.back() & 0x80) ? ~std::uint64_t{0} : 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
    push_integer(static_cast<std::int64_t>(value));
  }

  void real_line() {
    const std::string_view text = line();
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size()) refuse("holds no number");
    push({.kind = Kind::real, .real = value});
  }

  double big_endian_real() { return std::bit_cast<double>(__builtin_bswap64(number<std::uint64_t>())); }

  void global_lines() {
    const std::string_view module = line();
    push_global(module, line());
  }

  void global_from_stack() {
    const std::vector<PickleId> names = last_items(2);
    const PickleValue &module = pickle_[names[0]], &name = pickle_[names[1]];
    if (module.kind != Kind::text || name.kind != Kind::text)
      refuse("names a global by something else than text");
    push_global(module.text, name.text);
  }

  void push_global(std::string_view module, std::string_view name) {
    std::string full(module);
    full.append(".").append(name);
    const std::optional<std::string_view> allowed = allowed_global(full);
    if (!allowed)
      throw Error(ErrorCode::unsupported,
                  file_ + ": byte " + std::to_string(opcode_at_) + " refers to `" + shortened(full) +
                      "`, which weights do not need; nothing of it was run",
                  "in Python, save the tensors alone: torch.save(model.state_dict(), \"weights.pth\")");
    push({.kind = Kind::global, .text = *allowed});
  }

  void object() {
    const std::vector<PickleId> call = last_items(2);
    const PickleValue &callable = pickle_[call[0]], &arguments = pickle_[call[1]];
    if (callable.kind != Kind::global || arguments.kind != Kind::tuple)
      refuse("calls something that is no global");
    if (is_dict_type(callable.text)) return push_dict(pairs_of(arguments));
    push({.kind = Kind::object, .items = call});
  }

  /// OrderedDict([(key, value), ...]) as keys and values in turn; lists of two in Python 2. defaultdict's
  /// first argument makes defaults, which nobody needs.
  std::vector<PickleId> pairs_of(const PickleValue& arguments) {
    std::vector<PickleId> items;
    const auto copy = [&](const std::vector<PickleId>& more) {
      if (more.size() > kMostValues - copied_items_) refuse("copies dictionaries over and over");
      copied_items_ += more.size();
      items.insert(items.end(), more.begin(), more.end());
    };
    for (const PickleId argument : arguments.items) {
      const PickleValue& value = pickle_[argument];
      if (value.kind == Kind::dict) copy(value.items);
      if (value.kind != Kind::list && value.kind != Kind::tuple) continue;
      for (const PickleId pair : value.items) {
        const std::vector<PickleId>& key_and_value = pickle_[pair].items;
        if (key_and_value.size() != 2) refuse("holds a dictionary whose items are no pairs");
        copy(key_and_value);
      }
    }
    return items;
  }

  void build() {
    const PickleId state = pop();
    PickleValue& value = pickle_.values[top()];
    if (value.kind != Kind::object && value.kind != Kind::dict && value.kind != Kind::set)
      refuse("gives a state to what has none");
    value.state = state;
  }

  void persistent_line() {
    push({.kind = Kind::text, .text = line()});
    push({.kind = Kind::persistent, .items = last_items(1)});
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::weights_corrupt,
                file_ + ": the pickle " + what + " at byte " + std::to_string(opcode_at_),
                "the file is damaged or not what it seems");
  }

  std::span<const std::uint8_t> data_;
  const std::string& file_;
  std::size_t at_, opcode_at_ = 0;
  std::vector<PickleId> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::int64_t, PickleId> memo_;
  std::size_t counted_ = 0;       // values, references and marks
  std::size_t copied_items_ = 0;  // of dictionaries
  Pickle pickle_;
};

}  // namespace

const PickleValue* Pickle::find(const PickleValue& dict, std::string_view key) const {
  if (dict.kind != Kind::dict) return nullptr;
  for (std::size_t i = dict.items.size(); i >= 2; i -= 2) {  // the later of two equal keys counts
    const PickleValue& name = values[dict.items[i - 2]];
    if ((name.kind == Kind::text || name.kind == Kind::bytes) && name.text == key)
      return &values[dict.items[i - 1]];
  }
  return nullptr;
}

std::string_view Pickle::callable(const PickleValue& value) const {
  return value.kind == Kind::object ? values[value.items[0]].text : std::string_view();
}

const PickleValue* Pickle::arguments(const PickleValue& value) const {
  return value.kind == Kind::object ? &values[value.items[1]] : nullptr;
}

std::optional<SharedBytes> Pickle::as_bytes(const PickleValue& value) const {
  const std::string_view name = callable(value);
  if ((name == "builtins.bytes" || name == "__builtin__.bytes") && arguments(value)->items.empty())
    return SharedBytes{};
  if (name == "_codecs.encode") {
    const PickleValue& text = arguments(value)->items.empty() ? value : values[arguments(value)->items[0]];
    return text.kind == Kind::text ? as_bytes(text) : std::nullopt;
  }
  if (value.kind == Kind::bytes) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(value.text.data());
    // A text that was unescaped lives in this object, not with the file's owner.
    const bool in_file = data >= bytes.bytes.data() && data <= bytes.bytes.data() + bytes.bytes.size();
    return SharedBytes{{data, value.text.size()}, in_file ? bytes.owner : nullptr};
  }
  if (value.kind != Kind::text) return {};
  const std::optional<std::string> latin = latin1_of_utf8(value.text);
  if (!latin) return {};
  const auto owner = std::make_shared<const std::string>(*latin);
  return SharedBytes{{reinterpret_cast<const std::uint8_t*>(owner->data()), owner->size()}, owner};
}

Pickle read_pickle(const SharedBytes& bytes, const std::string& file, std::size_t begin) {
  return Machine(bytes, file, begin).run();
}

}  // namespace perpixel
