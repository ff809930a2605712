#include "weights/pickle.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

using Kind = PickleValue::Kind;

SharedBytes bytes_of(std::string_view text) {
  return {{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, nullptr};
}

PickleValue root_of(std::string_view text) {
  const Pickle pickle = read_pickle(bytes_of(text), "a.pkl");
  return pickle[pickle.root];
}

std::string refusal(std::string_view text) {
  try {
    read_pickle(bytes_of(text), "a.pkl");
  } catch (const Error& error) {
    EXPECT_TRUE(error.code() == ErrorCode::weights_corrupt || error.code() == ErrorCode::unsupported);
    return error.what();
  }
  return "accepted";
}

std::string_view raw(const char* text, std::size_t size) { return {text, size}; }

// By the opcodes' definitions (Python's pickletools).
TEST(Pickle, Scalars) {
  EXPECT_EQ(root_of("N.").kind, Kind::none);
  EXPECT_EQ(root_of("\x88.").integer, 1);
  EXPECT_EQ(root_of("I01\n.").kind, Kind::boolean);
  EXPECT_EQ(root_of("I-12\n.").integer, -12);
  EXPECT_EQ(root_of("L12345678901L\n.").integer, 12345678901);
  EXPECT_EQ(root_of("L123456789012345678901234567890L\n.").kind, Kind::long_integer);
  EXPECT_EQ(root_of("J\xfe\xff\xff\xff.").integer, -2);
  EXPECT_EQ(root_of("K\xff.").integer, 255);
  EXPECT_EQ(root_of(raw("\x8a\x02\x00\xff.", 5)).integer, -256);
  EXPECT_EQ(root_of(raw("\x8a\x00.", 3)).integer, 0);
  EXPECT_EQ(root_of("F-1.5\n.").real, -1.5);
  EXPECT_EQ(root_of(raw("G\xbf\xf8\0\0\0\0\0\0.", 10)).real, -1.5);
}

TEST(Pickle, Texts) {
  const Pickle pickle = read_pickle(bytes_of("(S'a\\n'\nVb\\u00e9\nU\x01x\x8c\x01yC\x01zt."), "a.pkl");
  const PickleValue& tuple = pickle[pickle.root];
  ASSERT_EQ(tuple.items.size(), 5u);
  EXPECT_EQ(pickle[tuple.items[0]].text, "a\n");
  EXPECT_EQ(pickle[tuple.items[1]].text, "b\xc3\xa9");
  EXPECT_EQ(pickle[tuple.items[2]].kind, Kind::bytes);
  EXPECT_EQ(pickle[tuple.items[3]].kind, Kind::text);
  EXPECT_EQ(pickle[tuple.items[4]].text, "z");
}

TEST(Pickle, Containers) {
  const Pickle pickle = read_pickle(bytes_of("}(\x8c\x01"
                                             "aK\x01\x8c\x01"
                                             "b](K\x02K\x03"
                                             "eu."),
                                    "a.pkl");
  const PickleValue& dict = pickle[pickle.root];
  EXPECT_EQ(pickle.find(dict, "a")->integer, 1);
  EXPECT_EQ(pickle.find(dict, "b")->items.size(), 2u);
  EXPECT_EQ(pickle.find(dict, "c"), nullptr);
  const Pickle ordered = read_pickle(bytes_of("ccollections\nOrderedDict\n]](\x8c\x01"
                                              "aK\x05"
                                              "ea\x85R."),
                                     "a.pkl");
  EXPECT_EQ(ordered.find(ordered[ordered.root], "a")->integer, 5);
}

// A list that holds itself: no loop, no leak (the sanitizers would tell).
TEST(Pickle, CyclesAreHarmless) {
  const Pickle pickle = read_pickle(bytes_of("]q\x01h\x01"
                                             "a."),
                                    "a.pkl");
  EXPECT_EQ(pickle[pickle.root].items.at(0), pickle.root);
}

TEST(Pickle, OnlyGlobalsOnTheListAreTaken) {
  EXPECT_EQ(root_of("ctorch\nFloatStorage\n.").text, "torch.FloatStorage");
  EXPECT_EQ(refusal("\x80\x02"
                    "cos\nsystem\nU\x02ls\x85R."),
            "a.pkl: byte 2 refers to `os.system`, which weights do not need; nothing of it was run");
  EXPECT_EQ(refusal("\x8c\x08"
                    "builtins\x8c\x04"
                    "eval\x93."),
            "a.pkl: byte 16 refers to `builtins.eval`, which weights do not need; nothing of it was run");
  for (const char* name :
       {"cbuiltins\ngetattr\n.", "c__builtin__\neval\n.", "ctorch\nload\n.", "cnumpy\nload\n.",
        "ccollections\nOrderedDict.update\n.", "ctorch.\nFloatStorage\n."})
    EXPECT_NE(refusal(name), "accepted") << name;
}

TEST(Pickle, CodeThatBuildsObjectsIsRefused) {
  EXPECT_EQ(refusal("(cos\nsystem\no."),
            "a.pkl: byte 1 refers to `os.system`, which weights do not need; nothing of it was run");
  EXPECT_EQ(refusal("(icollections\nOrderedDict\n."),
            "a.pkl: the pickle holds opcode 105, which weights have no use for at byte 1");
  EXPECT_EQ(refusal("K\x01)R."), "a.pkl: the pickle calls something that is no global at byte 3");
  EXPECT_NE(refusal("\x82\x01."), "accepted");  // a registered extension
  EXPECT_NE(refusal("\x97."), "accepted");      // a buffer outside the file
}

TEST(Pickle, MalformedStacksAreRefused) {
  for (const char* text : {"",        ".",     "N",     "0.",    "t.",     "a.",      "Na.",      "(Na.",
                           "s.",      "NNNs.", "}(Nu.", "\x85.", "N\x86.", "h\x01.",  "q\x01.",   "R.",
                           "NR.",     "Nb.",   "NNb.",  "(.",    "Q.",     "(e.",     "](.",      "\x93.",
                           "NN\x93.", "gx\n.", "Ix\n.", "Fx\n.", "Sx\n.",  "S'\\\n.", "V\\u12\n."})
    EXPECT_NE(refusal(text), "accepted") << text;
  EXPECT_EQ(refusal("(d."), "accepted");
  EXPECT_EQ(refusal(raw("\x80\x06N.", 4)), "a.pkl: the pickle is of protocol 6 at byte 0");
}

// Counts that no file can hold are refused before anything is allocated.
TEST(Pickle, AbsurdCounts) {
  EXPECT_EQ(refusal("X\xff\xff\xff\xffx."), "a.pkl: the pickle is cut off at byte 0");
  EXPECT_EQ(refusal("\x8e\xff\xff\xff\xff\xff\xff\xff\xffx."), "a.pkl: the pickle is cut off at byte 0");
  EXPECT_EQ(refusal("\x95\xff\xff\xff\xff\xff\xff\xff\x7fN."), "a.pkl: the pickle is cut off at byte 0");
  EXPECT_EQ(refusal("\x8b\xff\xff\xff\xff."), "a.pkl: the pickle is cut off at byte 0");  // LONG4
  EXPECT_EQ(refusal("T\xff\xff\xff\xff."), "a.pkl: the pickle is cut off at byte 0");
  EXPECT_EQ(refusal("Nr\xff\xff\xff\xff."), "accepted");  // a memo of that number is one entry
  EXPECT_EQ(refusal(std::string((1 << 21) + 1, 'N')),
            "a.pkl: the pickle holds more than 2 million values at byte 2097152");
}

// A dictionary copied and copied: its items may not grow without bound.
TEST(Pickle, CopiesOfDictionariesAreBounded) {
  std::string bomb = "\x80\x02}(K\x01K\x02K\x03K\x04uq\x01";
  for (int i = 0; i < 60; ++i) bomb += "0ccollections\nOrderedDict\nh\x01h\x01\x86Rq\x01";
  EXPECT_NE(refusal(bomb + ".").find("copies dictionaries over and over"), std::string::npos);
}

// One call that names one dictionary 4000 times: 4000 * 40,000 items would be 640 MB.
TEST(Pickle, CopiesAreRefusedBeforeTheyAreMade) {
  std::string bomb = "\x80\x02}(" + std::string(40'000, 'N') + "uq\x01" + "ccollections\nOrderedDict\n(";
  for (int i = 0; i < 4000; ++i) bomb += "h\x01";
  EXPECT_NE(refusal(bomb + "tR.").find("copies dictionaries over and over"), std::string::npos);
}

// What a single byte repeats grows no further than what values may: references, marks, the memo.
TEST(Pickle, RepetitionsAreCounted) {
  constexpr std::size_t kMost = std::size_t{1} << 21;
  EXPECT_EQ(refusal("N" + std::string(kMost, '2')),
            "a.pkl: the pickle holds more than 2 million values at byte 2097152");
  EXPECT_EQ(refusal(std::string(kMost + 1, '(')),
            "a.pkl: the pickle holds more than 2 million values at byte 2097152");
  EXPECT_EQ(refusal("N\x94\x94."), "a.pkl: the pickle remembers more values than it holds at byte 2");
  EXPECT_EQ(refusal("Nq\x01q\x01q\x01."), "accepted");  // one place, written again
}

// Deep nesting costs no stack.
TEST(Pickle, DeepNesting) {
  const int depth = 1'000'000;
  EXPECT_EQ(refusal(std::string(depth, ']') + std::string(depth - 1, 'a') + "."), "accepted");
}

TEST(Pickle, BytesOfEitherPython) {
  const Pickle pickle = read_pickle(bytes_of("c_codecs\nencode\n\x8c\x03"
                                             "a\xc3\xbf\x8c\x06latin1\x86R."),
                                    "a.pkl");
  const auto bytes = pickle.as_bytes(pickle[pickle.root]);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(std::vector<int>(bytes->bytes.begin(), bytes->bytes.end()), (std::vector<int>{'a', 255}));
}

}  // namespace
}  // namespace perpixel
