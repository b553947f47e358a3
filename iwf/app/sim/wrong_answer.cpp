// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/wrong_answer.hpp"

#include <optional>
#include <string_view>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::sim {
namespace {

namespace avp = diameter::avp;
using diameter::AvpDefinition;

/// The AVPs of `from` without `unwanted`; `instead` (encoded) stands in the place of the first.
base::Bytes
replaced(const base::Bytes& from, const AvpDefinition& unwanted, base::ByteView instead = {})
{
    base::Bytes out;
    diameter::AvpWalker walker{from};
    diameter::Avp found;
    while (walker.next(found)) {
        const base::ByteView kept = found.is(unwanted) ? instead : found.whole;
        out.insert(out.end(), kept.begin(), kept.end());
        out.resize((out.size() + 3) & ~std::size_t{3});
        if (found.is(unwanted)) {
            instead = {};
        }
    }
    return out;
}

base::Bytes with_text(const base::Bytes& from, const AvpDefinition& where, std::string_view text)
{
    base::Bytes value;
    diameter::AvpWriter{value}.put(where, text);
    return replaced(from, where, value);
}

/// A header of our own making, as the writer makes no wrong ones.
void append_raw(base::Bytes& out, std::uint32_t code, std::uint32_t vendor, base::ByteView value)
{
    const std::uint32_t head = vendor != 0 ? 12 : 8;
    diameter::put_u32(out, code);
    out.push_back(vendor != 0 ? 0xC0 : 0x40);
    diameter::put_u24(out, head + static_cast<std::uint32_t>(value.size()));
    if (vendor != 0) {
        diameter::put_u32(out, vendor);
    }
    out.insert(out.end(), value.begin(), value.end());
    out.resize((out.size() + 3) & ~std::size_t{3});
}

base::Bytes with_short_result(const base::Bytes& from)
{
    base::Bytes result;
    const base::Bytes three{0x00, 0x07, 0xD1};
    append_raw(result, avp::result_code.code, 0, three);
    return replaced(from, avp::result_code, result);
}

base::Bytes with_truncated_group(base::Bytes from)
{
    base::Bytes member;
    diameter::put_u32(member, avp::vendor_id.code);
    member.push_back(0x40);
    diameter::put_u24(member, 200); // and eight octets are there
    append_raw(from, avp::supported_features.code, avp::supported_features.vendor, member);
    return from;
}

base::Bytes with_unknown(base::Bytes from)
{
    constexpr std::uint32_t nobodys_code = 16'000'001;
    const base::Bytes value{1, 2, 3, 4};
    append_raw(from, nobodys_code, diameter::vendor_3gpp, value);
    return from;
}

base::Bytes spoilt(const base::Bytes& avps, WrongAnswer how)
{
    switch (how) {
    case WrongAnswer::missing_avp:
        return replaced(avps, avp::origin_realm);
    case WrongAnswer::other_session:
        return with_text(avps, avp::session_id, "impostor.invalid;1;1");
    case WrongAnswer::wrong_origin_host:
        return with_text(avps, avp::origin_host, "impostor.invalid");
    case WrongAnswer::bad_result_length:
        return with_short_result(avps);
    case WrongAnswer::truncated_group:
        return with_truncated_group(avps);
    case WrongAnswer::no_result:
        return replaced(replaced(avps, avp::result_code), avp::experimental_result);
    case WrongAnswer::unknown_mandatory:
        return with_unknown(avps);
    case WrongAnswer::no_service_data:
        return replaced(avps, avp::service_data);
    case WrongAnswer::no_user:
        return replaced(avps, avp::user_identifier);
    }
    return avps;
}

} // namespace

diameter::Message spoil(diameter::Message answer, WrongAnswer how)
{
    answer.avps = spoilt(answer.avps, how);
    return answer;
}

} // namespace iwf::sim
