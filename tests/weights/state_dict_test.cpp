#include "weights/state_dict.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

/// Integers stand for tensors.
WeightsFile dict_of(std::string_view text) {
  const Pickle pickle =
      read_pickle({{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, nullptr}, "a.pth");
  const TensorOf tensor_of = [](const PickleValue& value, const std::string&) -> std::optional<Tensor> {
    if (value.kind != PickleValue::Kind::integer) return {};
    return Tensor::from({}, {static_cast<float>(value.integer)});
  };
  return state_dict(pickle, tensor_of, "a.pth");
}

std::string refusal(std::string_view text) {
  try {
    dict_of(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(StateDict, TheUsualNamesLeadInwards) {
  const WeightsFile plain = dict_of("}(S'a'\nI1\nS'lr'\nF0.1\nu.");
  EXPECT_EQ(plain.tensors.size(), 1u);
  EXPECT_EQ(plain.skipped, std::vector<std::string>{"lr"});
  const WeightsFile nested = dict_of("}(S'epoch'\nI7\nS'model'\n}(S'state_dict'\n}S'a'\nI1\nsuu.");
  EXPECT_EQ(nested.tensors.begin()->first, "a");
  EXPECT_EQ(nested.skipped, std::vector<std::string>{"epoch"});
}

TEST(StateDict, NothingToReadIsSaidSo) {
  EXPECT_EQ(refusal("}(S'epoch'\nNS'optimizer'\n}u."), "a.pth: holds no tensors, only: epoch, optimizer");
  EXPECT_EQ(refusal("I1\n."), "a.pth: the pickle holds no dictionary of tensors");
  EXPECT_EQ(refusal("}(S'a'\nI1\nS'a'\nI2\nu."), "a.pth: two tensors are called \"a\"");
}

// 50,000 values under one key of 1 MB, stored once: 50 GB if the key were copied for each.
TEST(StateDict, LongKeysAreNotCopiedForWhatIsSkipped) {
  std::string text =
      "X" + std::string("\0\0\x10\0", 4) + std::string(1 << 20, 'k') + "q\x01" + "0}(S'a'\nI1\n";
  for (int i = 0; i < 50'000; ++i) text += "h\x01N";
  const WeightsFile file = dict_of(text + "u.");
  EXPECT_EQ(file.skipped.size(), 50'000u);
  EXPECT_EQ(file.skipped[0].size(), 200u);
}

// A dictionary that is its own model.
TEST(StateDict, CyclesEnd) { EXPECT_NE(refusal("}q\x01S'model'\nh\x01s."), "accepted"); }

TEST(WithoutWrapping, PrefixesThatAllHaveAreTakenOff) {
  const Tensor one = Tensor::zeros({1});
  const auto names = [](const NamedTensors& tensors) {
    std::string text;
    for (const auto& [name, tensor] : without_wrapping({.tensors = tensors}).tensors) text += name + " ";
    return text;
  };
  EXPECT_EQ(names({{"module.a", one}, {"module.b", one}}), "a b ");
  EXPECT_EQ(names({{"_orig_mod.module.a", one}}), "a ");
  EXPECT_EQ(names({{"module.a", one}, {"b", one}}), "b module.a ");
  EXPECT_EQ(names({{"module.", one}}), "module. ");
}

// A name of nothing but prefixes: each costs a pass over the whole name, so their number is bounded.
TEST(WithoutWrapping, AtMostEightPrefixesAreTakenOff) {
  std::string name = "a";
  for (int i = 0; i < 10; ++i) name = "module." + name;
  const WeightsFile file = without_wrapping({.tensors = {{name, Tensor::zeros({1})}}});
  EXPECT_EQ(file.tensors.begin()->first, "module.module.a");
}

TEST(WithoutWrapping, BatchCountersAreListedInstead) {
  const WeightsFile file = without_wrapping({.tensors = {{"bn.weight", Tensor::zeros({1})},
                                                         {"bn.num_batches_tracked", Tensor::zeros({})},
                                                         {"my_num_batches_tracked", Tensor::zeros({})}}});
  EXPECT_EQ(file.tensors.size(), 2u);
  EXPECT_EQ(file.skipped, std::vector<std::string>{"bn.num_batches_tracked"});
}

}  // namespace
}  // namespace perpixel
