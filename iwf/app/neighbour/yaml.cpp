// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/neighbour/yaml.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/base/bytes.hpp"

namespace iwf::neighbour {
namespace {

std::string place_text(const std::string& name, const YAML::Mark& place)
{
    if (place.is_null()) {
        return name;
    }
    return name + ":" + std::to_string(place.line + 1) + ":" + std::to_string(place.column + 1);
}

} // namespace

void YamlErrors::add(const YAML::Mark& place, std::string_view what)
{
    lines_.push_back(place_text(name_, place) + ": " + std::string{what});
}

base::Error YamlErrors::joined() const
{
    std::string text;
    for (const std::string& line : lines_) {
        text += (text.empty() ? "" : "\n") + line;
    }
    return {text};
}

YamlMap::YamlMap(const YAML::Node& node, YamlErrors& errors)
    : node_{node}
    , errors_{&errors}
{
    if (!node_.IsMap()) {
        errors_->add(node_.Mark(), "here must stand a mapping: key: value");
        node_.reset(YAML::Node{YAML::NodeType::Map});
    }
    std::vector<std::string> seen;
    for (const auto& entry : node_) {
        const std::string& key = entry.first.Scalar();
        if (std::ranges::find(seen, key) != seen.end()) {
            errors_->add(entry.first.Mark(), "'" + base::printable(key) + "' stands here twice");
        }
        seen.push_back(key);
    }
}

YAML::Node YamlMap::find(const char* key)
{
    known_.emplace_back(key);
    for (const auto& entry : node_) {
        if (entry.first.Scalar() == key) {
            return entry.second;
        }
    }
    return YAML::Node{YAML::NodeType::Undefined};
}

std::optional<std::string> YamlMap::scalar(const YAML::Node& value, std::string_view key)
{
    if (!value.IsScalar() || value.Scalar().empty()) {
        errors_->add(value.Mark(), std::string{key} + ": here must stand one value");
        return std::nullopt;
    }
    return value.Scalar();
}

bool YamlMap::has(const char* key) const
{
    return std::any_of(node_.begin(), node_.end(), [key](const auto& entry) {
        return entry.first.Scalar() == key;
    });
}

std::optional<std::string> YamlMap::text(const char* key)
{
    const YAML::Node value = find(key);
    return value.IsDefined() ? scalar(value, key) : std::nullopt;
}

std::string YamlMap::required_text(const char* key)
{
    if (!has(key)) {
        known_.emplace_back(key);
        refuse("'" + std::string{key} + "' is missing");
        return {};
    }
    return text(key).value_or("");
}

std::optional<std::uint32_t> YamlMap::number(const char* key)
{
    const auto value = text(key);
    const auto number = value ? parse_number(*value) : std::nullopt;
    if (value && !number) {
        refuse(key, "'" + base::printable(*value) + "' is no number from 0 to 4294967295");
    }
    return number;
}

std::optional<double> YamlMap::fraction(const char* key)
{
    const auto value = text(key);
    if (!value) {
        return std::nullopt;
    }
    double number{};
    const char* const end = value->data() + value->size();
    const auto [stop, error] = std::from_chars(value->data(), end, number);
    if (error != std::errc{} || stop != end || !(number >= 0 && number <= 1)) {
        refuse(key, "'" + base::printable(*value) + "' is no number from 0 to 1");
        return std::nullopt;
    }
    return number;
}

bool YamlMap::flag(const char* key)
{
    const auto value = text(key);
    if (value && *value != "true" && *value != "false") {
        refuse(key, "'" + base::printable(*value) + "' is neither true nor false");
    }
    return value == "true";
}

std::optional<std::chrono::milliseconds> YamlMap::duration(const char* key)
{
    return parsed(key, parse_duration);
}

std::vector<YAML::Node> YamlMap::list(const char* key)
{
    const YAML::Node value = find(key);
    if (!value.IsDefined()) {
        return {};
    }
    if (!value.IsSequence()) {
        errors_->add(value.Mark(), std::string{key} + ": here must stand a list");
        return {};
    }
    return {value.begin(), value.end()};
}

std::vector<std::string> YamlMap::texts(const char* key)
{
    std::vector<std::string> found;
    for (const YAML::Node& item : list(key)) {
        if (auto value = scalar(item, key)) {
            found.push_back(*std::move(value));
        }
    }
    return found;
}

std::optional<YamlMap> YamlMap::map(const char* key)
{
    const YAML::Node value = find(key);
    return value.IsDefined() ? std::optional{YamlMap{value, *errors_}} : std::nullopt;
}

void YamlMap::refuse(const char* key, std::string_view what)
{
    const YAML::Node value = find(key);
    errors_->add(
        value.IsDefined() ? value.Mark() : node_.Mark(), std::string{key} + ": " + std::string{what}
    );
}

void YamlMap::refuse(std::string_view what)
{
    errors_->add(node_.Mark(), what);
}

void YamlMap::finish()
{
    std::ranges::sort(known_);
    known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
    for (const auto& entry : node_) {
        const std::string& key = entry.first.Scalar();
        if (std::ranges::find(known_, key) != known_.end()) {
            continue;
        }
        std::string allowed;
        for (const std::string& known : known_) {
            allowed += (allowed.empty() ? "" : ", ") + known;
        }
        errors_->add(
            entry.first.Mark(), "unknown key '" + base::printable(key) + "'; allowed: " + allowed
        );
    }
}

base::Result<YAML::Node> load_yaml_text(const std::string& text, const std::string& name)
{
    try {
        return YAML::Load(text);
    } catch (const YAML::Exception& error) {
        return base::fail(place_text(name, error.mark) + ": " + error.msg);
    }
}

base::Result<YAML::Node> load_yaml_file(const std::string& path)
{
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) {
        return base::fail(path + ": cannot be read");
    }
    return load_yaml_text(text.str(), path);
}

} // namespace iwf::neighbour
