// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/authorise_limits.hpp"

#include <algorithm>
#include <utility>

namespace iwf::core {
namespace {

using domain::RequestStatus;

/// One claim before the limits. Each check returns why it fails, or nothing.
class LimitCheck
{
public:
    LimitCheck(
        const Contract& contract,
        const ContractLimits& limits,
        const ActionClaim& claim,
        DecidingRules& rules
    )
        : contract_{contract}
        , limits_{limits}
        , claim_{claim}
        , rules_{rules}
    {}

    std::optional<Refusal> check()
    {
        if (claim_.action == domain::ActionType::msisdn_less_mo_sms) {
            return check_port(); // a device sends it: nothing else is the server's doing
        }
        using Check = std::optional<Refusal> (LimitCheck::*)();
        for (const Check each :
             {&LimitCheck::check_payload,
              &LimitCheck::check_port,
              &LimitCheck::check_priority,
              &LimitCheck::check_validity}) {
            if (auto refusal = (this->*each)()) {
                return refusal;
            }
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] Refusal
    refuse(RequestStatus status, std::string reason, RuleKind kind, SourceLine at) const
    {
        return Refusal{status, std::move(reason), {contract_.rule(kind, at)}};
    }

    std::nullopt_t passed(RuleKind kind, SourceLine at)
    {
        if (at != 0) {
            rules_.add(contract_.rule(kind, at));
        }
        return std::nullopt;
    }

    std::optional<Refusal> check_payload()
    {
        const auto& limit = limits_.payload_max;
        if (claim_.payload_octets <= limit.value) {
            return passed(RuleKind::payload, limit.line);
        }
        return refuse(
            RequestStatus::invalid_payload,
            "payload of " + std::to_string(claim_.payload_octets) + " octets, at most " +
                std::to_string(limit.value) + " are agreed",
            RuleKind::payload,
            limit.line
        );
    }

    std::optional<Refusal> check_port()
    {
        if (!claim_.application_port) {
            return std::nullopt;
        }
        const std::uint32_t port = *claim_.application_port;
        const auto agreed = std::ranges::find_if(limits_.ports, [port](const auto& range) {
            return range.value.first <= port && port <= range.value.last;
        });
        if (agreed != limits_.ports.end()) {
            return passed(RuleKind::port, agreed->line);
        }
        return refuse(
            RequestStatus::invalid_payload,
            "application port " + std::to_string(port) + " is not agreed",
            RuleKind::port,
            limits_.ports_line
        );
    }

    std::optional<Refusal> check_priority()
    {
        const auto& agreed = limits_.priority;
        if (claim_.priority != domain::Priority::priority) {
            return std::nullopt;
        }
        if (agreed.value) {
            return passed(RuleKind::priority, agreed.line);
        }
        return refuse(
            RequestStatus::invalid_payload,
            "priority is not agreed",
            RuleKind::priority,
            agreed.line
        );
    }

    std::optional<Refusal> check_validity()
    {
        if (!claim_.validity_time_s) {
            return std::nullopt;
        }
        const std::uint32_t validity = *claim_.validity_time_s;
        const auto& limit = limits_.validity_max_s;
        if (validity > limit.value) {
            return refuse(
                RequestStatus::invalid_period,
                "validity of " + std::to_string(validity) + " s, at most " +
                    std::to_string(limit.value) + " s are agreed",
                RuleKind::validity,
                limit.line
            );
        }
        if (validity == 0 && claim_.action == domain::ActionType::device_trigger_replace) {
            // TS 23.682, 5.2.3.1 NOTE 1
            return refuse(
                RequestStatus::invalid_period,
                "a replace needs a validity above 0",
                RuleKind::validity,
                0
            );
        }
        return passed(RuleKind::validity, limit.line);
    }

    const Contract& contract_;
    const ContractLimits& limits_;
    const ActionClaim& claim_;
    DecidingRules& rules_;
};

} // namespace

std::optional<Refusal> check_limits(
    const Contract& contract,
    const ContractLimits& limits,
    const ActionClaim& claim,
    DecidingRules& rules
)
{
    if (claim.action == domain::ActionType::device_trigger_recall) {
        return std::nullopt; // it carries no trigger
    }
    return LimitCheck{contract, limits, claim, rules}.check();
}

} // namespace iwf::core
