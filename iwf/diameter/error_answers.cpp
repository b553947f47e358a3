// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/error_answers.hpp"

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

/// The value of the Session-Id, when that is where it should be (RFC 6733, 8.8) and can be read,
/// and there is no Proxy-Info. Else empty: the answer is not the usual one.
base::ByteView session_id_of_usual(base::ByteView avps)
{
    AvpWalker walker{avps};
    Avp avp;
    if (!walker.next(avp) || !avp.is(avp::session_id) ||
        check_value(avp, avp::session_id, Strictness::request)) {
        return {};
    }
    const base::ByteView session_id = avp.value;
    while (walker.next(avp)) {
        if (avp.is(avp::proxy_info)) {
            return {};
        }
    }
    return session_id;
}

} // namespace

ErrorAnswers::ErrorAnswers(
    std::uint32_t result_code, std::string origin_host, std::string origin_realm
)
    : result_code_{result_code}
    , origin_host_{std::move(origin_host)}
    , origin_realm_{std::move(origin_realm)}
    , usual_{error_answer(Message{}, {result_code, {}, {}}, origin_host_, origin_realm_).avps}
{}

void ErrorAnswers::answer_onto(base::Bytes& out, const MessageView& request) const
{
    const base::ByteView session_id = session_id_of_usual(request.avps);
    if (session_id.empty()) {
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
