#include "report/report.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

ReportInput full_input() {
  ReportInput input;
  input.title = "fcn8s on <scenes>";
  input.subtitle = "a & b";
  input.headline = {{"93.1 %", "top-1"}};
  input.classes = class_list_of({"sky", "road"});
  input.confusion = ConfusionMatrix(2);
  input.confusion->add(0, 0, 9);
  input.confusion->add(1, 0, 1);
  input.scores = semantic_scores(*input.confusion);
  input.samples = {{"one", Image(4, 4, 3), LabelMap(4, 4, 0), LabelMap(4, 4, 1)}};
  input.curves = {{"total_loss", {{0, 2}, {20, 1}}}, {"sem_seg/mIoU", {{20, 50}}}};
  input.facts = {{"device", "cpu"}};
  input.next_steps = {{"Label pictures", "perpixel predict runs/x a.jpg -o out"}};
  input.effective_config = "model: fcn8s\n";
  return input;
}

/// Elements must close in the order in which they opened; void elements and SVG's short forms excepted.
bool is_balanced(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    const std::string tag = html.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" \n"));
    if (tag.starts_with("!") || tag.ends_with("/") || name == "meta" || name == "img") continue;
    if (name == "script" || name == "style") {
      at = html.find("</" + name, at);
      continue;
    }
    if (!tag.starts_with("/"))
      open.push_back(name);
    else if (open.empty() || open.back() != name.substr(1))
      return false;
    else
      open.pop_back();
  }
  return open.empty();
}

TEST(Report, HasEverySection) {
  const std::string html = render_report(full_input());
  for (const char* part :
       {"<title>fcn8s on &lt;scenes&gt;</title>", "a &amp; b", "93.1 %", "mean IU (mIoU)", "Pictures",
        "Curves", "Scores per class", "Confusion matrix", "The run", "Effective configuration",
        "What to do next", "perpixel predict runs/x a.jpg -o out"})
    EXPECT_NE(html.find(part), std::string::npos) << part;
}

TEST(Report, NeedsNoOtherFile) {
  const std::string html = render_report(full_input());
  for (const char* outside : {"http:", "https:", "<link", "url(", "src=\"/"})
    EXPECT_EQ(html.find(outside), std::string::npos) << outside;
}

TEST(Report, ElementsAreBalanced) {
  EXPECT_TRUE(is_balanced(render_report(full_input())));
  EXPECT_FALSE(is_balanced("<p><b></p></b>"));
}

TEST(Report, EmptyPartsHaveNoSection) {
  ReportInput input;
  input.title = "nothing yet";
  const std::string html = render_report(input);
  EXPECT_EQ(html.find("<section>"), std::string::npos);
  EXPECT_TRUE(is_balanced(html));
}

TEST(Report, SamePictureSamePage) { EXPECT_EQ(render_report(full_input()), render_report(full_input())); }

}  // namespace
}  // namespace perpixel
