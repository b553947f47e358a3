// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/key.hpp"

#include <algorithm>

#include "iwf/audit/line.hpp"

namespace iwf::audit {
namespace {

constexpr std::string_view mark = "d:";
constexpr std::size_t step = 32;

std::string hex_of(const Digest& digest, std::size_t octets)
{
    return base::to_hex(base::ByteView{digest}.first(octets));
}

Nonce nonce_of(const Digest& name)
{
    Nonce nonce{};
    std::copy_n(name.begin(), nonce.size(), nonce.begin());
    return nonce;
}

Digest name_of(const Digest& day, std::string_view identity)
{
    return hmac(day, "pseudonym " + std::string{identity});
}

/// Two octets of length, the text, zeros.
base::Bytes padded(std::string_view text)
{
    text = text.substr(0, 0xffff);
    base::Bytes out{
        static_cast<std::uint8_t>(text.size() >> 8U), static_cast<std::uint8_t>(text.size())};
    const base::ByteView octets = base::as_bytes(text);
    out.insert(out.end(), octets.begin(), octets.end());
    out.resize((out.size() + step - 1) / step * step);
    return out;
}

base::Result<std::string> unpadded(const base::Bytes& octets)
{
    const std::size_t length = octets.size() < 2 ? 0 : std::size_t{octets[0]} << 8U | octets[1];
    if (octets.size() < 2 + length) {
        return base::fail("holds no identity");
    }
    return std::string{base::as_text(base::ByteView{octets}.subspan(2, length))};
}

} // namespace

base::Result<Key> Key::parse(std::string_view content)
{
    if (content.ends_with('\n')) {
        content.remove_suffix(1);
    }
    const auto master = digest_from_hex(content);
    if (!master) {
        return base::fail("is no key of an audit log; expected 64 hexadecimal digits, random ones, "
                          "as iwfctl audit new-key writes them");
    }
    return Key{*master};
}

std::string Key::id() const
{
    return hex_of(hmac(master_, "mtc-iwf audit key id"), 4);
}

Digest Key::day_key(base::WallTime time) const
{
    return hmac(master_, "mtc-iwf audit day " + text_of(time).substr(0, 10));
}

std::string Key::pseudonym(base::WallTime time, std::string_view identity) const
{
    return std::string{mark} + hex_of(name_of(day_key(time), identity), Nonce{}.size());
}

std::string Key::sealed(base::WallTime time, std::string_view identity) const
{
    const Digest day = day_key(time);
    const Nonce nonce = nonce_of(name_of(day, identity));
    return base::to_hex(seal(hmac(day, "seal"), nonce, padded(identity)));
}

base::Result<std::string>
Key::reveal(base::WallTime time, std::string_view pseudonym, std::string_view sealed) const
{
    Nonce nonce{};
    const auto name =
        pseudonym.starts_with(mark) ? from_hex(pseudonym.substr(mark.size())) : std::nullopt;
    const auto octets = from_hex(sealed);
    if (!name || name->size() != nonce.size() || !octets) {
        return base::fail("is no pseudonym with what it stands for");
    }
    std::ranges::copy(*name, nonce.begin());
    const auto text = unseal(hmac(day_key(time), "seal"), nonce, *octets);
    if (!text) {
        return tl::unexpected{text.error()};
    }
    return unpadded(*text);
}

std::string Key::proof(const Digest& hash) const
{
    return hex_of(hmac(proof_key_, base::as_text(hash)), 16);
}

} // namespace iwf::audit
