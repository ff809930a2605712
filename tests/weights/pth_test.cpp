#include "weights/pth.h"

#include <gtest/gtest.h>

#include "weights/damage.h"
#include "weights/fixtures.h"
#include "weights/zip_bytes.h"

namespace perpixel {
namespace {

WeightsFile read(std::span<const std::uint8_t> bytes) {
  return read_pth(ZipArchive({bytes, nullptr}, "a.pth"));
}

/// An archive of the given pickle and one storage "0" of 16 bytes.
std::vector<std::uint8_t> archive_of(const std::string& pickle) {
  return zip_bytes({{"w/data.pkl", pickle}, {"w/data/0", std::string(16, '\0')}});
}

std::string number(int value) { return std::string("K") + static_cast<char>(value); }

/// {"a": _rebuild_tensor_v2(storage of `elements` floats, offset, (size,), (stride,), False, None)}
std::string tensor_pickle(int elements, int offset, int size, int stride,
                          const std::string& type = "FloatStorage", const std::string& key = "0") {
  return "\x80\x02}X\x01" + std::string(3, '\0') + "actorch._utils\n_rebuild_tensor_v2\n((X\x07" +
         std::string(3, '\0') + "storagectorch\n" + type + "\nX\x01" + std::string(3, '\0') + key + "X\x03" +
         std::string(3, '\0') + "cpu" + number(elements) + "tQ" + number(offset) + number(size) + "\x85" +
         number(stride) + "\x85\x89NtRs.";
}

TEST(ReadPth, WhatPyTorchWrote) {
  const Bytes bytes = test_file("torch_checkpoint.pth");
  const WeightsFile file = read(bytes);
  expect_torch_fixture(file, "module.");
  expect_tensor(file, "module.word", {1}, DType::u16, {60000});
  EXPECT_EQ(file.tensors.size(), 19u);
}

TEST(ReadPth, AMappedFileIsShared) {
  const auto bytes = std::make_shared<const Bytes>(test_file("torch_checkpoint.pth"));
  const WeightsFile file = read_pth(ZipArchive({*bytes, bytes}, "a.pth"));
  const void* data = file.tensors.at("module.conv.weight").data();
  EXPECT_GE(data, static_cast<const void*>(bytes->data()));
  EXPECT_LT(data, static_cast<const void*>(bytes->data() + bytes->size()));
}

TEST(ReadPth, TensorsStayInTheirStorages) {
  const auto of = [](const std::string& pickle) { return refusal(read, archive_of(pickle)); };
  EXPECT_EQ(of(tensor_pickle(4, 0, 4, 1)), "accepted");
  EXPECT_EQ(of(tensor_pickle(4, 1, 3, 1)), "accepted");
  EXPECT_EQ(of(tensor_pickle(4, 0, 100, 0)), "accepted");  // one element, expanded
  EXPECT_EQ(of(tensor_pickle(4, 1, 4, 1)),
            "a.pth: \"a\": of shape [4], strides [1] and offset 1 leaves its storage of 16 bytes");
  EXPECT_EQ(of(tensor_pickle(4, 0, 3, 2)),
            "a.pth: \"a\": of shape [3], strides [2] and offset 0 leaves its storage of 16 bytes");
  EXPECT_EQ(of(tensor_pickle(5, 0, 4, 1)),
            "a.pth: \"a\": wants a storage of 5 elements of f32, but storage \"0\" has 16 bytes");
  EXPECT_EQ(of(tensor_pickle(4, 0, 4, 1, "FloatStorage", "1")), "a.pth: lacks the record \"w/data/1\"");
  EXPECT_EQ(of(tensor_pickle(2, 0, 2, 1, "ComplexFloatStorage")),
            "a.pth: \"a\": elements of type torch.ComplexFloatStorage");
}

// Strides that run backwards, products that overflow, and persistent ids of another form.
TEST(ReadPth, TensorsOfAnotherFormAreRefused) {
  const std::string good = tensor_pickle(4, 0, 4, 1);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string pickle = good;
    const std::size_t at = pickle.find(from);
    EXPECT_NE(at, pickle.npos);
    return refusal(read, archive_of(pickle.replace(at, from.size(), to)));
  };
  const std::string sizes = "K\x04\x85K\x01\x85", huge("\x8a\x08\0\0\0\0\0\0\0\x40", 10);
  EXPECT_EQ(with(sizes, "K\x04\x85J\xff\xff\xff\xff\x85"),
            "a.pth: \"a\": of shape [4], strides [-1] and offset 0 leaves its storage of 16 bytes");
  EXPECT_NE(with(sizes, huge + huge + "\x86K\x01K\x01\x86").find("leaves its storage"), std::string::npos);
  EXPECT_NE(with(sizes, "K\x02\x85" + huge + "\x85").find("leaves its storage"), std::string::npos);
  EXPECT_NE(with(sizes, "K\x04\x85K\x01K\x01\x86").find("leaves its storage"), std::string::npos);
  EXPECT_EQ(with(sizes, "NK\x01\x85"), "a.pth: \"a\": has no shape");
  EXPECT_EQ(with("tQ", "t"), "a.pth: \"a\": refers to no storage");
  EXPECT_EQ(with("tQ", "t0NQ"), "a.pth: \"a\": refers to no storage");
  EXPECT_EQ(with("K\x04tQ", "tQ"), "a.pth: \"a\": refers to no storage");
  EXPECT_EQ(with("K\x04tQ", "NtQ"), "a.pth: \"a\": has something else where an integer should be");
  EXPECT_EQ(with("ctorch\nFloatStorage\n", "N"), "a.pth: \"a\": has no element type");
}

// 2^40 times one element: refused before anything is allocated.
TEST(ReadPth, ExpandedTensorsAreBounded) {
  std::string pickle = tensor_pickle(4, 0, 1, 0);
  const std::size_t at = pickle.find("K\x01\x85");
  pickle.replace(at, 2, std::string("\x8a\x06\0\0\0\0\0\x01", 8));
  EXPECT_EQ(refusal(read, archive_of(pickle)),
            "a.pth: \"a\": the file's tensors unfold to far more than its bytes");
}

/// 100 names for one tensor of f32 over all bytes but four of an untyped storage of 1 MB, from `offset` on.
std::vector<std::uint8_t> untyped_views(int offset) {
  const std::string size("\0\0\x10\0", 4), bytes("\xfc\xff\x0f\0", 4), floats("\xff\xff\x03\0", 4);
  std::string pickle =
      "\x80\x02"
      "ctorch._utils\n_rebuild_tensor_v3\n((U\x07storagectorch.storage\nUntypedStorage\nU\x01"
      "0U\x03"
      "cpuJ" +
      size + "(U\x01v" + number(offset) + "J" + bytes + "ttQK" + std::string(1, '\0') + "J" + floats +
      "\x85K\x01\x85\x89Nctorch\nfloat32\ntRq\x01"
      "0}(";
  for (char name = 0; name < 100; ++name) pickle += std::string("U\x01") + name + "h\x01";
  return zip_bytes({{"w/data.pkl", pickle + "u."}, {"w/data/0", std::string(1 << 20, '\0')}});
}

TEST(ReadPth, CopiesOfUnalignedViewsAreBounded) {
  EXPECT_EQ(refusal(read, untyped_views(4)), "accepted");
  EXPECT_NE(refusal(read, untyped_views(1)).find("unfold to far more than its bytes"), std::string::npos);
}

TEST(ReadPth, OtherArchivesAreRefusedByName) {
  EXPECT_EQ(refusal(read, test_file("torchscript.pt")), "a.pth: a TorchScript program, not weights alone");
  EXPECT_EQ(refusal(read, zip_bytes({{"w/data.pkl", "}."}, {"w/byteorder", "big"}})),
            "a.pth: saved on a big-endian machine");
  EXPECT_EQ(refusal(read, zip_bytes({{"x", "y"}})), "a.pth: has no record data.pkl");
  EXPECT_EQ(
      refusal(read, archive_of("cos\nsystem\n.")),
      "a.pth: w/data.pkl: byte 0 refers to `os.system`, which weights do not need; nothing of it was run");
  EXPECT_EQ(refusal(read, archive_of("}.")), "a.pth: holds no tensors, only: ");
}

TEST(ReadPth, EveryTruncationIsRefused) {
  expect_every_truncation_is_refused(read, archive_of(tensor_pickle(4, 0, 4, 1)));
  expect_every_truncation_is_refused(read, test_file("torch_checkpoint.pth"));
}

// The checksums catch what the structure does not.
TEST(ReadPth, EveryFlippedBitIsSurvived) {
  const auto bytes = archive_of(tensor_pickle(4, 0, 4, 1));
  EXPECT_GT(refused_bit_flips(read, bytes), static_cast<int>(bytes.size()) * 6);
}

}  // namespace
}  // namespace perpixel
