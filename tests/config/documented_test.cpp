// docs/config-keys.md is the schema in prose: no key is missing there, none is left over.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "config/config.h"

namespace perpixel {
namespace {

TEST(ConfigKeys, AreAllDocumentedWithTheirMeaning) {
  std::ostringstream text;
  text << std::ifstream(std::string(PERPIXEL_SOURCE_DIR) + "/docs/config-keys.md").rdbuf();
  std::set<std::string> named;
  const std::string page = text.str();
  const std::regex row("\n\\| `((?:model|data|train)\\.\\w+)` \\|");
  for (std::sregex_iterator it(page.begin(), page.end(), row), end; it != end; ++it) named.insert((*it)[1]);
  for (const ConfigKey& key : config_schema()) {
    EXPECT_NE(page.find("| `" + std::string(key.name) + "` |"), std::string::npos) << key.name;
    EXPECT_NE(page.find(std::regex_replace(std::string(key.meaning), std::regex("\\|"), "\\|")),
              std::string::npos)
        << key.name;
    named.erase(key.name);
  }
  EXPECT_TRUE(named.empty()) << *named.begin() << " is no key";
}

}  // namespace
}  // namespace perpixel
