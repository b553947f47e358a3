// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/policy_cases.hpp"

#include <chrono>
#include <utility>

#include "iwf/app/config/binder.hpp"
#include "iwf/app/config/field.hpp"
#include "iwf/app/config/files.hpp"
#include "iwf/app/config/origin.hpp"
#include "iwf/app/explain/explain.hpp"
#include "iwf/app/explain/message.hpp"
#include "iwf/app/explain/watch.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/judge.hpp"
#include "proto/mtciwf/v1/cases.pb.h"

namespace iwf::ctl {
namespace {

/// As iwfd counts, when it is not told otherwise.
constexpr std::size_t max_devices = 200'000;

std::uint32_t seconds(std::uint64_t milliseconds)
{
    return static_cast<std::uint32_t>(milliseconds / 1000);
}

void add_watched(const mtciwf::v1::PolicyCase& one, mtciwf::v1::ExplainRequest& question)
{
    if (one.has_reports()) {
        question.set_reports(one.reports());
    }
    if (one.has_duration()) {
        question.set_duration_s(seconds(one.duration()));
    }
    if (one.has_accuracy()) {
        question.set_accuracy(
            config::name_of(*mtciwf::v1::Accuracy_descriptor()->FindValueByNumber(one.accuracy()))
        );
    }
    if (one.has_interval()) {
        question.set_interval_s(seconds(one.interval()));
    }
    if (one.has_detection_time()) {
        question.set_detection_time_s(seconds(one.detection_time()));
    }
    question.set_group(one.group());
}

mtciwf::v1::ExplainRequest question_of(const mtciwf::v1::PolicyCase& one)
{
    mtciwf::v1::ExplainRequest question;
    question.set_contract(one.server());
    question.set_device(one.device());
    question.set_action(one.action());
    question.set_at(one.at());
    question.set_payload_octets(one.payload_bytes());
    if (one.has_port()) {
        question.set_port(one.port());
    }
    question.set_priority(one.priority());
    if (one.has_validity()) {
        question.set_validity_s(seconds(one.validity()));
    }
    question.set_scs_identity(one.scs_identity());
    add_watched(one, question);
    return question;
}

std::string outcome_of(const mtciwf::v1::ExplainReply& reply)
{
    std::string out = reply.status_name() + " (" + std::to_string(reply.status()) + ")";
    if (!reply.reason().empty()) {
        out += ": " + reply.reason();
    }
    for (const auto& rule : reply.rules()) {
        out += "; " + rule.kind() + (rule.text().empty() ? "" : " ") + rule.text() + " (" +
               rule.place() + ")";
    }
    return out;
}

} // namespace

tl::expected<std::vector<PolicyCase>, std::vector<config::ConfigError>>
read_cases(const std::string& file)
{
    config::ErrorList errors;
    mtciwf::v1::PolicyCases cases;
    std::vector<PolicyCase> out;
    const auto content = config::read_file(file);
    if (!content) {
        errors.add({file, {}, {}, content.error().text});
    } else if (const auto root = config::parse_yaml(*content, file, errors)) {
        config::bind_by_schema(*root, file, cases, errors);
        const config::Origin origin{file, *root, {}};
        for (int i = 0; i < cases.cases_size(); ++i) {
            const auto& one = cases.cases(i);
            out.push_back({origin.place(config::item("cases", i)), question_of(one), one.expect()});
        }
    }
    if (!errors.empty()) {
        return tl::unexpected{errors.sorted()};
    }
    return out;
}

base::Result<mtciwf::v1::ExplainReply>
judge_by(const core::ContractBook& book, const mtciwf::v1::ExplainRequest& question)
{
    const core::Contract* const contract = book.find_by_name(question.contract());
    if (contract == nullptr) {
        return base::fail("no contract \"" + base::printable(question.contract()) + "\"");
    }
    const auto at = explain::time_of(question);
    if (!at) {
        return tl::unexpected{at.error()};
    }
    const base::WallTime now =
        at->value_or(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())
        );
    if (explain::is_watch(question)) {
        return explain::explain_watch(question, *contract, now);
    }
    if (explain::is_message(question)) {
        return explain::explain_message(question, *contract);
    }
    const auto claim = explain::claim_of(question, *contract);
    if (!claim) {
        return tl::unexpected{claim.error()};
    }
    core::Amounts nothing_spent{max_devices};
    return explain::reply_of(
        core::judge(*contract, *claim, nothing_spent, {std::chrono::steady_clock::now(), now})
    );
}

std::optional<std::string> what_is_wrong(const PolicyCase& one, const core::ContractBook& book)
{
    const auto reply = judge_by(book, one.question);
    if (!reply) {
        return reply.error().text;
    }
    const bool named = explain::is_watch(one.question) || explain::is_message(one.question)
                           ? explain::is_short_for(one.expect, reply->status_name())
                           : one.expect == reply->status_name();
    if (named || one.expect == std::to_string(reply->status())) {
        return std::nullopt;
    }
    return one.question.contract() + " " + one.question.action() + " " + one.question.device() +
           ": expected " + one.expect + ", is " + outcome_of(*reply);
}

} // namespace iwf::ctl
