#include "config/yaml_tree.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "error/error.h"

namespace perpixel {
namespace {

/// Takes the parser's events and builds the tree with a stack of open nodes.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string name) : name_(std::move(name)) {}

  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    close(start(YamlNode::Kind::null, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(mark, 1); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    YamlNode node = start(YamlNode::Kind::scalar, mark);
    node.scalar = value;
    node.quoted = tag == "!";
    if (!node.quoted && (value == "~" || value == "null")) node.kind = YamlNode::Kind::null;
    close(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::sequence, mark, anchor);
  }
  void OnSequenceEnd() override { close_open(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::map, mark, anchor);
  }
  void OnMapEnd() override { close_open(); }

 private:
  struct Open {
    YamlNode node;
    std::string key;
    int key_line = 0;
    bool has_key = false;
  };

  [[noreturn]] void refuse(int line, const std::string& what, const std::string& hint) const {
    throw Error(ErrorCode::config_syntax, name_ + ":" + std::to_string(line) + ": " + what, hint);
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor != 0)
      refuse(mark.line + 1, "anchors and aliases are not taken", "write the value out, or use base:");
  }

  YamlNode start(YamlNode::Kind kind, const YAML::Mark& mark) {
    if (++nodes_ > kMaxYamlNodes) {
      refuse(mark.line + 1, "more than " + std::to_string(kMaxYamlNodes) + " values",
             "split the file with base:");
    }
    YamlNode node;
    node.kind = kind;
    node.line = mark.line + 1;
    return node;
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    if (static_cast<int>(stack_.size()) >= kMaxYamlDepth) {
      refuse(mark.line + 1, "nested deeper than " + std::to_string(kMaxYamlDepth) + " levels",
             "sections nest two levels deep");
    }
    stack_.push_back({start(kind, mark), {}, 0, false});
  }

  void close_open() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    close(std::move(node));
  }

  /// A finished node goes to the open one: an item, a key, or the value of the last key.
  void close(YamlNode node) {
    if (stack_.empty()) {
      root_ = std::move(node);
    } else if (Open& parent = stack_.back(); parent.node.kind == YamlNode::Kind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.has_key) {
      parent.node.entries.push_back({std::move(parent.key), std::move(node)});
      parent.has_key = false;
    } else {
      take_key(parent, node);
    }
  }

  void take_key(Open& map, const YamlNode& key) {
    if (key.kind != YamlNode::Kind::scalar) refuse(key.line, "a key must be plain text", "write key: value");
    // Sections of a configuration are small; the node bound keeps the search below a second for hostile ones.
    const auto same = [&](const auto& entry) { return entry.key == key.scalar; };
    if (map.node.entries.size() > kMaxMapKeys) refuse(key.line, "too many keys in one section", "");
    if (std::any_of(map.node.entries.begin(), map.node.entries.end(), same)) {
      refuse(key.line, "`" + key.scalar + "` is given twice in one section", "keep one of them");
    }
    map.key = key.scalar;
    map.has_key = true;
  }

  static constexpr std::size_t kMaxMapKeys = 4096;

  std::string name_;
  YamlNode root_;
  std::vector<Open> stack_;
  std::size_t nodes_ = 0;
};

YamlNode parse_document(const std::string& text, const std::string& name) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  TreeBuilder builder(name);
  if (!parser.HandleNextDocument(builder)) return {};
  YamlNode root = builder.take();
  TreeBuilder rest(name);
  if (parser.HandleNextDocument(rest)) {
    throw Error(ErrorCode::config_syntax, name + ": more than one YAML document",
                "keep one; use base: to inherit");
  }
  return root;
}

}  // namespace

YamlNode parse_yaml_tree(const std::string& text, const std::string& name) {
  if (text.size() > kMaxYamlBytes) {
    throw Error(ErrorCode::config_syntax,
                name + ": " + std::to_string(text.size()) + " bytes; a configuration has at most " +
                    std::to_string(kMaxYamlBytes),
                "is this the right file?");
  }
  try {
    return parse_document(text, name);
  } catch (const YAML::Exception& error) {
    throw Error(ErrorCode::config_syntax, name + ":" + std::to_string(error.mark.line + 1) + ": " + error.msg,
                "YAML wants `key: value`, sections indented by spaces");
  }
}

}  // namespace perpixel
