// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/authorise.hpp"

#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/authorise_limits.hpp"
#include "iwf/core/policy/device_standing.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::core {
namespace {

using domain::DeviceIdentity;
using domain::RequestStatus;

/// One claim before one contract. Each check returns why it fails, or nothing.
class Judgement
{
public:
    Judgement(const Contract& contract, const ActionClaim& claim)
        : contract_{contract}
        , facts_{contract}
        , claim_{claim}
    {}

    std::optional<Refusal> decide_server()
    {
        auto refusal = check_scs();
        return refusal ? refusal : check_action();
    }

    Decision decide()
    {
        find_name(); // first: the memory looks for the device meanwhile
        if (auto refusal = check_scs()) {
            return std::move(*refusal);
        }
        if (inquiry_) {
            inquiry_->approach();
        }
        if (auto refusal = check_action()) {
            return std::move(*refusal);
        }
        if (inquiry_) {
            standing_ = inquiry_->standing();
        }
        for (const auto check : {&Judgement::check_limits_of_device, &Judgement::check_device}) {
            if (auto refusal = (this->*check)()) {
                return std::move(*refusal);
            }
        }
        add_device_rules(rules_);
        return Permitted{
            std::move(*device_), std::move(*scs_), &limits(), standing_.terms, group(), rules_};
    }

private:
    [[nodiscard]] Refusal
    refuse(RequestStatus status, std::string reason, RuleKind kind, SourceLine at) const
    {
        return Refusal{status, std::move(reason), {contract_.rule(kind, at)}};
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
        const auto found = facts_.find_scs(scs->digits());
        if (!found) {
            return refuse_scs("SCS-Identity " + scs->digits() + " is not one of this server");
        }
        rules_.add(contract_.rule(RuleKind::scs_identity, found->line, found->view()));
        scs_ = std::move(*scs);
        return std::nullopt;
    }

    [[nodiscard]] std::string action_text() const
    {
        return "action " + std::string{domain::name(claim_.action)};
    }

    std::optional<Refusal> check_action()
    {
        if (facts_.offers(claim_.action)) {
            return std::nullopt;
        }
        return refuse(
            RequestStatus::not_authorized,
            action_text() + " is not offered to this server",
            RuleKind::action,
            contract_.actions_line
        );
    }

    /// Its set says which limits are to be checked, before it is a fault that it has none.
    void find_name()
    {
        const auto& external_id = claim_.identity.external_identifier;
        const auto& msisdn = claim_.identity.msisdn;
        if (external_id && msisdn) {
            name_fault_ = "External-Identifier and MSISDN are both given";
        } else if (external_id) {
            name_device(
                domain::ExternalIdentifier::parse(*external_id),
                "External-Identifier is malformed: expected local@domain"
            );
        } else if (msisdn) {
            name_device(
                domain::Msisdn::parse(domain::from_tbcd(*msisdn).value_or("")),
                "MSISDN is malformed: expected TBCD of 5 to 15 digits"
            );
        } else {
            name_fault_ = "no device is named";
        }
    }

    template <class Identity>
    void name_device(base::Result<Identity> identity, std::string_view fault)
    {
        if (!identity) {
            name_fault_ = fault;
            return;
        }
        device_ = std::move(*identity);
        inquiry_.emplace(facts_, *device_);
    }

    [[nodiscard]] const ContractLimits& limits() const
    {
        const bool own = standing_.permitted() != nullptr && standing_.set->has_limits;
        return own ? *standing_.terms->limits : contract_.limits;
    }

    [[nodiscard]] std::optional<DecidingRule> group() const
    {
        const DeviceMatch& match = *standing_.match;
        return match.member
                   ? std::optional{contract_.rule(RuleKind::device, match.line, match.text)}
                   : std::nullopt;
    }

    /// The rules by which the device is in its set.
    void add_device_rules(DecidingRules& rules) const
    {
        if (standing_.set->has_name) {
            rules.add(
                contract_.rule(RuleKind::device_set, standing_.terms->line, standing_.terms->name)
            );
        }
        add_rules(rules, facts_, contract_, RuleKind::device, *standing_.match);
    }

    std::optional<Refusal> check_limits_of_device()
    {
        DecidingRules rules;
        auto refusal = check_limits(contract_, limits(), claim_, rules);
        if (!refusal) {
            limit_rules_ = rules;
        } else if (&limits() != &contract_.limits) {
            const DecidingRule limit = refusal->rules.last();
            refusal->rules = {};
            add_device_rules(refusal->rules);
            refusal->rules.add(limit);
        }
        return refusal;
    }

    std::optional<Refusal> check_device()
    {
        if (!device_) {
            return refuse_device(RequestStatus::invalid_external_id, std::string{name_fault_});
        }
        if (!standing_.match) {
            return refuse_unknown();
        }
        if (standing_.exception) {
            auto refusal = refuse_device(
                RequestStatus::not_authorized, "device " + domain::masked(*device_) + " is excluded"
            );
            refusal.rules = {};
            add_rules(refusal.rules, facts_, contract_, RuleKind::exclusion, *standing_.exception);
            return refusal;
        }
        return check_action_of_set();
    }

    [[nodiscard]] Refusal refuse_device(RequestStatus status, std::string reason) const
    {
        return refuse(status, std::move(reason), RuleKind::device, contract_.devices_line);
    }

    /// The same whether another server may address the device, or it is excluded, or nobody ever
    /// heard of it.
    [[nodiscard]] Refusal refuse_unknown() const
    {
        if (std::holds_alternative<domain::ExternalIdentifier>(*device_) &&
            !inquiry_->knows_domain()) {
            return refuse_device(
                RequestStatus::invalid_external_id,
                "External-Identifier of a foreign domain: " + domain::masked(*device_)
            );
        }
        return refuse_device(
            RequestStatus::not_authorized,
            "device " + domain::masked(*device_) + " is not in the contract"
        );
    }

    std::optional<Refusal> check_action_of_set()
    {
        const auto line = standing_.set->find(claim_.action);
        if (line) {
            rules_.add(contract_.rule(RuleKind::action, *line, domain::name(claim_.action)));
            for (const DecidingRule& rule : limit_rules_) {
                rules_.add(rule);
            }
            return std::nullopt;
        }
        Refusal refusal{
            RequestStatus::not_authorized,
            action_text() + " is not offered for device " + domain::masked(*device_),
            {}};
        add_device_rules(refusal.rules);
        refusal.rules.add(contract_.rule(RuleKind::action, standing_.terms->actions_line));
        return refusal;
    }

    const Contract& contract_;
    const ContractFacts facts_;
    const ActionClaim& claim_;
    std::optional<domain::ScsIdentity> scs_;
    std::optional<DeviceIdentity> device_;
    std::optional<DeviceInquiry> inquiry_; ///< of device_, when there is one
    std::string_view name_fault_;          ///< why there is no device
    DeviceStanding standing_;
    DecidingRules limit_rules_;
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
