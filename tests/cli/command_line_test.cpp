// The contract of every command: exit codes, the error form, where text goes, --json.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "program.h"

namespace perpixel {
namespace {

bool has_error_form(const std::string& err) {
  return std::regex_search(err, std::regex("^error\\[E[0-9]{4}\\]: .+\nhint: .+"));
}

TEST(CommandLine, HelpAndVersionAreResults) {
  for (const char* arguments : {"--help", "-h", "help", "train --help", "predict --help", "data --help",
                                "data check -h", "score --help", "score semantic --help"}) {
#ifndef PERPIXEL_WITH_TRAIN
    if (std::string(arguments).starts_with("train")) continue;
#endif
    const Said said = perpixel_says(arguments);
    EXPECT_EQ(said.code, 0) << arguments;
    EXPECT_FALSE(said.out.empty()) << arguments;
    EXPECT_EQ(said.err, "") << arguments;
  }
  const Said version = perpixel_says("--version");
  EXPECT_EQ(version.code, 0);
  EXPECT_TRUE(std::regex_match(version.out, std::regex("perpixel [0-9]+\\.[0-9]+\\.[0-9]+\n")))
      << version.out;
}

TEST(CommandLine, UsageErrorsEndWithTwoAndNothingOnStdout) {
  for (const char* arguments :
       {"", "predcit", "predict", "predict --no-such-flag", "models extra", "data", "data chekc", "score",
        "score semantic a", "inspect fcn8s --size wide", "models -q -v",
        "predict fcn8s a.png -o out --save pngg", "predict fcn8s a.png -o out --conf 2"}) {
    const Said said = perpixel_says(arguments);
    EXPECT_EQ(said.code, 2) << arguments << said.err;
    EXPECT_EQ(said.out, "") << arguments;
    EXPECT_TRUE(has_error_form(said.err)) << arguments << said.err;
    EXPECT_TRUE(said.err.starts_with("error[E0001]")) << said.err;
  }
}

TEST(CommandLine, NearNamesAreOffered) {
  EXPECT_NE(perpixel_says("predcit").err.find("did you mean `predict`?"), std::string::npos);
  EXPECT_NE(perpixel_says("models --jsn").err.find("did you mean `--json`?"), std::string::npos);
  EXPECT_NE(perpixel_says("data chekc").err.find("did you mean `check`?"), std::string::npos);
  EXPECT_NE(perpixel_says("inspect fcn8").err.find("did you mean `fcn8s`?"), std::string::npos);
}

TEST(CommandLine, FailuresEndWithOne) {
  const Said unknown = perpixel_says("inspect nothing_of_this_name");
  EXPECT_EQ(unknown.code, 1);
  EXPECT_TRUE(unknown.err.starts_with("error[E0506]")) << unknown.err;
  const Said missing = perpixel_says("inspect /no/such/run");
  EXPECT_EQ(missing.code, 1);
  EXPECT_TRUE(missing.err.starts_with("error[E0101]")) << missing.err;
  const Said key = perpixel_says("config train.lrr=1");
  EXPECT_EQ(key.code, 1);
  EXPECT_EQ(key.err, "error[E0401]: command line: unknown key `train.lrr`\nhint: did you mean `train.lr`?\n");
  const Said value = perpixel_says("config train.flip=2");
  EXPECT_TRUE(value.err.starts_with("error[E0402]: command line: train.flip = 2 must be in [0, 1]\nhint: "));
}

TEST(CommandLine, WhatThisVersionLacksSaysWhatToUse) {
  for (const char* arguments :
       {"export fcn8s", "tune crf", "serve fcn8s", "score coco a b", "weights convert a"}) {
    const Said said = perpixel_says(arguments);
    EXPECT_EQ(said.code, 1) << arguments;
    EXPECT_TRUE(said.err.starts_with("error[E0507]")) << said.err;
    EXPECT_TRUE(has_error_form(said.err)) << said.err;
  }
}

TEST(CommandLine, JsonIsOneDocumentOnStdout) {
  for (const char* arguments :
       {"models --json", "--json models", "datasets --json", "doctor --json", "config --json",
        "config --json --explain train.lr", "inspect fcn32s --size 64x96 --json model.width=0.125"}) {
    const Said said = perpixel_says(arguments);
    EXPECT_EQ(said.code, 0) << arguments << said.err;
    EXPECT_FALSE(nlohmann::json::parse(said.out, nullptr, false).is_discarded()) << arguments;
  }
}

TEST(CommandLine, NoColorsOrBarsWithoutATerminal) {
  EXPECT_EQ(perpixel_says("inspect nothing").err.find('\x1b'), std::string::npos);
}

TEST(CommandLine, FullDiskBehindStdoutIsAnError) {
  const Said said = perpixel_says("models >/dev/full; echo $? >&2; true");
  EXPECT_NE(said.err.find("error[E0104]: standard output"), std::string::npos) << said.err;
  EXPECT_NE(said.err.find("\n1\n"), std::string::npos) << said.err;
}

}  // namespace
}  // namespace perpixel
