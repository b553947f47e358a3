// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/device_pattern.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::config {
namespace {

using base::fail;
using base::printable;
using base::Result;

tl::unexpected<base::Error> is_not(std::string_view text, std::string_view what)
{
    return fail("\"" + printable(text) + "\" " + std::string{what});
}

struct Unit
{
    std::string_view name;
    std::uint64_t milliseconds;
};

constexpr std::array units{
    Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000}, Unit{"h", 3'600'000}};

} // namespace

Result<std::uint64_t> parse_number(std::string_view text)
{
    if (!domain::all_digits(text)) {
        return is_not(text, "is not a number");
    }
    if (text.size() > 1 && text.front() == '0') {
        return is_not(text, "has a leading zero");
    }
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{}) {
        return is_not(text, "is out of range");
    }
    return value;
}

Result<std::uint64_t> parse_duration(std::string_view text)
{
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string_view digits = text.substr(0, end);
    const std::string_view unit_name = text.substr(end);
    if (unit_name.empty() && !digits.empty()) {
        return is_not(text, "has no unit");
    }
    const auto* const unit = std::ranges::find(units, unit_name, &Unit::name);
    if (unit == units.end() || digits.empty()) {
        return is_not(text, "is not a duration");
    }
    const auto number = parse_number(digits);
    if (!number) {
        return is_not(text, digits.front() == '0' ? "has a leading zero" : "is out of range");
    }
    if (*number > std::numeric_limits<std::uint64_t>::max() / unit->milliseconds) {
        return is_not(text, "is out of range");
    }
    return *number * unit->milliseconds;
}

Result<RateText> parse_rate(std::string_view text)
{
    constexpr std::uint64_t most = 1'000'000;
    const std::size_t slash = text.find('/');
    const std::string_view digits = text.substr(0, slash);
    if (slash == std::string_view::npos || digits.empty()) {
        return is_not(text, "is not a rate");
    }
    const std::string_view unit_name = text.substr(slash + 1);
    const auto* const unit = std::ranges::find(units, unit_name, &Unit::name);
    const auto number = parse_number(digits);
    if (!number || unit == units.end() || unit->milliseconds < 1'000) {
        return is_not(text, "is not a rate");
    }
    if (*number == 0 || *number > most) {
        return is_not(text, "is out of range");
    }
    return RateText{
        static_cast<std::uint32_t>(*number), std::chrono::seconds{unit->milliseconds / 1'000}};
}

Result<std::chrono::minutes> parse_utc_offset(std::string_view text)
{
    constexpr std::size_t length = std::string_view{"+hh:mm"}.size();
    if (text == "UTC") {
        return std::chrono::minutes{0};
    }
    const bool signed_offset = text.size() == length && (text[0] == '+' || text[0] == '-') &&
                               text[3] == ':' && domain::all_digits(text.substr(1, 2)) &&
                               domain::all_digits(text.substr(4));
    if (!signed_offset) {
        return is_not(text, "is not such a time zone");
    }
    const auto two_digits = [text](std::size_t at) {
        return (text[at] - '0') * 10 + (text[at + 1] - '0');
    };
    const std::chrono::minutes offset{two_digits(1) * 60 + two_digits(4)};
    if (two_digits(4) >= 60 || offset > std::chrono::hours{14}) {
        return is_not(text, "is out of range");
    }
    return text[0] == '-' ? -offset : offset;
}

Result<std::uint32_t> parse_percent(std::string_view text)
{
    constexpr std::uint64_t all = 100;
    if (!text.ends_with('%')) {
        return is_not(text, "is not a share");
    }
    const auto number = parse_number(text.substr(0, text.size() - 1));
    if (!number) {
        return is_not(text, "is not a share");
    }
    if (*number == 0 || *number > all) {
        return is_not(text, "is out of range");
    }
    return static_cast<std::uint32_t>(*number);
}

Result<bool> parse_bool(std::string_view text, bool quoted)
{
    if (text != "true" && text != "false") {
        return is_not(text, "is not a truth value");
    }
    if (quoted) {
        return is_not(text, "is quoted");
    }
    return text == "true";
}

std::string meant_bool(std::string_view text)
{
    const std::string word = domain::lower_case(text);
    constexpr std::array<std::string_view, 5> yes{"yes", "on", "y", "1", "true"};
    constexpr std::array<std::string_view, 5> no{"no", "off", "n", "0", "false"};
    if (std::ranges::find(yes, word) != yes.end()) {
        return "; did you mean true?";
    }
    return std::ranges::find(no, word) != no.end() ? "; did you mean false?" : "";
}

Result<std::string> parse_digits(std::string_view text, bool quoted, DigitCount count)
{
    if (!domain::all_digits(text) || text.size() < count.min || text.size() > count.max) {
        return is_not(text, "is not such a number");
    }
    if (!quoted) {
        return fail(std::string{text} + " is not quoted");
    }
    return std::string{text};
}

Result<std::string> parse_host(std::string_view text)
{
    if (domain::Network::parse(text)) {
        return is_not(text, "is an address");
    }
    if (!domain::is_fqdn(text)) {
        return is_not(text, "is not a host or realm name");
    }
    return domain::lower_case(text);
}

Result<std::string> parse_domain(std::string_view text)
{
    if (domain::Network::parse(text)) {
        return is_not(text, "is an address");
    }
    if (!domain::is_fqdn(text) || text.find('.') == std::string_view::npos) {
        return is_not(text, "is not a domain name");
    }
    return domain::lower_case(text);
}

Result<std::string> parse_external_id(std::string_view text)
{
    const auto id = domain::ExternalIdentifier::parse(text);
    if (!id) {
        return is_not(text, "is not an External-Identifier");
    }
    return id->text();
}

Result<std::string> parse_pattern(std::string_view text)
{
    const auto pattern = core::DevicePattern::parse(text);
    if (!pattern) {
        return is_not(text, pattern.error().text);
    }
    return pattern->text();
}

Result<std::string> parse_name(std::string_view text)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    };
    if (text.empty() || text.size() > 64 || !std::ranges::all_of(text, allowed)) {
        return is_not(text, "is not a name");
    }
    return std::string{text};
}

Result<std::string> parse_address(std::string_view text)
{
    if (text.find('/') != std::string_view::npos || !domain::Network::parse(text)) {
        return is_not(text, "is not an address");
    }
    return std::string{text};
}

Result<std::string> parse_network(std::string_view text)
{
    if (!domain::Network::parse(text)) {
        return is_not(text, "is not an address or a block of addresses");
    }
    return std::string{text};
}

Result<std::string> parse_plain(std::string_view text)
{
    if (text.empty()) {
        return fail("an empty text");
    }
    if (std::ranges::any_of(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; })) {
        return is_not(text, "holds a control character");
    }
    return std::string{text};
}

} // namespace iwf::config
