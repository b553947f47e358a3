// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/common.hpp"

#include <algorithm>
#include <utility>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/tables.hpp"
#include "iwf/diameter/value.hpp"

namespace iwf::diameter {
namespace {

constexpr std::uint32_t no_state_maintained = 1; // Auth-Session-State, RFC 6733, 8.11

/// Octets of AVPs, the Session-Id apart: room that is made at once.
constexpr std::size_t usual_error_answer = 192;

/// What of a faulty request goes into its answer.
struct Echo
{
    base::ByteView session_id; ///< empty: not readable
    std::vector<base::ByteView> proxy_infos;
};

Echo readable_part(const MessageView& request)
{
    Echo echo;
    AvpWalker walker{request.avps};
    for (Avp avp; walker.next(avp);) {
        if (avp.is(avp::session_id) && echo.session_id.empty() &&
            !check_value(avp, avp::session_id, Strictness::request)) {
            echo.session_id = avp.value;
        } else if (avp.is(avp::proxy_info) && !check_group(avp, avp::proxy_info)) {
            echo.proxy_infos.push_back(avp.value);
        }
    }
    return echo;
}

/// The AVPs that an answer made from nothing but the request's header and a Fault can have.
bool can_be_given(const AvpDefinition& avp)
{
    return &avp == &avp::session_id || &avp == &avp::auth_application_id ||
           &avp == &avp::auth_session_state || &avp == &avp::origin_host ||
           &avp == &avp::origin_realm || &avp == &avp::result_code;
}

bool is_required(const Rule& rule)
{
    return rule.avp != nullptr && rule.min > 0;
}

/// True when the ABNF of the command's answer can be kept (RFC 6733, 7.1.5).
bool can_be_kept(const CommandDefinition& answer, const Echo& echo)
{
    return !echo.session_id.empty() && std::ranges::all_of(answer.rules, [](const Rule& rule) {
        return !is_required(rule) || can_be_given(*rule.avp);
    });
}

void put_required(AvpWriter& out, const CommandDefinition& answer)
{
    for (const Rule& rule : answer.rules) {
        if (is_required(rule) && rule.avp == &avp::auth_application_id) {
            out.put(avp::auth_application_id, answer.application);
        } else if (is_required(rule) && rule.avp == &avp::auth_session_state) {
            out.put(avp::auth_session_state, no_state_maintained);
        }
    }
}

} // namespace

AnswerHead
answer_head(const RequestHead& request, std::string origin_host, std::string origin_realm)
{
    AnswerHead head;
    head.session_id = request.session_id;
    head.origin_host = std::move(origin_host);
    head.origin_realm = std::move(origin_realm);
    head.proxy_infos = request.proxy_infos;
    return head;
}

Message error_answer(
    const MessageView& request,
    const Fault& fault,
    std::string_view origin_host,
    std::string_view origin_realm
)
{
    const Echo echo = readable_part(request);
    Message answer{request.header, {}};
    answer.avps.reserve(usual_error_answer + echo.session_id.size());
    answer.header.flags &= flag::proxiable; // all else of the request's flags is not the answer's
    const bool is_protocol_error = fault.result_code / 1000 == 3;
    const CommandDefinition* const command =
        is_protocol_error ? nullptr : find_command(answer.header);
    const bool by_the_abnf = command != nullptr && can_be_kept(*command, echo);
    AvpWriter out{answer.avps};
    if (!echo.session_id.empty()) {
        out.put(avp::session_id, echo.session_id);
    }
    if (by_the_abnf) {
        put_required(out, *command);
    } else {
        answer.header.flags |= flag::error;
    }
    out.put(avp::origin_host, origin_host);
    out.put(avp::origin_realm, origin_realm);
    out.put(avp::result_code, fault.result_code);
    if (!fault.text.empty()) {
        out.put(avp::error_message, std::string_view{fault.text});
    }
    if (!fault.failed_avp.empty()) {
        out.put(avp::failed_avp, fault.failed_avp);
    }
    for (const base::ByteView proxy_info : echo.proxy_infos) {
        out.put(avp::proxy_info, proxy_info);
    }
    return answer;
}

} // namespace iwf::diameter
