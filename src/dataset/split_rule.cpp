#include "dataset/split_rule.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "dataset/natural_order.h"
#include "dataset/pairs.h"
#include "error/error.h"

namespace perpixel {
namespace {

struct Pool {
  const std::vector<std::string>& names;
  bool by_hash = false;
  std::vector<bool> taken;
};

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The last run of digits: 23 of "slice_023b".
std::optional<long> last_number(const std::string& name) {
  const auto last = name.find_last_of("0123456789");
  if (last == std::string::npos) return std::nullopt;
  const auto before = name.find_last_not_of("0123456789", last);
  const std::size_t first = before == std::string::npos ? 0 : before + 1;
  return parse_number<long>(std::string_view(name).substr(first, last - first + 1));
}

/// Free indices in the order in which a share is cut from the back.
std::vector<std::size_t> ordered_free(const Pool& pool) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < pool.names.size(); ++i) {
    if (!pool.taken[i]) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (pool.by_hash) return name_hash(pool.names[a], 0) < name_hash(pool.names[b], 0);
    return natural_less(pool.names[a], pool.names[b]);
  });
  return order;
}

std::vector<std::size_t> take_share(Pool& pool, double share) {
  std::vector<std::size_t> order = ordered_free(pool);
  const double wanted = std::round(share * static_cast<double>(pool.names.size()));
  const std::size_t most = order.empty() ? 0 : order.size() - 1;
  const std::size_t count =
      std::min(most, std::max<std::size_t>(share > 0, static_cast<std::size_t>(wanted)));
  return {order.end() - static_cast<std::ptrdiff_t>(count), order.end()};
}

std::vector<std::size_t> take_range(const Pool& pool, long first, long last) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < pool.names.size(); ++i) {
    const auto number = last_number(pool.names[i]);
    if (!pool.taken[i] && number && *number >= first && *number <= last) chosen.push_back(i);
  }
  return chosen;
}

std::vector<std::string> split_at_plus(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '+') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::vector<std::size_t> take_names(const Pool& pool, const std::string& key, const std::string& rule) {
  std::vector<std::size_t> chosen;
  for (const std::string& name : split_at_plus(rule)) {
    const auto at = std::find(pool.names.begin(), pool.names.end(), name);
    if (at == pool.names.end()) {
      throw Error(ErrorCode::bad_value, key + "=" + rule + ": no picture is called \"" + name + "\"",
                  key + "= takes a share (0.2), a range of numbers (20-23) or names (a+b+c); " +
                      did_you_mean(name, pool.names));
    }
    const auto index = static_cast<std::size_t>(at - pool.names.begin());
    if (!pool.taken[index]) chosen.push_back(index);
  }
  return chosen;
}

std::optional<std::pair<long, long>> parse_range(const std::string& rule) {
  const auto dash = rule.find('-');
  if (dash == std::string::npos) return std::nullopt;
  const auto first = parse_number<long>(std::string_view(rule).substr(0, dash));
  const auto last = parse_number<long>(std::string_view(rule).substr(dash + 1));
  if (!first || !last) return std::nullopt;
  return std::pair{*first, *last};
}

std::vector<std::size_t> take(Pool& pool, const std::string& key, const std::string& rule) {
  std::vector<std::size_t> chosen;
  if (const auto share = parse_number<double>(rule); share && rule.find('.') != std::string::npos) {
    if (!(*share >= 0 && *share < 1)) {
      throw Error(ErrorCode::bad_value, key + "=" + rule + ": a share must be in [0, 1)");
    }
    chosen = take_share(pool, *share);
  } else if (const auto range = parse_range(rule)) {
    chosen = take_range(pool, range->first, range->second);
    if (chosen.empty()) {
      throw Error(ErrorCode::bad_value, key + "=" + rule + ": no picture's number is in that range");
    }
  } else {
    chosen = take_names(pool, key, rule);
  }
  for (const std::size_t i : chosen) pool.taken[i] = true;
  return chosen;
}

std::vector<std::size_t> take_val(Pool& pool, const DataSpec& spec) {
  const std::string* rule = spec.option("val");
  if (rule) return take(pool, "val", *rule);
  std::vector<std::size_t> chosen = take_share(pool, 1.0 / 6);
  for (const std::size_t i : chosen) pool.taken[i] = true;
  return chosen;
}

std::vector<std::size_t> free_indices(const Pool& pool) {
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < pool.taken.size(); ++i) {
    if (!pool.taken[i]) rest.push_back(i);
  }
  return rest;
}

bool wants_hash(const DataSpec& spec) {
  const std::string* by = spec.option("by");
  if (!by || *by == "order") return false;
  if (*by == "hash") return true;
  throw Error(ErrorCode::bad_value, "by=" + *by + ": must be order or hash");
}

}  // namespace

std::uint64_t name_hash(const std::string& name, std::uint64_t seed) {
  std::uint64_t h = 14695981039346656037ull ^ seed;  // FNV-1a
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  // FNV's high bits are weak for short names: finish as splitmix64 does.
  h += seed * 0x9E3779B97F4A7C15ull;
  h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ull;
  h = (h ^ (h >> 27)) * 0x94D049BB133111EBull;
  return h ^ (h >> 31);
}

std::vector<std::size_t> indices_of_split(const std::vector<std::string>& names, const DataSpec& spec,
                                          const std::string& split) {
  Pool pool{names, wants_hash(spec), std::vector<bool>(names.size())};
  if (split == "all") return free_indices(pool);
  const std::string* test_rule = spec.option("test");
  const std::vector<std::string> known = splits_of_rule(spec);
  if (std::find(known.begin(), known.end(), split) == known.end()) {
    throw Error(ErrorCode::bad_value, spec.kind + ":" + spec.path + ": no split \"" + split + "\"",
                did_you_mean(split, known) + (split == "test" ? "; the option test=0.1 makes one" : ""));
  }
  std::vector<std::size_t> test;
  if (test_rule) test = take(pool, "test", *test_rule);
  std::vector<std::size_t> chosen = take_val(pool, spec);
  if (split == "train") chosen = free_indices(pool);
  if (split == "test") chosen = test;
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

void keep_split(PairListing& listing, const DataSpec& spec, const std::string& split) {
  std::vector<std::string> names;
  for (const Pair& pair : listing.pairs) names.push_back(pair.name);
  std::vector<Pair> chosen;
  for (const std::size_t i : indices_of_split(names, spec, split)) chosen.push_back(listing.pairs[i]);
  listing.pairs = std::move(chosen);
}

std::vector<std::string> splits_of_rule(const DataSpec& spec) {
  if (spec.option("test")) return {"train", "val", "test"};
  return {"train", "val"};
}

}  // namespace perpixel
