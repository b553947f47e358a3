// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/explain/explain.hpp"

#include <chrono>
#include <string>
#include <variant>

#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include "iwf/base/bytes.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::explain {
namespace {

using domain::ActionType;

base::Result<ActionType> action_of(const std::string& word)
{
    if (word == "request" || word == "trigger") {
        return ActionType::device_trigger_request;
    }
    if (word == "recall") {
        return ActionType::device_trigger_recall;
    }
    if (word == "replace") {
        return ActionType::device_trigger_replace;
    }
    return base::fail(
        "action \"" + base::printable(word) +
        "\" is none; expected trigger, recall, replace or mo_sms, or an event of actions in "
        "contracts, like location"
    );
}

base::Result<base::Bytes> number_of(const std::string& digits, const char* what)
{
    if (!domain::all_digits(digits)) {
        return base::fail(
            std::string{what} + " \"" + base::printable(digits) + "\" is no number; expected digits"
        );
    }
    return domain::to_tbcd(digits);
}

} // namespace

base::Result<core::ClaimedIdentity>
identity_of(const mtciwf::v1::ExplainRequest& question, const core::Contract& contract)
{
    core::ClaimedIdentity identity;
    const std::string& device = question.device();
    if (device.find('@') != std::string::npos) {
        identity.external_identifier = device;
    } else {
        auto number = number_of(device, "device");
        if (!number) {
            return base::fail(number.error().text + ", or local@domain");
        }
        identity.msisdn = *std::move(number);
    }
    std::string scs = question.scs_identity();
    if (scs.empty() && !contract.scs_identities.empty()) {
        scs = contract.scs_identities.front().value.digits();
    }
    auto number = number_of(scs, "SCS-Identity");
    if (!number) {
        return tl::unexpected{std::move(number.error())};
    }
    identity.scs_identity = *std::move(number);
    return identity;
}

void add_rules(const core::DecidingRules& rules, mtciwf::v1::ExplainReply& reply)
{
    for (const core::DecidingRule& rule : rules) {
        auto& out = *reply.add_rules();
        out.set_kind(std::string{name(rule.kind)});
        out.set_text(std::string{rule.text});
        out.set_place(rule.place());
    }
}

base::Result<core::ActionClaim>
claim_of(const mtciwf::v1::ExplainRequest& question, const core::Contract& contract)
{
    const auto action = action_of(question.action());
    if (!action) {
        return tl::unexpected{action.error()};
    }
    auto identity = identity_of(question, contract);
    if (!identity) {
        return tl::unexpected{std::move(identity.error())};
    }
    if (question.has_reports() || question.has_duration_s() || !question.accuracy().empty() ||
        question.has_interval_s() || question.has_detection_time_s() || question.group()) {
        return base::fail(
            "reports, duration, accuracy, interval, detection time and group are of events, not of "
            "triggers"
        );
    }
    if (question.has_original() && *action == ActionType::device_trigger_request) {
        return base::fail("a trigger has no original; recalls and replaces have");
    }
    core::ActionClaim claim;
    claim.identity = *std::move(identity);
    claim.action = *action;
    claim.payload_octets = question.payload_octets();
    if (question.priority()) {
        claim.priority = domain::Priority::priority;
    }
    if (question.has_port()) {
        claim.application_port = question.port();
    }
    if (question.has_validity_s()) {
        claim.validity_time_s = question.validity_s();
    }
    return claim;
}

base::Result<std::optional<base::WallTime>> time_of(const mtciwf::v1::ExplainRequest& question)
{
    if (question.at().empty()) {
        return std::nullopt;
    }
    google::protobuf::Timestamp time;
    if (!google::protobuf::util::TimeUtil::FromString(question.at(), &time)) {
        return base::fail(
            "\"" + base::printable(question.at()) +
            "\" is no time; expected one of RFC 3339, like 2026-11-25T22:30:00Z or "
            "2026-11-25T22:30:00+01:00"
        );
    }
    return base::WallTime{
        std::chrono::milliseconds{google::protobuf::util::TimeUtil::TimestampToMilliseconds(time)}};
}

mtciwf::v1::ExplainReply reply_of(const core::Decision& decision)
{
    mtciwf::v1::ExplainReply reply;
    auto status = domain::RequestStatus::success;
    if (const auto* refusal = std::get_if<core::Refusal>(&decision)) {
        status = refusal->status;
        reply.set_reason(refusal->reason);
        add_rules(refusal->rules, reply);
    } else {
        reply.set_permitted(true);
        add_rules(std::get<core::Permitted>(decision).rules, reply);
    }
    reply.set_status(static_cast<std::uint32_t>(status));
    reply.set_status_name(std::string{domain::name(status)});
    return reply;
}

} // namespace iwf::explain
