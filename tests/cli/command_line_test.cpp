// The contract of every command: exit codes, the error form, where text goes, --json.
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <regex>

#include "program.h"

namespace perpixel {
namespace {

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
  for (const char* arguments : {
           "",
           "predcit",
           "predict",
           "predict --no-such-flag",
           "models extra",
           "data",
           "data chekc",
           "score",
           "score semantic a",
           "inspect fcn8s --size wide",
           "models -q -v",
           "predict fcn8s a.png -o out --save pngg",
           "predict fcn8s a.png -o out --conf 2",
           "score semantic a b --classes 0",
           "score semantic a b --classes 256",
           "score semantic a b --classes sky,,road",
           "data make -o no --layout x",
           "data make -o no --size wide",
           "data make -o no --size 9000",
           "data make -o no --count many",
           "data convert scenes -o no --layout x",
           "data split folder:a -o no --val 0.6 --test 0.4",
           "data split folder:a -o no --seed x",
           "data split folder:a -o no --copy --overwrite",
           "data show scenes -o sheet.bmp",
           "data check scenes --preview sheet",
           "data check scenes -j -1",
#ifdef PERPIXEL_WITH_TRAIN
           "reproduce nosuch",
           "reproduce fcn --seeds -1 --print",
           "reproduce fcn --seeds 0 --print",
#endif
       }) {
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

TEST(CommandLine, PicturesHaveMoreClassesThanMasks) {
  EXPECT_EQ(perpixel_says("inspect alexnet --classes 1000").code, 0);
  const Said too_many = perpixel_says("inspect alexnet --classes 65535");
  EXPECT_EQ(too_many.code, 2);
  EXPECT_NE(too_many.err.find("give 1 to 65534"), std::string::npos) << too_many.err;
}

TEST(CommandLine, WhatThisVersionLacksSaysWhatToUse) {
  for (const char* arguments : {"serve fcn8s", "score coco a b"}) {
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

// A hint that says what to type next begins as this program was called, so that it can be copied.
TEST(CommandLine, NextCommandsBeginAsTheProgramWasCalled) {
  const std::string program = PERPIXEL_PROGRAM;
  EXPECT_NE(perpixel_says("predict").err.find("hint: " + program + " predict --help"), std::string::npos);
  const Folder folder;
  std::filesystem::create_symlink(program, folder / "my tool");
  const Said said = perpixel_says("models", "'" + (folder / "my tool").string() + "' predict;");
  EXPECT_NE(said.err.find("hint: '" + (folder / "my tool").string() + "' predict --help"), std::string::npos)
      << said.err;
}

TEST(CommandLine, OverlongArgumentsAreCutInMessages) {
  const std::string endless(5000, 'x');
  for (const std::string& arguments :
       {endless, "inspect " + endless, "inspect ./" + endless, "models --" + endless,
        "data check folder:" + endless, "config " + endless + ".yaml", "config train.lr=" + endless,
        "score semantic " + endless + " b --classes 2"}) {
    const Said said = perpixel_says(arguments);
    EXPECT_NE(said.code, 0);
    std::istringstream lines(said.err);
    for (std::string line; std::getline(lines, line);) EXPECT_LT(line.size(), 1100u);
  }
}

// An empty entry of RUNPATH is the current folder: whoever writes there could slip in a library.
TEST(Program, LooksForLibrariesInNamedFoldersOnly) {
  const Folder folder;
  const std::string command =
      std::string("readelf -d ") + PERPIXEL_PROGRAM + " >" + (folder / "elf").string() + " 2>/dev/null";
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "no readelf";
  const std::string text = file_text(folder / "elf");
  EXPECT_FALSE(std::regex_search(text, std::regex("R(UN)?PATH.*(\\[:|::|:\\])"))) << text;
}

TEST(Program, TheCommitsHeaderChangesOnlyWithTheCommit) {
  const Folder folder;
  const std::string write = "cmake -DSOURCE=" + folder.text() +
                            " -DHEADER=" + (folder / "commit.h").string() +
                            " -P " PERPIXEL_SOURCE_DIR "/cmake/write_commit.cmake >/dev/null 2>&1";
  if (std::system(write.c_str()) != 0) GTEST_SKIP() << "no cmake";
  EXPECT_EQ(file_text(folder / "commit.h"), "#define PERPIXEL_COMMIT \"unknown\"\n");
  const auto time = std::filesystem::last_write_time(folder / "commit.h") - std::chrono::hours(1);
  std::filesystem::last_write_time(folder / "commit.h", time);
  ASSERT_EQ(std::system(write.c_str()), 0);
  EXPECT_EQ(std::filesystem::last_write_time(folder / "commit.h"), time);
  const std::string commit =
      "cd " + folder.text() +
      " && git init -q && git -c user.name=a -c user.email=a@b commit -q --allow-empty "
      "-m x >/dev/null 2>&1";
  if (std::system(commit.c_str()) != 0) GTEST_SKIP() << "no git";
  ASSERT_EQ(std::system(write.c_str()), 0);
  EXPECT_TRUE(std::regex_match(file_text(folder / "commit.h"),
                               std::regex("#define PERPIXEL_COMMIT \"[0-9a-f]{12}\"\n")));
}

}  // namespace
}  // namespace perpixel
