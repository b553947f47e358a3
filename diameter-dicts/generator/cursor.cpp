// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace dictgen {

namespace {

bool is_word(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

} // namespace

std::string Cursor::word()
{
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_word);
    std::string found{rest_.begin(), end};
    rest_.remove_prefix(found.size());
    skip_blanks();
    return found;
}

std::optional<std::uint32_t> Cursor::number()
{
    std::uint32_t value{};
    const auto* const begin = rest_.data();
    const auto [end, error] = std::from_chars(begin, begin + rest_.size(), value);
    if (error != std::errc{}) {
        return std::nullopt;
    }
    rest_.remove_prefix(static_cast<std::size_t>(end - begin));
    skip_blanks();
    return value;
}

bool Cursor::take(std::string_view token)
{
    if (!rest_.starts_with(token)) {
        return false;
    }
    rest_.remove_prefix(token.size());
    skip_blanks();
    return true;
}

std::string Cursor::rest()
{
    while (!rest_.empty() && is_blank(rest_.back())) {
        rest_.remove_suffix(1);
    }
    std::string found{rest_};
    rest_ = {};
    return found;
}

std::string Cursor::until_blank()
{
    const auto end = std::find_if(rest_.begin(), rest_.end(), is_blank);
    std::string found{rest_.begin(), end};
    rest_.remove_prefix(found.size());
    skip_blanks();
    return found;
}

void Cursor::skip_blanks()
{
    while (!rest_.empty() && is_blank(rest_.front())) {
        rest_.remove_prefix(1);
    }
}

} // namespace dictgen
