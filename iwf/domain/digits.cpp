// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/digits.hpp"

#include <algorithm>
#include <utility>

namespace iwf::domain {
namespace {

constexpr std::uint8_t filler = 0x0F;

std::uint8_t digit_value(char digit)
{
    return static_cast<std::uint8_t>(digit - '0');
}

} // namespace

bool all_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

base::Bytes to_tbcd(std::string_view digits)
{
    base::Bytes out;
    out.reserve((digits.size() + 1) / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const std::uint8_t low = digit_value(digits[i]);
        const std::uint8_t high = i + 1 < digits.size() ? digit_value(digits[i + 1]) : filler;
        out.push_back(static_cast<std::uint8_t>((high << 4U) | low));
    }
    return out;
}

std::optional<std::string> from_tbcd(base::ByteView octets)
{
    std::string digits(octets.size() * 2, '0');
    std::size_t size = 0;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const auto low = static_cast<std::uint8_t>(octets[i] & 0x0FU);
        const auto high = static_cast<std::uint8_t>(octets[i] >> 4U);
        const bool last = i + 1 == octets.size();
        if (low > 9 || (high > 9 && !(last && high == filler))) {
            return std::nullopt;
        }
        digits[size++] = static_cast<char>('0' + low);
        if (high != filler) {
            digits[size++] = static_cast<char>('0' + high);
        }
    }
    digits.resize(size);
    return digits.empty() ? std::nullopt : std::optional{std::move(digits)};
}

} // namespace iwf::domain
