// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iwf/app/sim/monitoring_settings.hpp"
#include "iwf/base/result.hpp"
#include "iwf/diameter/s6m.hpp"
#include "iwf/domain/trigger.hpp"

namespace iwf::sim {

/// What an HSS knows of one subscriber.
struct Subscriber
{
    std::string imsi;
    std::optional<std::string> msisdn;
    std::vector<std::string> external_ids;
    domain::ServingNodes serving_nodes; ///< none: not registered anywhere
    bool absent{};
    bool unreachable{}; ///< MNRF, MNRG or UNRI: told as absent unless the trigger has priority
    bool call_barred{};
    bool teleservice_not_provisioned{};
    std::optional<std::vector<std::string>> scs; ///< that may ask; none: any
    std::vector<diameter::s6m::ServiceId> services;
    std::shared_ptr<const MonitoringProfile> monitoring; ///< null: all events, nothing known
};

class Subscribers
{
public:
    /// Fails when a name of it is taken.
    [[nodiscard]] base::Result<void> add(Subscriber subscriber);

    [[nodiscard]] const Subscriber* find(const diameter::s6m::UserIdentifier& user) const;
    /// By any name of it.
    [[nodiscard]] const Subscriber* find(const std::string& name) const;
    [[nodiscard]] std::size_t size() const { return all_.size(); }
    [[nodiscard]] const std::deque<Subscriber>& all() const { return all_; }

private:
    std::deque<Subscriber> all_; ///< a deque: what was added stays where it is
    std::unordered_map<std::string, const Subscriber*> by_name_;
};

/// The names in a User-Identifier: external identifier, MSISDN, IMSI, in that order.
[[nodiscard]] std::vector<std::string> names_of(const diameter::s6m::UserIdentifier& user);

/// What the HSS answers, checked in the order of TS 29.336, 5.2.1.2. `answer.head` is filled.
void answer_subscriber_information(
    const Subscribers& subscribers,
    const diameter::s6m::SubscriberInformationRequest& request,
    diameter::s6m::SubscriberInformationAnswer& answer
);

} // namespace iwf::sim
