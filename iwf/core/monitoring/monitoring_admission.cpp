// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "iwf/base/overloaded.hpp"
#include "iwf/core/monitoring/monitoring.hpp"

/// From a CIR of a server to what the network is asked for: nothing that the contract does not
/// permit reaches the network.
namespace iwf::core {
namespace {

/// Repetitions of one CIR that may wait for its answer.
constexpr std::size_t most_waiting = 8;

bool asks_for_nothing(const ConfigurationEvent& event)
{
    return event.events.empty() && event.patterns.empty() && !event.delete_events &&
           !event.delete_patterns;
}

/// TS 29.336, 7.2.1: with the flag that deletes all, nothing new comes.
bool contradicts_itself(const ConfigurationEvent& event)
{
    return (event.delete_events && !event.events.empty()) ||
           (event.delete_patterns && !event.patterns.empty());
}

/// Until the last of them ends; nothing: one has no end.
std::optional<base::WallTime> end_of(const std::vector<domain::CommunicationPattern>& patterns)
{
    std::optional<base::WallTime> last;
    for (const auto& pattern : patterns) {
        if (!pattern.valid_until) {
            return std::nullopt;
        }
        last = std::max(last.value_or(*pattern.valid_until), *pattern.valid_until);
    }
    return last;
}

} // namespace

void Monitoring::on_configuration(ConfigurationEvent event)
{
    ++counters_.requests;
    if (answer_duplicate(event)) {
        return;
    }
    const Contract* const contract =
        contracts_ ? contracts_->find_by_name(event.contract) : nullptr;
    if (contract == nullptr) {
        return refuse(
            event, MonitoringResult::unauthorized_requesting_entity, "its contract is not in force"
        );
    }
    if (const auto busy = busy_with(*contract)) {
        return refuse(event, MonitoringResult::too_busy, *busy);
    }
    if (asks_for_nothing(event) || contradicts_itself(event)) {
        return refuse(
            event,
            MonitoringResult::unable_to_comply,
            asks_for_nothing(event) ? "it asks for nothing" : "it adds what it deletes"
        );
    }
    ++servers_[event.contract].in_progress;
    const ConfigurationId id{++last_work_};
    Work& work = work_[id];
    work.waiting.push_back(event.request);
    work.contract = event.contract;
    work.end_to_end = event.end_to_end;
    work.digest = event.digest;
    work.group_guard_s = event.group_guard_s;
    work_by_request_.emplace(std::pair{event.contract, event.end_to_end}, id);
    admit(*contract, id, event);
    go_on(id);
}

bool Monitoring::answer_duplicate(const ConfigurationEvent& event)
{
    const auto* given = recent_.find(event.contract, event.end_to_end, ports_.clock.now());
    const auto under_way = work_by_request_.find({event.contract, event.end_to_end});
    if (given == nullptr && under_way == work_by_request_.end()) {
        return false;
    }
    ++counters_.duplicates;
    const auto refuse_it = [&](MonitoringResult result) {
        tell(event.contract, event.request, {.result = result});
    };
    if (given != nullptr) {
        if (given->digest == event.digest) {
            tell(event.contract, event.request, given->confirmation);
        } else {
            refuse_it(MonitoringResult::unable_to_comply);
        }
        return true;
    }
    Work& work = work_.at(under_way->second);
    if (work.digest != event.digest) {
        refuse_it(MonitoringResult::unable_to_comply); // its identifier is in use for other content
    } else if (work.waiting.size() >= most_waiting) {
        refuse_it(MonitoringResult::too_busy);
    } else {
        work.waiting.push_back(event.request);
    }
    return true;
}

/// Why the server must come again later; takes of its rate when it need not.
std::optional<std::string_view> Monitoring::busy_with(const Contract& contract)
{
    Server& server = servers_[contract.name];
    if (draining_) {
        return "draining";
    }
    if (!ports_.journal.accepts_work()) {
        return "journal";
    }
    if (settings_.refuse_unaudited && !ports_.audit.accepts_work()) {
        return "audit";
    }
    if (work_.size() >= settings_.max_in_progress) {
        return "requests";
    }
    if (server.in_progress >= settings_.max_in_progress_per_server) {
        return "server";
    }
    if (!contract.rates.requests) {
        return std::nullopt;
    }
    const RateLimit& limit = contract.rates.requests->value;
    const base::Instant now = ports_.clock.now();
    if (!server.rate || server.rate->first != limit) {
        server.rate.emplace(limit, TokenBucket{limit, now});
    }
    if (!server.rate->second.has_token(limit, now)) {
        return "rate";
    }
    server.rate->second.take(limit, now);
    return std::nullopt;
}

void Monitoring::admit(const Contract& contract, ConfigurationId id, ConfigurationEvent& event)
{
    if (event.delete_events) {
        delete_all(id, event, SubscriptionKind::event);
    }
    if (event.delete_patterns) {
        delete_all(id, event, SubscriptionKind::expectation);
    }
    for (WantedEvent& wanted : event.events) {
        admit_event(contract, id, event, wanted);
    }
    for (WantedPattern& wanted : event.patterns) {
        admit_pattern(contract, id, event, wanted);
    }
}

void Monitoring::admit_event(
    const Contract& contract,
    ConfigurationId id,
    const ConfigurationEvent& event,
    WantedEvent& wanted
)
{
    std::vector<ReferenceResult>& results = work_.at(id).answer.events;
    if (!wanted.reference) {
        return delete_some(id, event, SubscriptionKind::event, wanted.for_deletion, results);
    }
    const WatchClaim claim{event.claimed, event.group, &wanted.parameters, ports_.clock.wall_now()};
    const WatchDecision decision = authorise_watch(contract, claim);
    if (const auto* refusal = std::get_if<WatchRefusal>(&decision)) {
        return refuse_one(
            event,
            {event.contract, SubscriptionKind::event, wanted.parameters.type, wanted.reference},
            *refusal,
            results
        );
    }
    const auto& permitted = std::get<WatchPermitted>(decision);
    begin(
        id,
        event,
        permitted,
        new_subscription(
            SubscriptionKind::event, *wanted.reference, permitted.watched, permitted.granted
        ),
        wanted.for_deletion,
        results
    );
}

void Monitoring::admit_pattern(
    const Contract& contract,
    ConfigurationId id,
    const ConfigurationEvent& event,
    WantedPattern& wanted
)
{
    std::vector<ReferenceResult>& results = work_.at(id).answer.patterns;
    if (!wanted.reference) {
        return delete_some(id, event, SubscriptionKind::expectation, wanted.for_deletion, results);
    }
    const base::WallTime now = ports_.clock.wall_now();
    const WatchSubject subject{
        event.contract, SubscriptionKind::expectation, std::nullopt, wanted.reference};
    const WatchDecision decision =
        authorise_watch(contract, {event.claimed, event.group, nullptr, now});
    if (const auto* refusal = std::get_if<WatchRefusal>(&decision)) {
        return refuse_one(event, subject, *refusal, results);
    }
    const auto until = end_of(wanted.patterns);
    if (wanted.patterns.empty() || event.group || (until && *until <= now)) {
        // A pattern is one device's: of a group nobody could say whose report broke it.
        const char* const reason = event.group ? "a pattern of a group" : "a pattern without times";
        return refuse_one(
            event, subject, {MonitoringResult::range_not_allowed, reason, {}}, results
        );
    }
    const auto& permitted = std::get<WatchPermitted>(decision);
    SubscriptionRecord record =
        new_subscription(SubscriptionKind::expectation, *wanted.reference, permitted.watched, {});
    record.parameters.monitoring_until = until;
    record.patterns = std::move(wanted.patterns);
    record.memory.emplace();
    const domain::Accuracy finest = permitted.limits->accuracy.value;
    Subscription* const expectation =
        begin(id, event, permitted, std::move(record), wanted.for_deletion, results);
    if (expectation != nullptr) {
        observe_for(id, *expectation, finest);
    }
}

/// A subscription on its way; null when it must not be, which is said in `results`.
Subscription* Monitoring::begin(
    ConfigurationId id,
    const ConfigurationEvent& event,
    const WatchPermitted& permitted,
    SubscriptionRecord record,
    const std::vector<domain::ScefReference>& for_deletion,
    std::vector<ReferenceResult>& results
)
{
    const auto refuse_it = [&](MonitoringResult result, const char* reason) {
        refuse_one(
            event,
            subject_of(event.contract, record.kind, record.parameters.type, record.reference),
            {result, reason, {}},
            results
        );
        return nullptr;
    };
    std::vector<SubscriptionId> replaced;
    for (const domain::ScefReference& reference : for_deletion) {
        Subscription* const old = table_.find(event.contract, record.kind, reference);
        if (old == nullptr || old->record.watched != record.watched) {
            return refuse_it(
                MonitoringResult::configuration_non_existent, "there is none to be replaced"
            );
        }
        replaced.push_back(old->record.id);
    }
    if (!has_room(event, *permitted.limits, record, !replaced.empty())) {
        return refuse_it(MonitoringResult::resources_exceeded, "as many as there may be are there");
    }
    Subscription* const existing = table_.find(event.contract, record.kind, record.reference);
    if (existing != nullptr) {
        // Asked for again, and there: it is not made anew. With another content the old is kept.
        const SubscriptionRecord& there = existing->record;
        const bool same =
            there.watched == record.watched && there.parameters == record.parameters &&
            there.patterns == record.patterns && there.state != SubscriptionState::intended;
        if (!same) {
            return refuse_it(
                MonitoringResult::storage_not_successful, "its reference is in use for another"
            );
        }
        permit(id, there, false, permitted.rules);
        results.push_back({record.reference, MonitoringResult::success});
        return nullptr;
    }
    record.group_guard_s = record.watched.group ? event.group_guard_s : std::nullopt;
    Subscription& subscription = add(id, event.contract, std::move(record));
    permit(id, subscription.record, true, permitted.rules);
    for (const SubscriptionId old : replaced) {
        work_.at(id).replaces.emplace_back(subscription.record.id, old);
    }
    return &subscription;
}

bool Monitoring::has_room(
    const ConfigurationEvent& event,
    const MonitoringLimits& limits,
    const SubscriptionRecord& record,
    bool replaces
) const
{
    if (table_.size() >= settings_.max_subscriptions) {
        return false;
    }
    const bool full =
        limits.subscriptions && table_.count(event.contract) >= limits.subscriptions->value;
    return !full || replaces ||
           table_.find(event.contract, record.kind, record.reference) != nullptr;
}

Subscription&
Monitoring::add(ConfigurationId id, const std::string& contract, SubscriptionRecord record)
{
    record.id = new_id();
    record.state = SubscriptionState::intended;
    record.contract = contract;
    record.created = ports_.clock.wall_now();
    Work& work = work_.at(id);
    work.watched = record.watched;
    Subscription& subscription = table_.add(std::move(record));
    work.added.push_back(subscription.record.id);
    write(subscription, {id, std::nullopt});
    return subscription;
}

/// What the network must watch so that we can judge (DESIGN, "Monitoring").
void Monitoring::observe_for(ConfigurationId id, Subscription& expectation, domain::Accuracy finest)
{
    const SubscriptionRecord& wanted = expectation.record;
    auto needed = observations_for(wanted.patterns, finest, wanted.parameters.monitoring_until);
    for (domain::EventParameters& parameters : needed) {
        SubscriptionRecord record = new_subscription(
            SubscriptionKind::observation, wanted.reference, wanted.watched, std::move(parameters)
        );
        record.expectation = wanted.id;
        const Subscription& observation = add(id, wanted.contract, std::move(record));
        observations_[wanted.id].push_back(observation.record.id);
    }
}

void Monitoring::delete_some(
    ConfigurationId id,
    const ConfigurationEvent& event,
    SubscriptionKind kind,
    const std::vector<domain::ScefReference>& references,
    std::vector<ReferenceResult>& results
)
{
    for (const domain::ScefReference& reference : references) {
        Subscription* const old = table_.find(event.contract, kind, reference);
        if (old == nullptr) {
            refuse_one(
                event,
                {event.contract, kind, std::nullopt, reference},
                {MonitoringResult::configuration_non_existent, "there is none to be deleted", {}},
                results
            );
            continue;
        }
        results.push_back({reference, MonitoringResult::success});
        permit_end(id, old->record);
        end(*old, true, {id, std::nullopt});
    }
}

/// All of this server for this device. That there are none is no fault.
void Monitoring::delete_all(
    ConfigurationId id, const ConfigurationEvent& event, SubscriptionKind kind
)
{
    const auto watched = watched_of(event.claimed, event.group);
    if (!watched) {
        return;
    }
    for (const SubscriptionId old : table_.of(event.contract, *watched)) {
        Subscription* const subscription = table_.find(old);
        if (subscription != nullptr && subscription->record.kind == kind) {
            permit_end(id, subscription->record);
            end(*subscription, true, {id, std::nullopt});
        }
    }
}

} // namespace iwf::core
