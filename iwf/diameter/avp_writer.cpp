// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/avp_writer.hpp"

#include <algorithm>
#include <array>

#include "iwf/diameter/time.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {
namespace {

/// As octets.
template <std::size_t size>
std::array<std::uint8_t, size> big_endian(std::uint64_t value)
{
    std::array<std::uint8_t, size> octets{};
    put_at(octets.data(), value, size);
    return octets;
}

} // namespace

void AvpWriter::put(const AvpDefinition& avp, base::ByteView value)
{
    put(avp, avp.flags, value);
}

void AvpWriter::put(const AvpDefinition& avp, std::uint8_t flags, base::ByteView value)
{
    const std::size_t start = out_.size();
    const std::size_t header = avp_header_size_of(flags);
    out_.resize(start + avp_padded(header + value.size()));
    put_header(start, avp, flags, header + value.size());
    std::ranges::copy(value, out_.data() + start + header);
}

void AvpWriter::put(const AvpDefinition& avp, std::uint32_t value)
{
    put(avp, avp.flags, big_endian<4>(value));
}

void AvpWriter::put(const AvpDefinition& avp, std::int32_t value)
{
    put(avp, static_cast<std::uint32_t>(value));
}

void AvpWriter::put(const AvpDefinition& avp, base::WallTime value)
{
    put(avp, to_time(value));
}

void AvpWriter::put(const AvpDefinition& avp, std::uint64_t value)
{
    put(avp, avp.flags, big_endian<8>(value));
}

std::size_t AvpWriter::begin(const AvpDefinition& avp, std::uint8_t flags)
{
    const std::size_t start = out_.size();
    out_.resize(start + avp_header_size_of(flags));
    put_header(start, avp, flags, 0); // the length: known at the end
    return start;
}

void AvpWriter::end(std::size_t start)
{
    const std::size_t length = out_.size() - start;
    put_at(out_.data() + start + avp_length_place, length, 3);
    out_.resize(start + avp_padded(length));
}

/// Where there is room for it.
void AvpWriter::put_header(
    std::size_t start, const AvpDefinition& avp, std::uint8_t flags, std::size_t length
)
{
    std::uint8_t* const at = out_.data() + start;
    put_at(at, avp.code, 4);
    at[avp_flags_place] = static_cast<std::uint8_t>(flags & ~cleared_);
    put_at(at + avp_length_place, length, 3);
    if ((flags & avp_flag_vendor) != 0) {
        put_at(at + avp_vendor_place, avp.vendor, 4);
    }
}

} // namespace iwf::diameter
