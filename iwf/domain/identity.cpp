// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/identity.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/base/overloaded.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::domain {
namespace {

using base::fail;
using base::printable;
using base::Result;

constexpr std::size_t max_external_identifier = 253;

bool is_label_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

bool is_label(std::string_view label)
{
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, is_label_character);
}

/// RFC 4282, 2.1: a username is dot-strings of visible characters; '@' and space end it. Octets
/// above 0x7F belong to UTF-8 and pass; what they spell is the HSS's business.
bool is_username(std::string_view text)
{
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos && std::ranges::none_of(text, [](char c) {
               const auto octet = static_cast<unsigned char>(c);
               return octet <= 0x20 || octet == 0x7F || c == '@' || c == '"' || c == '\\';
           });
}

Result<std::string>
parse_digits(std::string_view what, std::string_view text, std::size_t min, std::size_t max)
{
    if (!all_digits(text) || text.size() < min || text.size() > max) {
        return fail(
            std::string{what} + " \"" + printable(text) + "\": expected " + std::to_string(min) +
            " to " + std::to_string(max) + " decimal digits"
        );
    }
    return std::string{text};
}

void make_lower_case(std::span<char> text)
{
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
}

} // namespace

Result<ExternalIdentifier> ExternalIdentifier::parse(std::string_view text)
{
    const std::size_t at = text.find('@');
    const auto refuse = [text](std::string_view why) {
        return fail("External-Identifier \"" + printable(text) + "\": " + std::string{why});
    };
    if (text.size() > max_external_identifier) {
        return refuse("longer than 253 octets");
    }
    if (at == std::string_view::npos) {
        return refuse("expected local@domain");
    }
    const std::string_view domain = text.substr(at + 1);
    if (!is_username(text.substr(0, at))) {
        return refuse("the part before '@' is empty or holds a character that is not allowed");
    }
    if (!is_fqdn(domain) || domain.find('.') == std::string_view::npos) {
        return refuse("the part after '@' is not a domain name");
    }
    std::string id{text};
    make_lower_case(std::span{id}.subspan(at + 1));
    return ExternalIdentifier{std::move(id), at};
}

Result<Msisdn> Msisdn::parse(std::string_view digits)
{
    return parse_digits("MSISDN", digits, 5, 15).map([](std::string d) {
        return Msisdn{std::move(d)};
    });
}

Result<ScsIdentity> ScsIdentity::parse(std::string_view digits)
{
    return parse_digits("SCS-Identity", digits, 1, 15).map([](std::string d) {
        return ScsIdentity{std::move(d)};
    });
}

Result<Imsi> Imsi::parse(std::string_view digits)
{
    // The digits stay out of the message: an error text may travel further than its author thinks.
    if (!all_digits(digits) || digits.size() < 6 || digits.size() > 15) {
        return fail("IMSI: expected 6 to 15 decimal digits");
    }
    return Imsi{std::string{digits}};
}

template <class Side>
Result<DiameterHost<Side>> DiameterHost<Side>::parse(std::string_view fqdn)
{
    if (!is_fqdn(fqdn)) {
        return fail("Diameter identity \"" + printable(fqdn) + "\": expected a host name (FQDN)");
    }
    return DiameterHost{lower_case(fqdn)};
}

template class DiameterHost<struct NorthSide>;
template class DiameterHost<struct InternalSide>;

bool is_fqdn(std::string_view text)
{
    if (text.empty() || text.size() > 255) {
        return false;
    }
    while (true) {
        const std::size_t dot = text.find('.');
        if (!is_label(text.substr(0, dot))) {
            return false;
        }
        if (dot == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(dot + 1);
    }
}

std::string lower_case(std::string_view text)
{
    std::string out{text};
    make_lower_case(out);
    return out;
}

std::string masked(const DeviceIdentity& device)
{
    return std::visit(
        base::Overloaded{
            [](const ExternalIdentifier& id) { return "***@" + std::string{id.domain()}; },
            [](const Msisdn& msisdn) {
                const std::string& digits = msisdn.digits();
                return std::string(digits.size() - 2, '*') + digits.substr(digits.size() - 2);
            },
        },
        device
    );
}

const std::string& clear_text(const DeviceIdentity& device)
{
    return std::visit(
        base::Overloaded{
            [](const ExternalIdentifier& id) -> const std::string& { return id.text(); },
            [](const Msisdn& msisdn) -> const std::string& { return msisdn.digits(); },
        },
        device
    );
}

} // namespace iwf::domain
