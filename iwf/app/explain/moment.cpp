// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/explain/moment.hpp"

#include <string>

#include "iwf/app/explain/explain.hpp"

namespace iwf::explain {
namespace {

void fill(const core::LoadNow& load, mtciwf::v1::ExplainLoad& out)
{
    out.set_requests(load.requests);
    out.set_most_requests(load.most_requests);
    out.set_requests_of_server(load.requests_of_server);
    out.set_most_of_server(load.most_of_server);
    out.set_triggers(load.triggers);
    out.set_most_triggers(load.most_triggers);
    if (load.busy) {
        out.set_busy(std::string{core::name(*load.busy)});
    }
}

void fill(const core::OriginalTrigger& original, mtciwf::v1::ExplainOriginal& out)
{
    out.set_known(true);
    out.set_state(std::string{core::name(original.state)});
    out.set_pending(original.is_pending);
    out.set_submitted(original.is_submitted);
    if (original.has_device) {
        out.set_same_device(*original.has_device);
    }
}

} // namespace

mtciwf::v1::ExplainReply
reply_of(const core::Explanation& explanation, const mtciwf::v1::ExplainRequest& question)
{
    mtciwf::v1::ExplainReply reply = reply_of(explanation.decision);
    fill(explanation.load, *reply.mutable_load());
    if (question.has_original()) {
        auto& original = *reply.mutable_original();
        original.set_number(question.original());
        if (explanation.original) {
            fill(*explanation.original, original);
        }
    }
    return reply;
}

} // namespace iwf::explain
