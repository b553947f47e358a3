// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/yaml_text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace iwf::config {
namespace {

std::uint8_t octet_at(std::string_view text, std::size_t at)
{
    return at < text.size() ? static_cast<std::uint8_t>(text[at]) : std::uint8_t{0};
}

/// Octets of the UTF-8 character at `at`; 0: there is none. The shortest form only, no surrogates
/// (RFC 3629, 4).
std::size_t utf8_length(std::string_view text, std::size_t at)
{
    const std::uint8_t first = octet_at(text, at);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    const std::uint8_t second = octet_at(text, at + 1);
    const bool wrong_first = first < 0xC2 || first > 0xF4;
    const bool wrong_second = (first == 0xE0 && second < 0xA0) ||
                              (first == 0xED && second > 0x9F) ||
                              (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    bool wrong = wrong_first || wrong_second;
    for (std::size_t i = 1; i < length; ++i) {
        wrong = wrong || (octet_at(text, at + i) & 0xC0U) != 0x80;
    }
    return wrong ? 0 : length;
}

bool is_comment_before(std::string_view line, std::size_t at)
{
    const std::size_t hash = line.substr(0, at).find('#');
    return hash != std::string_view::npos && (hash == 0 || line[hash - 1] == ' ');
}

/// What is wrong with the line, at which column.
std::optional<ConfigError> fault_of(std::string_view line)
{
    const auto fault = [](std::size_t at, std::string what) {
        return ConfigError{{}, {1, at + 1}, {}, std::move(what)};
    };
    if (line.starts_with('%')) {
        return fault(0, "a YAML directive; this file needs none: remove the line");
    }
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t length = utf8_length(line, at);
        const std::uint8_t octet = octet_at(line, at);
        if (length == 0) {
            return fault(at, "not UTF-8; write the file in UTF-8");
        }
        if (octet == '\t' && !is_comment_before(line, at)) {
            return fault(at, "a tab; YAML is indented with spaces: replace it by spaces");
        }
        if ((octet < 0x20 && octet != '\t') || octet == 0x7F) {
            return fault(at, "a control character; remove it");
        }
        at += length;
    }
    return std::nullopt;
}

} // namespace

bool check_characters(std::string_view content, const std::string& file, ErrorList& errors)
{
    bool fine = true;
    for (std::size_t line = 1, at = 0; at <= content.size(); ++line) {
        const std::size_t end = std::min(content.find('\n', at), content.size());
        if (auto error = fault_of(content.substr(at, end - at))) {
            error->file = file;
            error->place.line = line;
            errors.add(std::move(*error));
            fine = false;
        }
        at = end + 1;
    }
    return fine;
}

std::string unix_lines(std::string_view content)
{
    if (content.starts_with("\xEF\xBB\xBF")) {
        content.remove_prefix(3);
    }
    std::string out;
    out.reserve(content.size());
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (content[i] != '\r' || i + 1 == content.size() || content[i + 1] != '\n') {
            out += content[i];
        }
    }
    return out;
}

bool quote_is_closed(std::string_view content, std::size_t start)
{
    const char quote = content[start];
    for (std::size_t i = start + 1; i < content.size() && content[i] != '\n'; ++i) {
        if (content[i] == '\\' && quote == '"') {
            ++i;
        } else if (content[i] == quote) {
            if (quote == '"' || i + 1 == content.size() || content[i + 1] != quote) {
                return true;
            }
            ++i;
        }
    }
    return false;
}

} // namespace iwf::config
