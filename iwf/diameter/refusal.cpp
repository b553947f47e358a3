// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/refusal.hpp"

#include <utility>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/value.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {
namespace {

constexpr std::size_t length_place = 1;

bool has_proxy_info(base::ByteView avps)
{
    AvpWalker walker{avps};
    for (Avp avp; walker.next(avp);) {
        if (avp.is(avp::proxy_info)) {
            return true;
        }
    }
    return false;
}

/// When it is where it should be (RFC 6733, 8.8), and can be read. Else empty.
base::ByteView session_id_in(base::ByteView avps)
{
    AvpWalker walker{avps};
    Avp first;
    return walker.next(first) && first.is(avp::session_id) &&
                   !check_value(first, avp::session_id, Strictness::request)
               ? first.value
               : base::ByteView{};
}

} // namespace

Refusal::Refusal(std::uint32_t result_code, std::string origin_host, std::string origin_realm)
    : result_code_{result_code}
    , origin_host_{std::move(origin_host)}
    , origin_realm_{std::move(origin_realm)}
    , usual_{error_answer(Message{}, {result_code, {}, {}}, origin_host_, origin_realm_).avps}
{}

void Refusal::answer_onto(base::Bytes& out, const MessageView& request) const
{
    const base::ByteView session_id = session_id_in(request.avps);
    if (session_id.empty() || has_proxy_info(request.avps)) {
        const Message answer =
            error_answer(request, {result_code_, {}, {}}, origin_host_, origin_realm_);
        encode_onto(out, answer.header, answer.avps);
        return;
    }
    const std::size_t start = out.size();
    Header header = request.header;
    header.flags = static_cast<std::uint8_t>((header.flags & flag::proxiable) | flag::error);
    encode_onto(out, header, {});
    AvpWriter{out}.put(avp::session_id, session_id);
    out.insert(out.end(), usual_.begin(), usual_.end());
    put_at(out.data() + start + length_place, out.size() - start, 3);
}

} // namespace iwf::diameter
