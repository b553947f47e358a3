// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/dictionary.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {

/// One AVP inside a message, borrowed from it (RFC 6733, 4.1).
struct Avp
{
    std::uint32_t code{};
    std::uint32_t vendor{}; ///< 0 when the V bit is clear
    std::uint8_t flags{};
    base::ByteView value;
    base::ByteView whole; ///< header and value, without padding

    [[nodiscard]] bool is_mandatory() const { return (flags & avp_flag_mandatory) != 0; }

    /// A wrong V bit makes another AVP: code and vendor decide.
    [[nodiscard]] bool is(const AvpDefinition& definition) const
    {
        return code == definition.code && vendor == definition.vendor;
    }
};

/// Steps through the AVPs of one level. The padding of the last AVP may be missing, as some peers
/// leave it out at the end of a Grouped AVP.
class AvpWalker
{
public:
    explicit AvpWalker(base::ByteView avps)
        : rest_{avps}
    {}

    /// False at the end, and at an AVP that does not fit into what is left: then is_broken().
    [[nodiscard]] bool next(Avp& avp);

    [[nodiscard]] bool is_broken() const { return broken_; }

    /// What was not stepped over: begins with the broken AVP when is_broken().
    [[nodiscard]] base::ByteView rest() const { return rest_; }

private:
    base::ByteView rest_;
    bool broken_{};
};

// Inline: some twenty calls for each message, of servers that nobody knows too.
inline bool AvpWalker::next(Avp& avp)
{
    if (rest_.empty() || broken_) {
        return false;
    }
    broken_ = true;
    if (rest_.size() < avp_header_size) {
        return false;
    }
    avp.flags = rest_[avp_flags_place];
    const std::size_t header = avp_header_size_of(avp.flags);
    const std::size_t length = get_u24(rest_.subspan(avp_length_place));
    if (length < header || length > rest_.size()) {
        return false;
    }
    avp.code = get_u32(rest_);
    avp.vendor = header > avp_header_size ? get_u32(rest_.subspan(avp_vendor_place)) : 0;
    avp.whole = rest_.first(length);
    avp.value = avp.whole.subspan(header);
    rest_ = rest_.subspan(std::min(avp_padded(length), rest_.size()));
    broken_ = false;
    return true;
}

/// Octets of value that an AVP of this type has at least; exactly, when has_fixed_size().
[[nodiscard]] std::size_t minimum_size(AvpType type);
[[nodiscard]] bool has_fixed_size(AvpType type);

} // namespace iwf::diameter
