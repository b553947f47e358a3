// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/watched_network.hpp"

#include <algorithm>
#include <utility>

#include "iwf/diameter/result_code.hpp"
#include "iwf/gateways/monitoring_result.hpp"
#include "iwf/gateways/network_request.hpp"
#include "iwf/gateways/request_checks.hpp"

/// Our own configurations, and what became of them.
namespace iwf::gateways {
namespace {

using core::MonitoringResult;
using core::SubscriptionKind;
using core::SubscriptionRecord;
using diameter::monitoring::EventConfiguration;
using diameter::s6t::ConfigurationInformationAnswer;
namespace feature = diameter::monitoring::feature;

constexpr std::uint32_t known_features = feature::monte | feature::communication_pattern |
                                         feature::report_eff_monte |
                                         feature::event_cancellation_report;

bool is_counted(const SubscriptionRecord& record)
{
    return record.parameters.type == domain::MonitoringType::number_of_ues_in_area;
}

std::vector<domain::ScefReference>
replaced_by(const core::NetworkConfiguration& configuration, core::SubscriptionId id)
{
    std::vector<domain::ScefReference> replaced;
    for (const auto& [fresh, old] : configuration.replaces) {
        if (fresh == id) {
            replaced.push_back(core::reference_of(old));
        }
    }
    return replaced;
}

bool replaces(const core::NetworkConfiguration& configuration, core::SubscriptionId old)
{
    return std::ranges::any_of(configuration.replaces, [old](const auto& pair) {
        return pair.second == old;
    });
}

/// What an HSS is asked for: events and patterns to add, and those to remove.
void write(
    const core::NetworkConfiguration& configuration,
    const std::string& scef_id,
    diameter::s6t::ConfigurationInformationRequest& request
)
{
    for (const SubscriptionRecord* const record : configuration.add) {
        const auto reference = core::reference_of(record->id);
        auto old = replaced_by(configuration, record->id);
        if (record->kind == SubscriptionKind::expectation) {
            request.patterns.push_back(
                {reference, scef_id, std::move(old), record->patterns, std::nullopt}
            );
        } else if (!is_counted(*record)) {
            request.configurations.push_back(
                {reference, scef_id, std::move(old), record->parameters}
            );
        }
    }
    for (const SubscriptionRecord* const record : configuration.remove) {
        if (replaces(configuration, record->id)) {
            continue;
        }
        const std::vector<domain::ScefReference> old{core::reference_of(record->id)};
        if (record->kind == SubscriptionKind::expectation) {
            request.patterns.push_back({std::nullopt, scef_id, old, {}, std::nullopt});
        } else {
            request.configurations.push_back({std::nullopt, scef_id, old, record->parameters});
        }
    }
}

} // namespace

void WatchedNetworkGateway::configure(const core::NetworkConfiguration& configuration)
{
    const auto conversation = std::make_shared<Conversation>();
    conversation->id = configuration.id;
    conversation->result.result = MonitoringResult::success;
    conversation->node = configuration.node;
    conversation->end_to_end = configuration.end_to_end;
    conversation->maybe_seen = configuration.retransmission;
    conversation->deadline = parts_.clock.now() + settings_.deadline;
    auto& request = conversation->request;
    request.head = head();
    request.head.session_id = configuration.session_id;
    request.user = user_of(configuration.watched);
    request.overload_features = diameter::loss_algorithm;
    request.supported_features = settings_.words.features(known_features);
    request.group_guard_s = configuration.group_guard_s;
    write(configuration, parts_.self.host, request);
    std::vector<EventConfiguration> counted;
    for (const SubscriptionRecord* const record : configuration.add) {
        conversation->subscriptions.push_back(record->id);
        if (is_counted(*record)) {
            conversation->counted.push_back(record->id);
            counted.push_back(
                {core::reference_of(record->id), parts_.self.host, {}, record->parameters}
            );
        }
    }
    ++conversation->open; // not over before all are asked
    if (!counted.empty()) {
        count_devices(conversation, counted);
    }
    if (!request.configurations.empty() || !request.patterns.empty()) {
        ++conversation->open;
        attempt(conversation);
    }
    // Maybe all is known now: told at the end of the turn.
    parts_.later.post([this, conversation] { close(conversation); });
}

diameter::RequestHead WatchedNetworkGateway::head() const
{
    diameter::RequestHead head;
    head.origin_host = parts_.self.host;
    head.origin_realm = parts_.self.realm;
    return head;
}

ReactingNode::Choice WatchedNetworkGateway::choose(Conversation& conversation)
{
    // What is only removed is asked for again for a day, and nobody waits for it.
    const Abatement rank =
        conversation.subscriptions.empty() ? Abatement::first : Abatement::middle;
    const PoolMember* const node =
        conversation.node ? parts_.hss.find(*conversation.node) : nullptr;
    if (node == nullptr) {
        // Any, also when that one is gone for good.
        return reacting_.choose(conversation.tried, rank);
    }
    if (!node->open || !conversation.tried.empty()) {
        return {};
    }
    conversation.tried.push_back(node->peer);
    return reacting_.choose_only(*node, rank);
}

void WatchedNetworkGateway::attempt(const ConversationPtr& conversation)
{
    const base::Instant now = parts_.clock.now();
    const auto choice =
        now < conversation->deadline ? choose(*conversation) : ReactingNode::Choice{};
    const PoolMember* const hss = choice.member;
    if (hss == nullptr) {
        return give_up(
            conversation,
            choice.spared ? MonitoringResult::too_busy : MonitoringResult::unable_to_comply,
            conversation->maybe_seen
        );
    }
    conversation->request.head.destination_host = hss->host.text();
    conversation->request.head.destination_realm = hss->realm;
    diameter::Message message = diameter::s6t::encode(conversation->request);
    message.header.end_to_end = diameter::EndToEndId{conversation->end_to_end};
    if (conversation->maybe_seen) {
        message.header.flags |= diameter::flag::retransmitted;
    }
    parts_.exchange.request(
        hss->peer,
        message,
        std::min(now + settings_.attempt_timeout, conversation->deadline),
        [this, conversation, asked = *hss](const Reply& reply) {
            on_reply(conversation, asked, reply);
        }
    );
}

void WatchedNetworkGateway::on_reply(
    const ConversationPtr& conversation, const PoolMember& asked, const Reply& reply
)
{
    if (!reply) {
        conversation->maybe_seen = conversation->maybe_seen || reply.error() != NoAnswer::not_sent;
        return attempt(conversation);
    }
    const auto answer = diameter::s6t::decode_configuration_information_answer(*reply);
    if (!answer || !same_name(answer->head.origin_host, asked.host.text())) {
        parts_.log.event(
            base::Severity::warning,
            "s6t.answer_unusable",
            {{"hss", asked.host.text()},
             {"reason", answer ? std::string{"Origin-Host is another node"} : answer.error().text}}
        );
        return give_up(conversation, MonitoringResult::unable_to_comply, true);
    }
    reacting_.take(
        asked, answer->head.origin_realm, answer->overload_features, answer->overload_report
    );
    if (should_try_elsewhere(answer->head.outcome)) {
        return attempt(conversation);
    }
    conversation->result.node = asked.host;
    take(*conversation, *answer);
    close(conversation);
}

std::optional<core::SubscriptionId> WatchedNetworkGateway::find(
    const Conversation& conversation, const domain::ScefReference& reference
)
{
    for (const core::SubscriptionId id : conversation.subscriptions) {
        const domain::ScefReference ours = core::reference_of(id);
        const bool same =
            reference.extended ? reference.extended == ours.extended : reference.id == ours.id;
        if (same) {
            return id;
        }
    }
    return std::nullopt;
}

void WatchedNetworkGateway::take(
    Conversation& conversation, const ConfigurationInformationAnswer& answer
)
{
    core::NetworkConfigured& result = conversation.result;
    const MonitoringResult whole = monitoring_result_of(answer.head.outcome);
    for (const core::SubscriptionId id : conversation.subscriptions) {
        const bool counted =
            std::ranges::find(conversation.counted, id) != conversation.counted.end();
        if (!counted && whole != MonitoringResult::success) {
            result.statuses.push_back({id, whole});
        }
    }
    if (conversation.subscriptions.empty()) {
        result.result = whole; // a removal
    }
    if (whole != MonitoringResult::success) {
        return;
    }
    for (const auto& status : answer.statuses) {
        const MonitoringResult said = monitoring_result_of(status.service_reports);
        if (const auto id = find(conversation, status.reference)) {
            result.statuses.push_back({*id, said});
        } else if (conversation.subscriptions.empty()) {
            result.result = said; // of what was to be removed
        }
    }
    for (const auto& status : answer.pattern_statuses) {
        const auto id = find(conversation, status.reference);
        if (id && status.result) {
            result.statuses.push_back({*id, monitoring_result_of(*status.result)});
        }
    }
    for (const auto& report : answer.reports) {
        if (const auto id = find(conversation, report.reference)) {
            result.reports.push_back({*id, report.report});
        }
    }
    result.devices = answer.number_of_ues;
    result.group_in_progress =
        (answer.cia_flags.value_or(0) & diameter::s6t::cia_flag_group_in_progress) != 0;
    result.absent_subscriber =
        (answer.hss_cause.value_or(0) & diameter::s6t::hss_cause_absent_subscriber) != 0;
}

void WatchedNetworkGateway::give_up(
    const ConversationPtr& conversation, MonitoringResult result, bool unanswered
)
{
    conversation->result.result = result;
    conversation->result.unanswered = unanswered;
    // Maybe still inside configure(): told at the end of the turn.
    parts_.later.post([this, conversation] { close(conversation); });
}

/// Devices are counted by each MME for the areas it serves (TS 23.682, 5.6: directly, at once).
void WatchedNetworkGateway::count_devices(
    const ConversationPtr& conversation, const std::vector<EventConfiguration>& configurations
)
{
    diameter::t6a::ConfigurationInformationRequest request;
    request.head = head();
    request.head.session_id = conversation->request.head.session_id;
    request.supported_features = conversation->request.supported_features;
    request.configurations = configurations;
    std::vector<diameter::PeerId> asked;
    while (const PoolMember* const mme = parts_.mme.choose(asked)) {
        asked.push_back(mme->peer);
        request.head.destination_host = mme->host.text();
        request.head.destination_realm = mme->realm;
        diameter::Message message = diameter::t6a::encode(request);
        message.header.end_to_end = diameter::EndToEndId{conversation->end_to_end};
        ++conversation->open;
        parts_.exchange.request(
            mme->peer,
            message,
            parts_.clock.now() + settings_.attempt_timeout,
            [this, conversation, from = *mme](const Reply& reply) {
                on_count(conversation, from, reply);
            }
        );
    }
}

void WatchedNetworkGateway::on_count(
    const ConversationPtr& conversation, const PoolMember& asked, const Reply& reply
)
{
    const auto answer = reply ? diameter::t6a::decode_configuration_information_answer(*reply)
                              : diameter::Decoded<diameter::t6a::ConfigurationInformationAnswer>{
                                    tl::unexpected<diameter::Fault>{{}}};
    const bool usable = answer && same_name(answer->head.origin_host, asked.host.text()) &&
                        answer->head.outcome.is_success();
    if (usable) {
        for (const auto& report : answer->reports) {
            if (const auto id = find(*conversation, report.reference)) {
                conversation->served = true;
                conversation->result.reports.push_back({*id, report.report});
            }
        }
    }
    close(conversation);
}

/// Told when nobody is awaited any more.
void WatchedNetworkGateway::close(const ConversationPtr& conversation)
{
    if (--conversation->open > 0) {
        return;
    }
    for (const core::SubscriptionId id : conversation->counted) {
        if (!conversation->served) {
            conversation->result.statuses.push_back({id, MonitoringResult::location_not_served});
        }
    }
    parts_.monitoring.on_configured(conversation->id, conversation->result);
}

} // namespace iwf::gateways
