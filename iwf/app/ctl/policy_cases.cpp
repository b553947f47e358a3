// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/policy_cases.hpp"

#include <chrono>
#include <utility>

#include "iwf/app/config/binder.hpp"
#include "iwf/app/config/files.hpp"
#include "iwf/app/config/origin.hpp"
#include "iwf/app/explain/explain.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/judge.hpp"
#include "proto/mtciwf/v1/cases.pb.h"

namespace iwf::ctl {
namespace {

/// As iwfd counts, when it is not told otherwise.
constexpr std::size_t max_devices = 200'000;

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
        constexpr std::uint64_t a_second = 1000;
        question.set_validity_s(static_cast<std::uint32_t>(one.validity() / a_second));
    }
    question.set_scs_identity(one.scs_identity());
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
    const auto claim = explain::claim_of(question, *contract);
    const auto at = explain::time_of(question);
    if (!claim || !at) {
        return tl::unexpected{claim ? at.error() : claim.error()};
    }
    core::Amounts nothing_spent{max_devices};
    const base::WallTime now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return explain::reply_of(core::judge(
        *contract, *claim, nothing_spent, {std::chrono::steady_clock::now(), at->value_or(now)}
    ));
}

std::optional<std::string> what_is_wrong(const PolicyCase& one, const core::ContractBook& book)
{
    const auto reply = judge_by(book, one.question);
    if (!reply) {
        return reply.error().text;
    }
    if (one.expect == reply->status_name() || one.expect == std::to_string(reply->status())) {
        return std::nullopt;
    }
    return one.question.contract() + " " + one.question.action() + " " + one.question.device() +
           ": expected " + one.expect + ", is " + outcome_of(*reply);
}

} // namespace iwf::ctl
