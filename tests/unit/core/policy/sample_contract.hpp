// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/policy/authorise.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::core {

/// The contract of acme.yaml: each rule on a line of its own.
inline Contract sample_contract()
{
    using domain::ActionType;
    DeviceRules rules;
    rules.domains = {{"devices.acme.example", 11}};
    rules.external_ids = {{"meter1@shared.example", 12}};
    rules.msisdn_prefixes = {{"49151", 13}};
    rules.msisdn_ranges = {{{"491700000100", "491700000299"}, 14}};
    OfferedActions actions;
    actions.offer(ActionType::device_trigger_request, 21);
    actions.offer(ActionType::device_trigger_replace, 22);
    DeviceTerms terms{
        .devices = DeviceSet{std::move(rules)},
        .actions = std::move(actions),
        .line = 10,
        .actions_line = 20,
    };
    return Contract{
        .name = "acme",
        .host = *domain::NorthHost::parse("scs.acme.example"),
        .realm = "acme.example",
        .scs_identities = {{*domain::ScsIdentity::parse("4930123"), 4}},
        .sets = {std::move(terms)},
        .limits =
            {.payload_max = {140, 31},
             .validity_max_s = {86400, 32},
             .validity_default_s = std::nullopt,
             .ports = {{{5000, 5009}, 33}},
             .priority = {false, 34},
             .ports_line = 33},
        .file = "acme.yaml",
        .line = 1,
        .scs_line = 4,
        .devices_line = 10,
        .actions_line = 20,
    };
}

/// A claim that sample_contract() permits.
inline ActionClaim sample_claim()
{
    ActionClaim claim;
    claim.identity.external_identifier = "meter7@devices.acme.example";
    claim.identity.scs_identity = domain::to_tbcd("4930123");
    claim.action = domain::ActionType::device_trigger_request;
    claim.payload_octets = 140;
    claim.application_port = 5009;
    claim.validity_time_s = 86400;
    return claim;
}

} // namespace iwf::core
