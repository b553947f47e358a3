// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ipsec/plan.hpp"

namespace iwf::ipsec {

inline domain::Network network(const char* text)
{
    return domain::Network::parse(text).value();
}

inline PlannedLink planned(const std::string& name, const char* selector)
{
    PlannedLink link;
    link.name = name;
    link.identity = name + ".example";
    link.selectors = {network(selector)};
    return link;
}

inline Plan plan_of(std::vector<PlannedLink> links)
{
    Plan plan;
    plan.local = LocalEnd{"iwf.example", "our certificate", "our key", {"198.51.100.1"}};
    plan.authorities = {{"a CA", {"a CRL"}}};
    plan.links = std::move(links);
    plan.ike_proposals = {"aes256gcm16-prfsha384-ecp384"};
    plan.esp_proposals = {"aes256gcm16-ecp384"};
    plan.listening = {network("10.200.0.1")};
    return plan;
}

} // namespace iwf::ipsec
