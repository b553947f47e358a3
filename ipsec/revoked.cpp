// SPDX-License-Identifier: Apache-2.0
#include "ipsec/revoked.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace iwf::ipsec {
namespace {

constexpr std::uint8_t integer = 0x02;
constexpr std::uint8_t sequence = 0x30;
constexpr std::uint8_t utc_time = 0x17;
constexpr std::uint8_t generalized_time = 0x18;

/// Elements of DER, one after the other.
class Reader
{
public:
    explicit Reader(std::string_view octets)
        : rest_{octets}
    {}

    /// The tag of the next element; 0 at the end, or when it is none.
    [[nodiscard]] std::uint8_t tag() const { return rest_.size() < 2 ? std::uint8_t{} : at(0); }

    /// The content of the next element, which is passed.
    std::optional<std::string_view> take()
    {
        if (rest_.size() < 2) {
            return std::nullopt;
        }
        std::size_t length = at(1);
        std::size_t header = 2;
        if (length > 0x80) {
            const std::size_t count = length - 0x80;
            if (count > 3 || rest_.size() < header + count) {
                return std::nullopt;
            }
            for (length = 0; header < 2 + count; ++header) {
                length = length << 8U | at(header);
            }
        }
        if (rest_.size() - header < length) {
            return std::nullopt;
        }
        const std::string_view content = rest_.substr(header, length);
        rest_.remove_prefix(header + length);
        return content;
    }

private:
    [[nodiscard]] std::uint8_t at(std::size_t i) const
    {
        return static_cast<std::uint8_t>(rest_[i]);
    }

    std::string_view rest_;
};

std::optional<std::uint32_t> base64_value(char c)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t at = alphabet.find(c);
    return at == std::string_view::npos ? std::nullopt
                                        : std::optional{static_cast<std::uint32_t>(at)};
}

/// Passes over what is not of its alphabet.
std::string from_base64(std::string_view text)
{
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        if (const auto value = base64_value(c)) {
            bits = bits << 6U | *value;
            count += 6;
        }
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xffU);
        }
    }
    return out;
}

std::string as_der(std::string_view content)
{
    constexpr std::string_view begin = "-----BEGIN X509 CRL-----";
    const std::size_t at = content.find(begin);
    if (at == std::string_view::npos) {
        return std::string{content};
    }
    const std::string_view body = content.substr(at + begin.size());
    return from_base64(body.substr(0, body.find("-----")));
}

/// TBSCertList: version, signature, issuer, thisUpdate, nextUpdate, revokedCertificates.
std::optional<std::string> revoked_in(std::string_view der)
{
    const auto list = Reader{der}.take();
    const auto inner = list ? Reader{*list}.take() : std::nullopt;
    if (!inner || Reader{der}.tag() != sequence || Reader{*list}.tag() != sequence) {
        return std::nullopt;
    }
    Reader fields{*inner};
    if (fields.tag() == integer) {
        fields.take();
    }
    for (int i = 0; i < 2; ++i) {
        if (fields.tag() != sequence || !fields.take()) {
            return std::nullopt;
        }
    }
    while (fields.tag() == utc_time || fields.tag() == generalized_time) {
        if (!fields.take()) {
            return std::nullopt;
        }
    }
    if (fields.tag() != sequence) {
        return std::string{}; // nothing is revoked
    }
    const auto revoked = fields.take();
    return revoked ? std::optional{std::string{*revoked}} : std::nullopt;
}

} // namespace

std::string revoked_part(std::string_view revocation_list)
{
    const auto found = revoked_in(as_der(revocation_list));
    return found ? *found : std::string{revocation_list};
}

} // namespace iwf::ipsec
