// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace iwf::config {

/// Line and column in a file, both counted from 1.
struct Place
{
    std::size_t line{1};
    std::size_t column{1};

    friend auto operator<=>(const Place&, const Place&) = default;
};

/// One thing that is wrong with the configuration.
struct ConfigError
{
    std::string file;
    Place place;
    std::string path; ///< of the key, like "hss.peers[1].port"; empty: the file as a whole
    std::string what; ///< what is wrong; what is allowed; did you mean "x"?

    friend auto operator<=>(const ConfigError&, const ConfigError&) = default;
};

/// `file:line:col: path: what`
[[nodiscard]] std::string text(const ConfigError& error);

/// Collects what is wrong, in any order. Beyond a bound it only counts: a file of rubbish must not
/// cost more memory than its size explains.
class ErrorList
{
public:
    void add(ConfigError error);

    [[nodiscard]] bool empty() const { return errors_.empty(); }

    /// Sorted by file, line and column, without repetitions.
    [[nodiscard]] std::vector<ConfigError> sorted() const;

private:
    static constexpr std::size_t max_errors = 10'000;

    std::vector<ConfigError> errors_;
};

/// `; did you mean "x"?` for the word that comes closest, or nothing when none comes close.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> known);

/// "a, b, c"
[[nodiscard]] std::string joined(std::span<const std::string> words);

} // namespace iwf::config
