// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/config_error.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace iwf::config {
namespace {

constexpr std::size_t longest_word = 64;

/// Insertions, deletions and replacements of one character that make one word of the other.
std::size_t edit_distance(std::string_view from, std::string_view to)
{
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[to.size()];
}

std::string plain(std::string_view word)
{
    std::string out;
    for (const char c : word) {
        if (c != '_' && c != '-') {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return out;
}

} // namespace

std::string text(const ConfigError& error)
{
    return error.file + ":" + std::to_string(error.place.line) + ":" +
           std::to_string(error.place.column) + ": " +
           (error.path.empty() ? "" : error.path + ": ") + error.what;
}

void ErrorList::add(ConfigError error)
{
    if (errors_.size() < max_errors) {
        errors_.push_back(std::move(error));
    }
}

std::vector<ConfigError> ErrorList::sorted() const
{
    std::vector<ConfigError> out = errors_;
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known)
{
    if (word.size() > longest_word) {
        return {};
    }
    const std::string wanted = plain(word);
    std::string_view best;
    std::size_t best_distance = 1 + std::max<std::size_t>(1, wanted.size() / 3);
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(wanted, plain(candidate));
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best.empty() ? std::string{} : "; did you mean \"" + std::string{best} + "\"?";
}

std::string joined(std::span<const std::string> words)
{
    std::string out;
    for (const std::string& word : words) {
        out += (out.empty() ? "" : ", ") + word;
    }
    return out;
}

} // namespace iwf::config
