// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "iwf/base/result.hpp"

namespace iwf::neighbour {

/// What is wrong in one YAML text, each with file, line and column. All of it in one run.
class YamlErrors
{
public:
    explicit YamlErrors(std::string name)
        : name_{std::move(name)}
    {}

    void add(const YAML::Mark& place, std::string_view what);

    [[nodiscard]] bool any() const { return !lines_.empty(); }
    [[nodiscard]] base::Error joined() const;

private:
    std::string name_;
    std::vector<std::string> lines_;
};

/// A mapping being read: each getter makes its key a known one, finish() refuses the others.
/// A getter returns nothing when the key is absent or its value was refused (and noted).
class YamlMap
{
public:
    /// `errors` outlives it.
    YamlMap(const YAML::Node& node, YamlErrors& errors);

    [[nodiscard]] std::optional<std::string> text(const char* key);
    [[nodiscard]] std::string required_text(const char* key);
    [[nodiscard]] std::optional<std::uint32_t> number(const char* key);
    [[nodiscard]] std::optional<double> fraction(const char* key); ///< 0 to 1
    [[nodiscard]] bool flag(const char* key);                      ///< absent: false
    [[nodiscard]] std::optional<std::chrono::milliseconds> duration(const char* key);
    [[nodiscard]] std::vector<std::string> texts(const char* key); ///< a list of texts
    [[nodiscard]] std::vector<YAML::Node> list(const char* key);
    [[nodiscard]] std::optional<YamlMap> map(const char* key);

    [[nodiscard]] bool has(const char* key) const;

    /// What a caller's own parser says of the value at `key`.
    void refuse(const char* key, std::string_view what);

    /// Likewise of the whole mapping.
    void refuse(std::string_view what);

    /// The value of `key` made by `parse`, which returns a Result.
    template <class Parse>
    [[nodiscard]] auto parsed(const char* key, Parse parse)
        -> std::optional<typename decltype(parse(std::string{}))::value_type>
    {
        const auto value = text(key);
        if (!value) {
            return std::nullopt;
        }
        auto result = parse(*value);
        if (!result) {
            refuse(key, result.error().text);
            return std::nullopt;
        }
        return std::move(*result);
    }

    void finish();

private:
    [[nodiscard]] YAML::Node find(const char* key);
    [[nodiscard]] std::optional<std::string> scalar(const YAML::Node& value, std::string_view key);

    YAML::Node node_;
    YamlErrors* errors_;
    std::vector<std::string> known_;
};

/// The text of a file parsed; syntax errors are told like the others.
[[nodiscard]] base::Result<YAML::Node> load_yaml_file(const std::string& path);
[[nodiscard]] base::Result<YAML::Node>
load_yaml_text(const std::string& text, const std::string& name);

} // namespace iwf::neighbour
