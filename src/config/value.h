// One value of one key: from YAML or from a command line to the text that Config stores.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "config/yaml_tree.h"

namespace perpixel {

/// Checked against type and `allowed`. `where` begins the message. Throws bad_value naming key, value and
/// bound.
std::string config_value(const ConfigKey& key, const YamlNode& node, const std::string& where);
std::string config_value(const ConfigKey& key, const std::string& text, const std::string& where);

/// Whole text as a finite number; false otherwise.
bool parse_number(const std::string& text, double& number);
/// Also takes integral forms such as 1e4.
bool parse_integer(const std::string& text, std::int64_t& integer);

/// "[a, b]" -> {"a", "b"}; items that are not plain words are quoted in the text.
std::vector<std::string> split_list(const std::string& flow_text);
std::string join_list(const std::vector<std::string>& items);

/// As YAML scalar: bare where no reader can misunderstand it, else double-quoted.
std::string yaml_scalar(const std::string& text);

}  // namespace perpixel
