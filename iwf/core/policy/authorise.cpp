// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/authorise.hpp"

#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/authorise_limits.hpp"
#include "iwf/core/policy/device_standing.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::core {
namespace {

using domain::RequestStatus;

[[nodiscard]] Refusal refuse(
    const Contract& contract, RequestStatus status, std::string reason, RuleKind kind, SourceLine at
)
{
    return Refusal{status, std::move(reason), {contract.rule(kind, at)}};
}

[[nodiscard]] std::string action_text(const ActionClaim& claim)
{
    return "action " + std::string{domain::name(claim.action)};
}

/// What is the server's, whatever device is meant. Each check returns why it fails, or nothing.
class ServerJudgement
{
public:
    ServerJudgement(const Contract& contract, const ActionClaim& claim)
        : contract_{contract}
        , facts_{contract}
        , claim_{claim}
    {}

    std::optional<Refusal> decide()
    {
        auto refusal = check_scs();
        return refusal ? refusal : check_action();
    }

    [[nodiscard]] const ContractFacts& facts() const { return facts_; }
    [[nodiscard]] const DecidingRules& rules() const { return rules_; }
    [[nodiscard]] domain::ScsIdentity take_scs() { return std::move(*scs_); }

private:
    [[nodiscard]] Refusal refuse_scs(std::string reason) const
    {
        return refuse(
            contract_,
            RequestStatus::invalid_scs_id,
            std::move(reason),
            RuleKind::scs_identity,
            contract_.scs_line
        );
    }

    std::optional<Refusal> check_scs()
    {
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

    std::optional<Refusal> check_action()
    {
        if (facts_.offers(claim_.action)) {
            return std::nullopt;
        }
        return refuse(
            contract_,
            RequestStatus::not_authorized,
            action_text(claim_) + " is not offered to this server",
            RuleKind::action,
            contract_.actions_line
        );
    }

    const Contract& contract_;
    const ContractFacts facts_;
    const ActionClaim& claim_;
    std::optional<domain::ScsIdentity> scs_;
    DecidingRules rules_;
};

/// All of one claim before one contract.
class Judgement
{
public:
    Judgement(const Contract& contract, const ActionClaim& claim, ClaimedDevice& device)
        : contract_{contract}
        , claim_{claim}
        , device_{device}
        , server_{contract, claim}
    {}

    Decision decide()
    {
        if (auto refusal = server_.decide()) {
            return std::move(*refusal);
        }
        // Its set says which limits are to be checked, before it is a fault that it has no name.
        if (device_.name()) {
            inquiry_.emplace(facts(), *device_.name(), device_.sought_in(facts().groups()));
            standing_ = inquiry_->standing();
        }
        for (const auto check : {&Judgement::check_limits_of_device, &Judgement::check_device}) {
            if (auto refusal = (this->*check)()) {
                return std::move(*refusal);
            }
        }
        Decision decision = Permitted{
            device_.take_name(),
            server_.take_scs(),
            &limits(),
            standing_.terms,
            group(),
            server_.rules()};
        add_permit_rules(std::get<Permitted>(decision).rules); // where they stay: a copy costs time
        return decision;
    }

private:
    [[nodiscard]] const ContractFacts& facts() const { return server_.facts(); }

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

    void add_permit_rules(DecidingRules& rules) const
    {
        rules.add(contract_.rule(RuleKind::action, *action_line_, domain::name(claim_.action)));
        for (const DecidingRule& rule : limit_rules_) {
            rules.add(rule);
        }
        add_device_rules(rules);
    }

    /// The rules by which the device is in its set.
    void add_device_rules(DecidingRules& rules) const
    {
        if (standing_.set->has_name) {
            rules.add(
                contract_.rule(RuleKind::device_set, standing_.terms->line, standing_.terms->name)
            );
        }
        add_rules(rules, facts(), contract_, RuleKind::device, *standing_.match);
    }

    std::optional<Refusal> check_limits_of_device()
    {
        auto refusal = check_limits(contract_, limits(), claim_, limit_rules_);
        if (refusal && &limits() != &contract_.limits) {
            const DecidingRule limit = refusal->rules.last();
            refusal->rules = {};
            add_device_rules(refusal->rules);
            refusal->rules.add(limit);
        }
        return refusal;
    }

    std::optional<Refusal> check_device()
    {
        if (!device_.name()) {
            return refuse_device(RequestStatus::invalid_external_id, std::string{device_.fault()});
        }
        if (!standing_.match) {
            return refuse_unknown();
        }
        if (standing_.exception) {
            auto refusal = refuse_device(
                RequestStatus::not_authorized,
                "device " + domain::masked(*device_.name()) + " is excluded"
            );
            refusal.rules = {};
            add_rules(refusal.rules, facts(), contract_, RuleKind::exclusion, *standing_.exception);
            return refusal;
        }
        return check_action_of_set();
    }

    [[nodiscard]] Refusal refuse_device(RequestStatus status, std::string reason) const
    {
        return refuse(
            contract_, status, std::move(reason), RuleKind::device, contract_.devices_line
        );
    }

    /// The same whether another server may address the device, or it is excluded, or nobody ever
    /// heard of it.
    [[nodiscard]] Refusal refuse_unknown() const
    {
        if (std::holds_alternative<domain::ExternalIdentifier>(*device_.name()) &&
            !inquiry_->knows_domain()) {
            return refuse_device(
                RequestStatus::invalid_external_id,
                "External-Identifier of a foreign domain: " + domain::masked(*device_.name())
            );
        }
        return refuse_device(
            RequestStatus::not_authorized,
            "device " + domain::masked(*device_.name()) + " is not in the contract"
        );
    }

    std::optional<Refusal> check_action_of_set()
    {
        action_line_ = standing_.set->find(claim_.action);
        if (action_line_) {
            return std::nullopt;
        }
        Refusal refusal{
            RequestStatus::not_authorized,
            action_text(claim_) + " is not offered for device " + domain::masked(*device_.name()),
            {}};
        add_device_rules(refusal.rules);
        refusal.rules.add(contract_.rule(RuleKind::action, standing_.terms->actions_line));
        return refusal;
    }

    const Contract& contract_;
    const ActionClaim& claim_;
    ClaimedDevice& device_;
    ServerJudgement server_;
    std::optional<DeviceInquiry> inquiry_; ///< when the device has a name
    DeviceStanding standing_;
    DecidingRules limit_rules_;
    std::optional<SourceLine> action_line_; ///< that offers it for the device
};

} // namespace

Decision authorise(const Contract& contract, const ActionClaim& claim)
{
    ClaimedDevice device{claim.identity, contract.groups.get()};
    return authorise(contract, claim, device);
}

Decision authorise(const Contract& contract, const ActionClaim& claim, ClaimedDevice& device)
{
    return Judgement{contract, claim, device}.decide();
}

std::optional<Refusal> authorise_server(const Contract& contract, const ActionClaim& claim)
{
    return ServerJudgement{contract, claim}.decide();
}

} // namespace iwf::core
