// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/explain/message.hpp"

#include <string>
#include <variant>

#include "iwf/app/explain/explain.hpp"
#include "iwf/core/policy/message_receiver.hpp"
#include "iwf/diameter/result_code.hpp"

namespace iwf::explain {
namespace {

bool says_more(const mtciwf::v1::ExplainRequest& question)
{
    return question.payload_octets() != 0 || question.priority() || question.has_validity_s() ||
           !question.scs_identity().empty() || question.has_reports() ||
           question.has_duration_s() || !question.accuracy().empty() || question.has_interval_s() ||
           question.has_detection_time_s() || question.group() || question.has_original();
}

} // namespace

bool is_message(const mtciwf::v1::ExplainRequest& question)
{
    return question.action() == "mo_sms";
}

base::Result<mtciwf::v1::ExplainReply>
explain_message(const mtciwf::v1::ExplainRequest& question, const core::Contract& contract)
{
    if (says_more(question)) {
        return base::fail("of mo_sms there is nothing but a device and a port");
    }
    const auto device = domain::ExternalIdentifier::parse(question.device());
    if (!device) {
        return base::fail("the HSS names who sends a message as local@domain, and not otherwise");
    }
    if (!question.has_port()) {
        return base::fail("a message goes to a port; name one");
    }
    const core::Decision decision = core::authorise_receiver(contract, *device, question.port());
    mtciwf::v1::ExplainReply reply = reply_of(decision);
    const diameter::Outcome outcome =
        reply.permitted() ? diameter::Outcome{}
                          : diameter::Outcome{diameter::experimental::sm_delivery_failure, true};
    reply.set_status(outcome.code);
    reply.set_status_name(std::string{diameter::name(outcome)});
    return reply;
}

} // namespace iwf::explain
