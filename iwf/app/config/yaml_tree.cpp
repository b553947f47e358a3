// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/yaml_tree.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "iwf/app/config/yaml_text.hpp"
#include "iwf/base/bytes.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace iwf::config {
namespace {

constexpr std::size_t max_depth = 16;

Place place_of(const YAML::Mark& mark)
{
    const auto from_one = [](int from_zero) {
        return static_cast<std::size_t>(std::max(from_zero, 0)) + 1; // a null mark has -1
    };
    return {from_one(mark.line), from_one(mark.column)};
}

/// Builds the tree from the parser's events and refuses what has no place in it.
class TreeBuilder final : public YAML::EventHandler
{
public:
    TreeBuilder(std::string_view content, const std::string& file, ErrorList& errors)
        : content_{content}
        , file_{file}
        , errors_{errors}
    {}

    Node take_root() { return std::move(root_).value_or(Node{}); }

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (!std::exchange(started_, true)) {
            return;
        }
        const bool marked = at(mark).starts_with("---");
        fail(
            place_of(mark),
            marked ? "a second document; a file holds one: remove the '---' above it"
                   : "belongs to nothing above it; check the indentation and the brackets"
        );
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        put(leaf(Node::Kind::null, mark, {}, anchor));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        fail(place_of(mark), "an alias (*); write the value here");
        put(leaf(Node::Kind::broken, mark, {}, 0));
    }
    void OnScalar(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        const std::string& value
    ) override
    {
        Node node = leaf(Node::Kind::text, mark, tag, anchor);
        node.text = value;
        if (node.kind != Node::Kind::broken) {
            check_text(node, static_cast<std::size_t>(mark.pos));
        }
        put(std::move(node));
    }
    void OnSequenceStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override
    {
        open(leaf(Node::Kind::list, mark, tag, anchor));
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override
    {
        open(leaf(Node::Kind::mapping, mark, tag, anchor));
    }
    void OnMapEnd() override { close(); }

private:
    struct Open
    {
        Node node;
        bool has_key{};
        Node key;
        std::unordered_map<std::string, std::size_t> lines_of_keys;
    };

    [[nodiscard]] std::string_view at(const YAML::Mark& mark) const
    {
        return content_.substr(std::min(static_cast<std::size_t>(mark.pos), content_.size()));
    }

    [[nodiscard]] std::string path() const
    {
        std::string out;
        for (const Open& level : open_) {
            if (level.node.kind == Node::Kind::list) {
                out += "[" + std::to_string(level.node.children.size()) + "]";
            } else if (level.has_key) {
                out += (out.empty() ? "" : ".") + base::printable(level.key.text);
            }
        }
        return out;
    }

    void fail(Place place, std::string what)
    {
        errors_.add({file_, place, path(), std::move(what)});
    }

    /// A node without content; broken when it carries a tag or an anchor.
    Node
    leaf(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
    {
        Node node;
        node.kind = kind;
        node.place = place_of(mark);
        const auto position = static_cast<std::size_t>(mark.pos);
        const char first = position < content_.size() ? content_[position] : '\0';
        if (anchor != 0) {
            fail(node.place, "an anchor (&); write the value where it is needed");
        } else if (first == '!' || (!tag.empty() && tag != "?" && tag != "!")) {
            fail(node.place, "a tag (!); write the value alone");
        } else {
            return node;
        }
        node.kind = kind == Node::Kind::text ? Node::Kind::broken : kind;
        return node;
    }

    /// A text must be seen whole where it begins, or a wrong indentation joins lines unseen.
    void check_text(Node& node, std::size_t start)
    {
        const char first = start < content_.size() ? content_[start] : '\0';
        node.quoted = first == '"' || first == '\'';
        if (node.quoted && !quote_is_closed(content_, start)) {
            fail(node.place, "a quoted text that does not end on its line; close the quote");
            node.kind = Node::Kind::broken;
        } else if (!node.quoted && (first == '|' || first == '>')) {
            fail(node.place, "a block text; write it on one line, in quotes");
            node.kind = Node::Kind::broken;
        } else if (!node.quoted && content_.substr(start, node.text.size()) != node.text) {
            fail(node.place, "a text that goes on in the next line; check the indentation there");
            node.kind = Node::Kind::broken;
        }
    }

    void open(Node node)
    {
        if (open_.size() == max_depth && !too_deep_) {
            fail(node.place, "nested too deeply; nothing here needs more than a few levels");
            too_deep_ = true;
        }
        Open level;
        level.node = std::move(node);
        open_.push_back(std::move(level));
    }

    void close()
    {
        Node node = std::move(open_.back().node);
        open_.pop_back();
        if (open_.size() >= max_depth) {
            node = {};
            node.kind = Node::Kind::broken;
        }
        put(std::move(node));
    }

    void put(Node node)
    {
        if (open_.empty()) {
            if (!root_) {
                root_ = std::move(node);
            }
            return;
        }
        Open& level = open_.back();
        if (level.node.kind == Node::Kind::list) {
            level.node.children.push_back(std::move(node));
        } else if (!level.has_key) {
            put_key(level, std::move(node));
        } else {
            put_entry(level, std::move(node));
        }
    }

    void put_key(Open& level, Node key)
    {
        if (key.kind != Node::Kind::text) {
            fail(key.place, "a key must be a word");
            key.kind = Node::Kind::broken;
        } else {
            const auto [at, fresh] = level.lines_of_keys.emplace(key.text, key.place.line);
            if (!fresh) {
                level.has_key = true;
                level.key.text = key.text;
                fail(key.place, "key given twice; first in line " + std::to_string(at->second));
                key.kind = Node::Kind::broken;
            }
        }
        level.key = std::move(key);
        level.has_key = true;
    }

    static void put_entry(Open& level, Node node)
    {
        level.has_key = false;
        if (level.key.kind == Node::Kind::broken) {
            return;
        }
        node.key = std::move(level.key.text);
        node.key_place = level.key.place;
        level.node.children.push_back(std::move(node));
    }

    std::string_view content_;
    const std::string& file_;
    ErrorList& errors_;
    std::vector<Open> open_;
    std::optional<Node> root_;
    bool started_{};
    bool too_deep_{};
};

/// The next step of a path: a key, or "[n]".
std::string_view next_step(std::string_view& path)
{
    const std::size_t end = path.find_first_of(".[", 1);
    std::string_view step = path.substr(0, end);
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
    if (path.starts_with('.')) {
        path.remove_prefix(1);
    }
    return step;
}

const Node* step_down(const Node& node, std::string_view step)
{
    if (!step.starts_with('[')) {
        return node.find(step);
    }
    std::size_t index = 0;
    const auto read = std::from_chars(step.data() + 1, step.data() + step.size(), index);
    return read.ec == std::errc{} && index < node.children.size() ? &node.children[index] : nullptr;
}

} // namespace

const Node* Node::find(std::string_view wanted_key) const
{
    if (kind != Kind::mapping) {
        return nullptr;
    }
    for (const Node& child : children) {
        if (child.key == wanted_key) {
            return &child;
        }
    }
    return nullptr;
}

std::optional<Node>
parse_yaml(const std::string& content, const std::string& file, ErrorList& errors)
{
    const std::string lines = unix_lines(content);
    if (!check_characters(lines, file, errors)) {
        return std::nullopt;
    }
    TreeBuilder builder{lines, file, errors};
    try {
        std::istringstream in{lines};
        YAML::Parser parser{in};
        // Twice and no more: a stray token leaves the parser where it is, document after document.
        if (parser.HandleNextDocument(builder)) {
            parser.HandleNextDocument(builder);
        }
    } catch (const YAML::Exception& error) {
        errors.add({file, place_of(error.mark), {}, "not YAML: " + error.msg});
        return std::nullopt;
    }
    return builder.take_root();
}

const Node& nearest(const Node& root, std::string_view path)
{
    const Node* node = &root;
    while (!path.empty()) {
        const Node* const next = step_down(*node, next_step(path));
        if (next == nullptr) {
            return *node;
        }
        node = next;
    }
    return *node;
}

const Node* at_path(const Node& root, std::string_view path)
{
    const Node* node = &root;
    while (node != nullptr && !path.empty()) {
        node = step_down(*node, next_step(path));
    }
    return node;
}

} // namespace iwf::config
