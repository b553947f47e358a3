// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/subscribers.hpp"

#include <algorithm>
#include <utility>

#include "iwf/diameter/common.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::sim {
namespace {

namespace experimental = diameter::experimental;
namespace hss_cause = diameter::s6m::hss_cause;
using diameter::Outcome;
using diameter::s6m::ServiceId;
using diameter::s6m::SubscriberInformationAnswer;
using diameter::s6m::SubscriberInformationRequest;
using diameter::s6m::UserIdentifier;

/// Steps 2 and 3.
std::optional<Outcome>
refusal(const Subscriber& subscriber, const SubscriberInformationRequest& request)
{
    const auto scs = request.scs_identity ? domain::from_tbcd(*request.scs_identity) : std::nullopt;
    if (subscriber.scs &&
        (!scs || std::ranges::find(*subscriber.scs, *scs) == subscriber.scs->end())) {
        return Outcome{experimental::unauthorized_requesting_entity, true};
    }
    const auto& services = subscriber.services;
    if (!request.service_id || std::ranges::find(services, *request.service_id) == services.end()) {
        return Outcome{experimental::unauthorized_service, true};
    }
    return std::nullopt;
}

/// Steps 4 and 5.
std::uint32_t cause_of(const Subscriber& subscriber, const SubscriberInformationRequest& request)
{
    const bool has_priority = request.priority == domain::Priority::priority;
    const bool registered = !subscriber.serving_nodes.serving_node.empty() && !subscriber.absent;
    std::uint32_t cause = 0;
    if (!registered || (subscriber.unreachable && !has_priority)) {
        cause |= hss_cause::absent_subscriber;
    }
    if (subscriber.teleservice_not_provisioned) {
        cause |= hss_cause::teleservice_not_provisioned;
    }
    if (subscriber.call_barred) {
        cause |= hss_cause::call_barred;
    }
    return cause;
}

UserIdentifier identifier_of(const Subscriber& subscriber)
{
    UserIdentifier user;
    user.user_name = subscriber.imsi;
    if (subscriber.msisdn) {
        user.msisdn = domain::to_tbcd(*subscriber.msisdn);
    }
    return user;
}

void answer_device_trigger(
    const Subscriber& subscriber,
    const SubscriberInformationRequest& request,
    SubscriberInformationAnswer& answer
)
{
    answer.user_identifiers.push_back(identifier_of(subscriber));
    auto& data = answer.t4_data.emplace();
    const std::uint32_t cause = cause_of(subscriber, request);
    if (cause != 0) {
        data.hss_cause = cause;
    } else {
        data.serving_nodes = subscriber.serving_nodes;
    }
}

/// Steps 6 and 8: the external identifier that belongs to the port; ours has one for all ports.
void answer_sms_mo(
    const Subscriber& subscriber,
    const SubscriberInformationRequest& request,
    SubscriberInformationAnswer& answer
)
{
    if (!request.user_identifier.user_name || !request.application_port) {
        answer.head.outcome = {experimental::missing_application_data, true};
        return;
    }
    if (subscriber.external_ids.empty()) {
        answer.head.outcome = {diameter::result::unable_to_comply, false};
        return;
    }
    answer.user_identifiers.emplace_back().external_identifier = subscriber.external_ids.front();
}

/// The MTC-AAA asks: all names of the subscriber (5.2.1.2, S6n).
void answer_all_names(const Subscriber& subscriber, SubscriberInformationAnswer& answer)
{
    for (const std::string& id : subscriber.external_ids) {
        answer.user_identifiers.emplace_back().external_identifier = id;
    }
    if (subscriber.msisdn) {
        answer.user_identifiers.emplace_back().msisdn = domain::to_tbcd(*subscriber.msisdn);
    }
    if (answer.user_identifiers.empty()) {
        answer.user_identifiers.emplace_back().user_name = subscriber.imsi;
    }
}

} // namespace

base::Result<void> Subscribers::add(Subscriber subscriber)
{
    std::vector<std::string> names = subscriber.external_ids;
    names.push_back(subscriber.imsi);
    if (subscriber.msisdn) {
        names.push_back(*subscriber.msisdn);
    }
    const auto taken = std::ranges::find_if(names, [this](const std::string& name) {
        return by_name_.contains(name);
    });
    if (taken != names.end()) {
        return base::fail("'" + base::printable(*taken) + "' is another subscriber's already");
    }
    const Subscriber& kept = all_.emplace_back(std::move(subscriber));
    for (std::string& name : names) {
        by_name_.emplace(std::move(name), &kept);
    }
    return {};
}

const Subscriber* Subscribers::find(const UserIdentifier& user) const
{
    const Subscriber* subscriber = nullptr;
    for (const std::string& name : names_of(user)) {
        const auto found = by_name_.find(name);
        if (found == by_name_.end() || (subscriber != nullptr && subscriber != found->second)) {
            return nullptr; // a name of nobody, or names of two
        }
        subscriber = found->second;
    }
    return subscriber;
}

const Subscriber* Subscribers::find(const std::string& name) const
{
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

std::vector<std::string> names_of(const UserIdentifier& user)
{
    std::vector<std::string> names;
    if (user.external_identifier) {
        names.push_back(*user.external_identifier);
    }
    if (user.msisdn) {
        names.push_back(domain::from_tbcd(*user.msisdn).value_or("?"));
    }
    if (user.user_name) {
        names.push_back(*user.user_name);
    }
    return names;
}

void answer_subscriber_information(
    const Subscribers& subscribers,
    const SubscriberInformationRequest& request,
    SubscriberInformationAnswer& answer
)
{
    const Subscriber* const subscriber = subscribers.find(request.user_identifier);
    if (subscriber == nullptr) {
        answer.head.outcome = {experimental::user_unknown, true};
        return;
    }
    if ((request.sir_flags & diameter::s6m::sir_flag_s6m) == 0) {
        return answer_all_names(*subscriber, answer);
    }
    if (const auto refused = refusal(*subscriber, request)) {
        answer.head.outcome = *refused;
        return;
    }
    switch (*request.service_id) {
    case ServiceId::device_trigger:
        return answer_device_trigger(*subscriber, request, answer);
    case ServiceId::sms_mo:
        return answer_sms_mo(*subscriber, request, answer);
    }
}

} // namespace iwf::sim
