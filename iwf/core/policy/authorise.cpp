// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/authorise.hpp"

#include <algorithm>
#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/base/overloaded.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::core {
namespace {

using domain::ActionType;
using domain::DeviceIdentity;
using domain::RequestStatus;

/// One claim before one contract. Each check returns why it fails, or nothing.
class Judgement
{
public:
    Judgement(const Contract& contract, const ActionClaim& claim)
        : contract_{contract}
        , claim_{claim}
    {}

    std::optional<Refusal> decide_server()
    {
        auto refusal = check_scs();
        return refusal ? refusal : check_action();
    }

    Decision decide()
    {
        using Check = std::optional<Refusal> (Judgement::*)();
        for (const Check check :
             {&Judgement::decide_server,
              &Judgement::check_payload,
              &Judgement::check_port,
              &Judgement::check_priority,
              &Judgement::check_validity,
              &Judgement::check_name,
              &Judgement::check_device}) {
            if (auto refusal = (this->*check)()) {
                return std::move(*refusal);
            }
        }
        return Permitted{std::move(*device_), std::move(*scs_), rules_};
    }

private:
    [[nodiscard]] Refusal
    refuse(RequestStatus status, std::string reason, RuleKind kind, SourceLine at) const
    {
        return Refusal{status, std::move(reason), {contract_.rule(kind, at)}};
    }

    /// A permit rests on this rule. What is not written in the contract is no rule of it.
    std::nullopt_t passed(RuleKind kind, SourceLine at, std::string_view text = {})
    {
        if (at != 0) {
            rules_.add(contract_.rule(kind, at, text));
        }
        return std::nullopt;
    }

    [[nodiscard]] bool carries_trigger() const
    {
        return claim_.action != ActionType::device_trigger_recall;
    }

    std::optional<Refusal> check_scs()
    {
        const auto refuse_scs = [this](std::string reason) {
            return refuse(
                RequestStatus::invalid_scs_id,
                std::move(reason),
                RuleKind::scs_identity,
                contract_.scs_line
            );
        };
        if (!claim_.identity.scs_identity) {
            return refuse_scs("no SCS-Identity");
        }
        const auto digits = domain::from_tbcd(*claim_.identity.scs_identity);
        auto scs = digits ? domain::ScsIdentity::parse(*digits)
                          : base::fail("SCS-Identity is not TBCD digits");
        if (!scs) {
            return refuse_scs(std::move(scs.error().text));
        }
        const auto& own = contract_.scs_identities;
        const auto found = std::ranges::find(own, *scs, &Sourced<domain::ScsIdentity>::value);
        if (found == own.end()) {
            return refuse_scs("SCS-Identity " + scs->digits() + " is not one of this server");
        }
        passed(RuleKind::scs_identity, found->line, found->value.digits());
        scs_ = std::move(*scs);
        return std::nullopt;
    }

    std::optional<Refusal> check_action()
    {
        if (const auto line = contract_.actions.find(claim_.action)) {
            return passed(RuleKind::action, *line, domain::name(claim_.action));
        }
        return refuse(
            RequestStatus::not_authorized,
            "action " + std::string{domain::name(claim_.action)} + " is not offered to this server",
            RuleKind::action,
            contract_.actions_line
        );
    }

    std::optional<Refusal> check_payload()
    {
        const auto& limit = contract_.limits.payload_max;
        if (!carries_trigger()) {
            return std::nullopt;
        }
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
        if (!carries_trigger() || !claim_.application_port) {
            return std::nullopt;
        }
        const std::uint32_t port = *claim_.application_port;
        const auto& ports = contract_.limits.ports;
        const auto agreed = std::ranges::find_if(ports, [port](const auto& range) {
            return range.value.first <= port && port <= range.value.last;
        });
        if (agreed != ports.end()) {
            return passed(RuleKind::port, agreed->line);
        }
        return refuse(
            RequestStatus::invalid_payload,
            "application port " + std::to_string(port) + " is not agreed",
            RuleKind::port,
            contract_.ports_line
        );
    }

    std::optional<Refusal> check_priority()
    {
        const auto& agreed = contract_.limits.priority;
        if (!carries_trigger() || claim_.priority != domain::Priority::priority) {
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
        if (!carries_trigger() || !claim_.validity_time_s) {
            return std::nullopt;
        }
        const std::uint32_t validity = *claim_.validity_time_s;
        const auto& limit = contract_.limits.validity_max_s;
        if (validity > limit.value) {
            return refuse(
                RequestStatus::invalid_period,
                "validity of " + std::to_string(validity) + " s, at most " +
                    std::to_string(limit.value) + " s are agreed",
                RuleKind::validity,
                limit.line
            );
        }
        if (validity == 0 && claim_.action == ActionType::device_trigger_replace) {
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

    std::optional<Refusal> check_name()
    {
        const auto& external_id = claim_.identity.external_identifier;
        const auto& msisdn = claim_.identity.msisdn;
        if (external_id && msisdn) {
            return refuse_name("External-Identifier and MSISDN are both given");
        }
        if (external_id) {
            return check_external_id(*external_id);
        }
        return msisdn ? check_msisdn(*msisdn) : refuse_name("no device is named");
    }

    [[nodiscard]] Refusal refuse_name(std::string reason) const
    {
        return refuse(
            RequestStatus::invalid_external_id,
            std::move(reason),
            RuleKind::device,
            contract_.devices_line
        );
    }

    std::optional<Refusal> check_external_id(const std::string& text)
    {
        auto id = domain::ExternalIdentifier::parse(text);
        if (!id) {
            return refuse_name("External-Identifier is malformed: expected local@domain");
        }
        if (!contract_.devices.knows_domain(id->domain())) {
            return refuse_name(
                "External-Identifier of a foreign domain: " + domain::masked(DeviceIdentity{*id})
            );
        }
        device_ = std::move(*id);
        return std::nullopt;
    }

    std::optional<Refusal> check_msisdn(const base::Bytes& tbcd)
    {
        const auto digits = domain::from_tbcd(tbcd);
        auto msisdn = domain::Msisdn::parse(digits.value_or(""));
        if (!msisdn) {
            return refuse_name("MSISDN is malformed: expected TBCD of 5 to 15 digits");
        }
        device_ = std::move(*msisdn);
        return std::nullopt;
    }

    std::optional<Refusal> check_device()
    {
        const auto line = std::visit(
            [this](const auto& device) { return contract_.devices.find(device); }, *device_
        );
        if (line) {
            return passed(RuleKind::device, *line);
        }
        return refuse(
            RequestStatus::not_authorized,
            "device " + domain::masked(*device_) + " is not in the contract",
            RuleKind::device,
            contract_.devices_line
        );
    }

    const Contract& contract_;
    const ActionClaim& claim_;
    std::optional<domain::ScsIdentity> scs_;
    std::optional<DeviceIdentity> device_;
    DecidingRules rules_;
};

} // namespace

Decision authorise(const Contract& contract, const ActionClaim& claim)
{
    return Judgement{contract, claim}.decide();
}

std::optional<Refusal> authorise_server(const Contract& contract, const ActionClaim& claim)
{
    return Judgement{contract, claim}.decide_server();
}

} // namespace iwf::core
