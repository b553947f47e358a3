// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/avp_writer.hpp"

#include "iwf/diameter/time.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {

void AvpWriter::put(const AvpDefinition& avp, base::ByteView value)
{
    put(avp, avp.flags, value);
}

void AvpWriter::put(const AvpDefinition& avp, std::uint8_t flags, base::ByteView value)
{
    const std::size_t start = begin(avp, flags);
    out_.insert(out_.end(), value.begin(), value.end());
    end(start);
}

void AvpWriter::put(const AvpDefinition& avp, std::uint32_t value)
{
    const std::size_t start = begin(avp, avp.flags);
    put_u32(out_, value);
    end(start);
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
    const std::size_t start = begin(avp, avp.flags);
    put_u64(out_, value);
    end(start);
}

std::size_t AvpWriter::begin(const AvpDefinition& avp, std::uint8_t flags)
{
    const std::size_t start = out_.size();
    put_u32(out_, avp.code);
    out_.push_back(static_cast<std::uint8_t>(flags & ~cleared_));
    put_u24(out_, 0); // the length: known at the end
    if ((flags & avp_flag_vendor) != 0) {
        put_u32(out_, avp.vendor);
    }
    return start;
}

void AvpWriter::end(std::size_t start)
{
    const std::size_t length = out_.size() - start;
    out_[start + 5] = static_cast<std::uint8_t>(length >> 16U);
    out_[start + 6] = static_cast<std::uint8_t>(length >> 8U);
    out_[start + 7] = static_cast<std::uint8_t>(length);
    out_.resize(start + (length + 3) / 4 * 4);
}

} // namespace iwf::diameter
