#include "npy/npy_header.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

// The format page of NumPy: magic, version 1.0, little-endian length, dictionary, padding to 64, newline.
TEST(NpyHeader, FollowsTheFormat) {
  const std::string header = npy_header("<f4", {2, 3});
  EXPECT_EQ(header.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  EXPECT_EQ(header.size() % 64, 0u);
  EXPECT_EQ(static_cast<unsigned char>(header[8]) + 256u * static_cast<unsigned char>(header[9]),
            header.size() - 10);
  EXPECT_EQ(header.substr(10, 61), "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  ");
  EXPECT_EQ(header.back(), '\n');
}

TEST(NpyHeader, ShapesArePythonTuples) {
  EXPECT_NE(npy_header("<f4", {}).find("'shape': (), }"), std::string::npos);
  EXPECT_NE(npy_header("<f4", {7}).find("'shape': (7,), }"), std::string::npos);
}

// Property: for every length of the dictionary the header stays aligned.
TEST(NpyHeader, IsAlwaysAligned) {
  Shape shape;
  for (int rank = 0; rank < 30; ++rank, shape.push_back(rank * 37))
    EXPECT_EQ(npy_header("<f4", shape).size() % 64, 0u);
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Version, length and dictionary as given.
std::string file_of(const std::string& dictionary, int version = 1) {
  std::string file("\x93NUMPY", 6);
  file += static_cast<char>(version);
  file += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) file += static_cast<char>(dictionary.size() >> 8 * i);
  return file + dictionary;
}

std::string refusal(const std::string& file) {
  try {
    parse_npy_header(bytes_of(file), "a.npy");
  } catch (const Error& error) {
    EXPECT_TRUE(error.code() == ErrorCode::weights_corrupt || error.code() == ErrorCode::unsupported);
    return error.what();
  }
  return "accepted";
}

TEST(NpyHeader, WhatWasWrittenReadsBack) {
  for (const Shape& shape : {Shape{}, Shape{7}, Shape{2, 0, 3}}) {
    const std::string text = npy_header("<f4", shape);
    const NpyHeader header = parse_npy_header(bytes_of(text), "a.npy");
    EXPECT_EQ(header.shape, shape);
    EXPECT_EQ(header.descr, "<f4");
    EXPECT_FALSE(header.fortran_order);
    EXPECT_EQ(header.bytes, text.size());
  }
}

// Versions 2 and 3 have a four-byte length; Python 2 wrote 3L; any order of keys is a dictionary.
TEST(NpyHeader, OtherWritersHeaders) {
  for (const int version : {1, 2, 3}) {
    const NpyHeader header = parse_npy_header(
        bytes_of(file_of("{\"shape\": (3L, 4L), 'fortran_order': True, 'descr': '>i2'}\n", version)),
        "a.npy");
    EXPECT_EQ(header.shape, (Shape{3, 4}));
    EXPECT_TRUE(header.fortran_order);
    EXPECT_EQ(header.descr, ">i2");
  }
}

TEST(NpyHeader, RefusesWhatIsNoHeader) {
  EXPECT_EQ(refusal("PK"), "a.npy: does not begin like an .npy file");
  EXPECT_EQ(refusal(file_of("{}", 4)), "a.npy: .npy version 4.0");
  EXPECT_EQ(refusal(file_of("{}")), "a.npy: the header needs descr, fortran_order and shape at byte 12");
  EXPECT_EQ(refusal(file_of("{'descr': '<f4', 'descr': '<f4'}")),
            "a.npy: the header has an unexpected key \"descr\" at byte 35");
  EXPECT_EQ(refusal(file_of("{'shape': (-1,)}")), "a.npy: the header has no size at byte 21");
  EXPECT_EQ(refusal(file_of("{'shape': (99999999999999999999,)}")),
            "a.npy: the header has no size at byte 21");
  EXPECT_EQ(refusal(file_of("{'shape': (1 2)}")), "a.npy: the header lacks \")\" at byte 23");
  EXPECT_EQ(refusal(file_of("{'fortran_order': None}")), "a.npy: the header has no truth value at byte 28");
  EXPECT_EQ(refusal(file_of("{'descr': __import__('os')}")),
            "a.npy: the header has no text in quotes at byte 20");
  EXPECT_EQ(refusal(file_of("{'descr': [('x', '<f4')]}")), "a.npy: an array of records");
  EXPECT_EQ(refusal(npy_header("<f4", {}) + "}").substr(0, 8), "accepted");  // elements follow
  std::string deep = "{'shape': (";
  for (int i = 0; i < 65; ++i) deep += "1,";
  EXPECT_EQ(refusal(file_of(deep + ")}")), "a.npy: the header has more than 64 axes at byte 150");
}

// The length claims 4 GiB: refused before anything is allocated.
TEST(NpyHeader, LengthIsChecked) {
  EXPECT_EQ(refusal(std::string("\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF{}", 14)),
            "a.npy: a header of 4294967295 bytes in 14");
}

TEST(NpyHeader, TruncationAtAnyByteIsRefused) {
  const std::string whole = npy_header("<f4", {3, 4});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(refusal(whole.substr(0, size)), "accepted");
}

}  // namespace
}  // namespace perpixel
