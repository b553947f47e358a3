// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/authorise_monitoring.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/authorise_time.hpp"
#include "iwf/core/policy/device_standing.hpp"
#include "iwf/core/policy/watch_limits.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::core {
namespace {

std::optional<SourceLine>
offer_of(const OfferedEvents& events, const domain::EventParameters* event)
{
    return event == nullptr ? events.behaviour() : events.find(event->type);
}

std::string event_text(const domain::EventParameters* event)
{
    return event == nullptr ? "behaviour" : "event " + std::string{domain::name(event->type)};
}

const MonitoringLimits& limits_of(const Contract& contract, const DeviceTerms& terms)
{
    return terms.limits ? terms.limits->monitoring : contract.limits.monitoring;
}

/// One claim before one contract. Each check returns why it fails, or nothing.
class Judgement
{
public:
    Judgement(const Contract& contract, const WatchClaim& claim)
        : contract_{contract}
        , facts_{contract}
        , claim_{claim}
    {}

    WatchDecision decide()
    {
        for (const auto check :
             {&Judgement::check_server,
              &Judgement::check_name,
              &Judgement::check_device,
              &Judgement::check_limits}) {
            if (auto refusal = (this->*check)()) {
                return std::move(*refusal);
            }
        }
        return WatchPermitted{
            {std::move(*device_), claim_.group},
            std::move(granted_),
            &limits_of(contract_, *standing_.terms),
            rules_};
    }

private:
    [[nodiscard]] WatchRefusal
    refuse(MonitoringResult result, std::string reason, RuleKind kind, SourceLine at) const
    {
        return {result, std::move(reason), {contract_.rule(kind, at)}};
    }

    std::optional<WatchRefusal> check_server()
    {
        if (auto refusal = authorise_time(contract_, claim_.now)) {
            return WatchRefusal{
                MonitoringResult::unauthorized_requesting_entity,
                std::move(refusal->reason),
                refusal->rules};
        }
        const bool offered = std::ranges::any_of(contract_.sets, [this](const auto& terms) {
            return offer_of(terms.events, claim_.event).has_value();
        });
        if (offered) {
            return std::nullopt;
        }
        return refuse(
            MonitoringResult::unauthorized_requesting_entity,
            event_text(claim_.event) + " is not offered to this server",
            RuleKind::action,
            contract_.actions_line
        );
    }

    [[nodiscard]] WatchRefusal refuse_name(std::string reason) const
    {
        return refuse(
            MonitoringResult::user_unknown,
            std::move(reason),
            RuleKind::device,
            contract_.devices_line
        );
    }

    std::optional<WatchRefusal> check_name()
    {
        const auto& external_id = claim_.identity.external_identifier;
        const auto& msisdn = claim_.identity.msisdn;
        if (external_id && msisdn) {
            return refuse_name("External-Identifier and MSISDN are both given");
        }
        if (claim_.group && !external_id) {
            return refuse_name("a group is named by an External-Identifier");
        }
        if (external_id) {
            auto id = domain::ExternalIdentifier::parse(*external_id);
            if (!id) {
                return refuse_name("External-Identifier is malformed: expected local@domain");
            }
            device_ = std::move(*id);
            inquiry_.emplace(facts_, *device_);
            if (!inquiry_->knows_domain()) {
                return refuse_name(
                    "External-Identifier of a foreign domain: " + domain::masked(*device_)
                );
            }
            return std::nullopt;
        }
        if (!msisdn) {
            return refuse_name("no device is named");
        }
        auto number = domain::Msisdn::parse(domain::from_tbcd(*msisdn).value_or(""));
        if (!number) {
            return refuse_name("MSISDN is malformed: expected TBCD of 5 to 15 digits");
        }
        device_ = std::move(*number);
        inquiry_.emplace(facts_, *device_);
        return std::nullopt;
    }

    [[nodiscard]] WatchRefusal refuse_device(std::string reason, SourceLine at) const
    {
        return refuse(
            MonitoringResult::unauthorized_service, std::move(reason), RuleKind::device, at
        );
    }

    std::optional<WatchRefusal> check_device()
    {
        standing_ = inquiry_->standing();
        const std::string device = "device " + domain::masked(*device_);
        if (standing_.exception) {
            auto refusal = refuse_device(device + " is excluded", contract_.devices_line);
            refusal.rules = {};
            add_rules(refusal.rules, facts_, contract_, RuleKind::exclusion, *standing_.exception);
            return refusal;
        }
        if (standing_.terms == nullptr) {
            return refuse_device(device + " is not in the contract", contract_.devices_line);
        }
        const DeviceTerms& terms = *standing_.terms;
        if (!terms.name.empty()) {
            rules_.add(contract_.rule(RuleKind::device_set, terms.line, terms.name));
        }
        add_rules(rules_, facts_, contract_, RuleKind::device, *standing_.match);
        const auto line = offer_of(terms.events, claim_.event);
        if (!line) {
            auto refusal = refuse_device(
                event_text(claim_.event) + " is not offered for " + device, terms.actions_line
            );
            refusal.rules = rules_;
            refusal.rules.add(contract_.rule(RuleKind::action, terms.actions_line));
            return refusal;
        }
        rules_.add(contract_.rule(RuleKind::action, *line, event_name()));
        return std::nullopt;
    }

    [[nodiscard]] std::string_view event_name() const
    {
        return claim_.event == nullptr ? "behaviour" : domain::name(claim_.event->type);
    }

    std::optional<WatchRefusal> check_limits()
    {
        if (claim_.event == nullptr) {
            return std::nullopt;
        }
        granted_ = *claim_.event;
        auto wrong = fit_limits(limits_of(contract_, *standing_.terms), claim_.now, granted_);
        if (!wrong) {
            return std::nullopt;
        }
        WatchRefusal refusal{MonitoringResult::range_not_allowed, std::move(wrong->reason), rules_};
        if (wrong->limit) {
            refusal.rules.add(contract_.rule(RuleKind::monitoring, *wrong->limit));
        }
        return refusal;
    }

    const Contract& contract_;
    const ContractFacts facts_;
    const WatchClaim& claim_;
    std::optional<domain::DeviceIdentity> device_;
    std::optional<DeviceInquiry> inquiry_; ///< of device_
    DeviceStanding standing_;
    domain::EventParameters granted_;
    DecidingRules rules_;
};

} // namespace

WatchDecision authorise_watch(const Contract& contract, const WatchClaim& claim)
{
    return Judgement{contract, claim}.decide();
}

std::optional<domain::WatchedIdentity> watched_of(const ClaimedIdentity& claimed, bool group)
{
    if (claimed.external_identifier.has_value() == claimed.msisdn.has_value()) {
        return std::nullopt;
    }
    if (claimed.external_identifier) {
        auto id = domain::ExternalIdentifier::parse(*claimed.external_identifier);
        return id ? std::optional{domain::WatchedIdentity{std::move(*id), group}} : std::nullopt;
    }
    auto number = domain::Msisdn::parse(domain::from_tbcd(*claimed.msisdn).value_or(""));
    return number ? std::optional{domain::WatchedIdentity{std::move(*number), group}}
                  : std::nullopt;
}

const MonitoringLimits* limits_of_watch(
    const Contract& contract,
    const domain::WatchedIdentity& watched,
    const domain::EventParameters* event
)
{
    const DeviceStanding standing = standing_of(contract, watched.identity);
    const DeviceTerms* const terms = standing.permitted();
    const bool offered = terms != nullptr && offer_of(terms->events, event).has_value();
    return offered ? &limits_of(contract, *terms) : nullptr;
}

} // namespace iwf::core
