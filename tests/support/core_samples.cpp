// SPDX-License-Identifier: Apache-2.0
#include "support/core_samples.hpp"

#include <memory>
#include <string>
#include <utility>

#include "iwf/domain/digits.hpp"

namespace iwf::test {
namespace {

using domain::ActionType;

core::Contract contract(std::string name)
{
    core::OfferedActions actions;
    actions.offer(ActionType::device_trigger_request, 21);
    actions.offer(ActionType::device_trigger_recall, 22);
    actions.offer(ActionType::device_trigger_replace, 23);
    core::DeviceRules rules;
    rules.domains = {{"devices." + name + ".example", 11}};
    core::DeviceTerms terms{
        .devices = core::DeviceSet{std::move(rules)},
        .actions = std::move(actions),
        .line = 10,
        .actions_line = 20,
    };
    return core::Contract{
        .name = name,
        .host = *domain::NorthHost::parse("scs." + name + ".example"),
        .realm = name + ".example",
        .scs_identities = {{scs_identity(name), 4}},
        .sets = {std::move(terms)},
        .limits =
            {.payload_max = {140, 31},
             .validity_max_s = {7 * 86400, 32},
             .validity_default_s = std::nullopt,
             .ports = {{{5000, 5009}, 33}},
             .priority = {true, 34},
             .ports_line = 33},
        .file = name + ".yaml",
        .line = 1,
        .scs_line = 4,
        .devices_line = 10,
        .actions_line = 20,
    };
}

core::DeviceActionEvent action_of(std::string_view server, ActionType action)
{
    const std::string name{server};
    return {
        .request = {},
        .contract = name,
        .scs_host = *domain::NorthHost::parse("scs." + name + ".example"),
        .scs_realm = name + ".example",
        .end_to_end = 0,
        .action = action,
        .reference = {},
        .old_reference = std::nullopt,
        .claimed =
            {.external_identifier = "meter7@devices." + name + ".example",
             .msisdn = std::nullopt,
             .scs_identity = domain::to_tbcd(scs_identity(server).digits())},
        .trigger_data = std::nullopt,
        .validity_time_s = std::nullopt,
    };
}

} // namespace

domain::InternalHost sms_sc_a()
{
    return *domain::InternalHost::parse("a.smsc.internal");
}

domain::InternalHost sms_sc_b()
{
    return *domain::InternalHost::parse("b.smsc.internal");
}

domain::Imsi imsi()
{
    return *domain::Imsi::parse("262011234567890");
}

domain::Imsi other_imsi()
{
    return *domain::Imsi::parse("262019999999999");
}

domain::ScsIdentity scs_identity(std::string_view contract)
{
    return *domain::ScsIdentity::parse(contract == acme ? "4930123" : "4940456");
}

core::ContractSnapshot both_contracts()
{
    return both_contracts({}, {});
}

core::ContractSnapshot both_contracts(core::ContractRates rates, core::Quotas quotas)
{
    return both_contracts([&](core::Contract& contract) {
        contract.rates = rates;
        contract.quotas = quotas;
    });
}

core::ContractSnapshot both_contracts(const std::function<void(core::Contract&)>& change)
{
    std::vector<core::Contract> contracts;
    contracts.push_back(contract(std::string{acme}));
    change(contracts.back());
    contracts.push_back(contract(std::string{beta}));
    return std::make_shared<core::ContractBook>(*core::ContractBook::create(std::move(contracts)));
}

core::DeviceActionEvent
trigger_request(std::uint64_t request, std::uint32_t end_to_end, std::uint32_t reference)
{
    core::DeviceActionEvent event = action_of(acme, ActionType::device_trigger_request);
    event.request = core::ServerRequest{request};
    event.end_to_end = end_to_end;
    event.reference = domain::ReferenceNumber{reference};
    event.trigger_data = domain::TriggerData{{'h', 'e', 'l', 'l', 'o'}, std::nullopt, std::nullopt};
    event.validity_time_s = 3600;
    return event;
}

core::DeviceActionEvent
recall_request(std::uint64_t request, std::uint32_t end_to_end, std::uint32_t reference)
{
    core::DeviceActionEvent event = action_of(acme, ActionType::device_trigger_recall);
    event.request = core::ServerRequest{request};
    event.end_to_end = end_to_end;
    event.reference = domain::ReferenceNumber{reference};
    return event;
}

core::DeviceActionEvent replace_request(
    std::uint64_t request, std::uint32_t end_to_end, std::uint32_t reference, std::uint32_t old
)
{
    core::DeviceActionEvent event = trigger_request(request, end_to_end, reference);
    event.action = ActionType::device_trigger_replace;
    event.old_reference = domain::ReferenceNumber{old};
    return event;
}

core::DeviceActionEvent by_beta(core::DeviceActionEvent event)
{
    const core::DeviceActionEvent other = action_of(beta, event.action);
    event.contract = other.contract;
    event.scs_host = other.scs_host;
    event.scs_realm = other.scs_realm;
    event.claimed = other.claimed;
    return event;
}

core::ReportEvent report_about(std::uint64_t request, std::uint32_t reference)
{
    return {
        .request = core::ReportRequest{request},
        .from = sms_sc_a(),
        .scs = scs_identity(acme),
        .reference = domain::ReferenceNumber{reference},
        .outcome = domain::DeliveryOutcome::success,
        .imsi = imsi(),
    };
}

core::TriggerRecord sample_record()
{
    const core::DeviceActionEvent event = trigger_request(1, 0x1000, 7);
    const base::WallTime created{std::chrono::milliseconds{1'800'000'000'000}};
    return {
        .id = core::TriggerId{42},
        .state = core::TriggerState::intended,
        .contract = event.contract,
        .scs_host = event.scs_host,
        .scs_realm = event.scs_realm,
        .action = event.action,
        .reference = event.reference,
        .old_reference = std::nullopt,
        .claimed = event.claimed,
        .device = *domain::ExternalIdentifier::parse(*event.claimed.external_identifier),
        .scs_identity = scs_identity(acme),
        .trigger_data = event.trigger_data,
        .validity_time_s = event.validity_time_s,
        .dar_end_to_end = event.end_to_end,
        .dar_digest = 0,
        .submission = core::T4Submission{imsi(), sms_sc_a(), {}, 0x2000, "iwf;1;1"},
        .request_status = std::nullopt,
        .mtc_error_diagnostic = std::nullopt,
        .delivery_outcome = std::nullopt,
        .dnr_end_to_end = 0,
        .dnr_session_id = {},
        .created = created,
        .guard_at = {},
        .reported_at = {},
        .closed_at = {},
    };
}

core::SubscriberFound subscriber()
{
    return {
        .imsi = imsi(),
        .serving_nodes = {},
        .absent = false,
        .service_barred = false,
        .sms_sc = sms_sc_a(),
    };
}

} // namespace iwf::test
