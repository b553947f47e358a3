// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "iwf/base/result.hpp"

/// Who is meant by a message. What may be shown to a server (ExternalIdentifier, Msisdn,
/// ScsIdentity) and what must never be (Imsi, InternalHost) are different types without a
/// conversion: no northbound encoder takes the latter (S7).
namespace iwf::domain {

/// username@realm: Local Identifier @ Domain Identifier (TS 23.003, 19.7.2). The domain is held in
/// lower case; the local part as written. 1 to 253 octets in all.
class ExternalIdentifier
{
public:
    [[nodiscard]] static base::Result<ExternalIdentifier> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::string_view local() const { return std::string_view{text_}.substr(0, at_); }
    [[nodiscard]] std::string_view domain() const
    {
        return std::string_view{text_}.substr(at_ + 1);
    }

    friend auto operator<=>(const ExternalIdentifier&, const ExternalIdentifier&) = default;

private:
    ExternalIdentifier(std::string text, std::size_t at)
        : text_{std::move(text)}
        , at_{at}
    {}

    std::string text_;
    std::size_t at_;
};

/// An international E.164 number: 5 to 15 digits, no sign, no prefix.
class Msisdn
{
public:
    [[nodiscard]] static base::Result<Msisdn> parse(std::string_view digits);

    [[nodiscard]] const std::string& digits() const { return digits_; }

    friend auto operator<=>(const Msisdn&, const Msisdn&) = default;

private:
    explicit Msisdn(std::string digits)
        : digits_{std::move(digits)}
    {}

    std::string digits_;
};

/// The device as a server names it.
using DeviceIdentity = std::variant<ExternalIdentifier, Msisdn>;

/// The E.164 number of the server, 1 to 15 digits (TS 29.336, 6.4.4).
class ScsIdentity
{
public:
    [[nodiscard]] static base::Result<ScsIdentity> parse(std::string_view digits);

    [[nodiscard]] const std::string& digits() const { return digits_; }

    friend auto operator<=>(const ScsIdentity&, const ScsIdentity&) = default;

private:
    explicit ScsIdentity(std::string digits)
        : digits_{std::move(digits)}
    {}

    std::string digits_;
};

/// Says at the place of use that the value goes to the operator's side only. No northbound source
/// mentions it; the lint test looks.
struct Southbound
{};
inline constexpr Southbound southbound{};

/// International Mobile Subscriber Identity, 6 to 15 digits (TS 23.003, 2.2). Internal.
class Imsi
{
public:
    [[nodiscard]] static base::Result<Imsi> parse(std::string_view digits);

    [[nodiscard]] const std::string& digits(Southbound) const { return digits_; }

    friend bool operator==(const Imsi&, const Imsi&) = default;

private:
    explicit Imsi(std::string digits)
        : digits_{std::move(digits)}
    {}

    std::string digits_;
};

/// A Diameter node (RFC 6733, 4.3.1 DiameterIdentity: an FQDN), in lower case. Side keeps nodes of
/// the two networks apart.
template <class Side>
class DiameterHost
{
public:
    [[nodiscard]] static base::Result<DiameterHost> parse(std::string_view fqdn);

    [[nodiscard]] const std::string& text() const { return text_; }

    friend auto operator<=>(const DiameterHost&, const DiameterHost&) = default;

private:
    explicit DiameterHost(std::string text)
        : text_{std::move(text)}
    {}

    std::string text_;
};

/// A node a server may know: the server itself, or this MTC-IWF by its northbound name.
using NorthHost = DiameterHost<struct NorthSide>;

/// An HSS, SMS-SC or MME. Never named to a server.
using InternalHost = DiameterHost<struct InternalSide>;

extern template class DiameterHost<struct NorthSide>;
extern template class DiameterHost<struct InternalSide>;

/// True for a name usable as DiameterIdentity: labels of letters, digits, '-' and '_', 1 to 63
/// octets each, 255 in all.
[[nodiscard]] bool is_fqdn(std::string_view text);

/// ASCII letters in lower case.
[[nodiscard]] std::string lower_case(std::string_view text);

/// For logs and alarms: keeps the domain or at most the last two digits, hides the rest.
[[nodiscard]] std::string masked(const DeviceIdentity& device);

/// For people with the right to see it (the journal dump, the demo): the identity in clear.
[[nodiscard]] const std::string& clear_text(const DeviceIdentity& device);

} // namespace iwf::domain
