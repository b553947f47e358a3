// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "iwf/base/overloaded.hpp"
#include "iwf/core/content_digest.hpp"
#include "iwf/core/engine.hpp"
#include "iwf/core/policy/claim_lookup.hpp"
#include "iwf/core/procedures/rules.hpp"

/// From a DAR to a transaction: the checks of TS 29.368, 5.5 (spec order), none of which reaches
/// the HSS when it fails.
namespace iwf::core {
namespace {

using domain::ActionType;
using domain::RequestStatus;

/// One line for each reason in this time, however many are refused.
constexpr auto busy_log_interval = std::chrono::seconds{10};

ActionClaim claim_of(const DeviceActionEvent& event)
{
    ActionClaim claim;
    claim.identity = event.claimed;
    claim.action = event.action;
    claim.validity_time_s = event.validity_time_s;
    if (event.trigger_data) {
        claim.payload_octets = event.trigger_data->payload.size();
        claim.priority = event.trigger_data->priority;
        claim.application_port = event.trigger_data->application_port;
    }
    return claim;
}

Confirmation answer_to(const DeviceActionEvent& event, RequestStatus status)
{
    return {
        .action = event.action,
        .reference = event.reference,
        .claimed = event.claimed,
        .status = status,
        .diagnostic = std::nullopt,
    };
}

bool needs_original(const DeviceActionEvent& event)
{
    return event.action != ActionType::device_trigger_request;
}

Refusal in_use()
{
    return {
        RequestStatus::permanent_error,
        "reference number or End-to-End identifier in use for other content",
        {}};
}

RequestStatus no_original(ActionType action)
{
    return action == ActionType::device_trigger_recall ? RequestStatus::recall_fail
                                                       : RequestStatus::replace_fail;
}

/// In a recall the number stands in Reference-Number (TS 29.368, 5.7); a server that puts it into
/// Old-Reference-Number, as stage 2 reads, means the same.
std::optional<domain::ReferenceNumber> original_number(const DeviceActionEvent& event)
{
    if (event.action == ActionType::device_trigger_recall) {
        return event.old_reference.value_or(event.reference);
    }
    return event.old_reference;
}

std::optional<domain::Priority> priority_of(const DeviceActionEvent& event)
{
    return event.trigger_data ? event.trigger_data->priority : std::nullopt;
}

} // namespace

void Engine::on_device_action(DeviceActionEvent event)
{
    ++counters_.requests;
    workload_.begin(event.contract);
    const std::uint64_t digest = content_digest(event);
    admit(std::move(event), digest);
}

/// The order is that of spec/tsp.md, 7.3; the first that fails decides. A request is judged again
/// from the start after it was held.
void Engine::admit(DeviceActionEvent event, std::uint64_t digest)
{
    if (answer_duplicate(event, digest)) {
        return;
    }
    const ActionClaim claim = claim_of(event);
    ClaimLookup lookup{contracts_.get(), event.contract, claim.identity};
    const Contract* const contract = lookup.contract();
    if (contract == nullptr) {
        return refuse(
            event, {RequestStatus::not_authorized, "its contract is not in force", {}}, digest
        );
    }
    if (const auto refusal = judge_server(*contract, claim, amounts_, moment(event.contract))) {
        return refuse_with_reason(event, *refusal, digest);
    }
    if (const auto reason = busy(workload_, event.contract, priority_of(event))) {
        return refuse_busy(event, *reason, digest);
    }
    const Decision decision =
        judge_request(*contract, claim, lookup.device(), amounts_, moment(event.contract));
    if (const auto* refusal = std::get_if<Refusal>(&decision)) {
        watch_refusal(claim.identity, *contract, refusal->status);
        return refuse_with_reason(event, *refusal, digest);
    }
    const auto& permission = std::get<Permitted>(decision);
    if (answer_without_original(event, permission, digest)) {
        return;
    }
    if (!take_amounts(*contract, permission, claim)) {
        return hold(*contract, {std::move(event), digest});
    }
    if (!event.validity_time_s && permission.limits->validity_default_s) {
        event.validity_time_s = permission.limits->validity_default_s->value;
    }
    begin(std::move(event), permission, digest);
}

Moment Engine::moment(std::string_view contract) const
{
    return {ports_.clock.now(), ports_.clock.wall_now(), table_.pending(contract)};
}

/// A recall or a replace of nothing that could be recalled or replaced.
bool Engine::answer_without_original(
    DeviceActionEvent& event, const Permitted& permitted, std::uint64_t digest
)
{
    if (needs_original(event)) {
        if (const auto refusal = missing_original(
                event.contract, event.action, original_number(event), permitted.device
            )) {
            refuse(event, *refusal, digest);
            return true;
        }
    }
    if (!settings_.recall_replace_supported) {
        event.old_reference.reset(); // treated as a new trigger (TS 29.368, 6.4.13)
    }
    return false;
}

std::optional<Refusal> Engine::missing_original(
    std::string_view contract,
    ActionType action,
    std::optional<domain::ReferenceNumber> number,
    const domain::DeviceIdentity& device
)
{
    if (!settings_.recall_replace_supported) {
        return action == ActionType::device_trigger_recall
                   ? std::optional{Refusal{
                         RequestStatus::recall_fail, "the SMS-SCs support no recall", {}}}
                   : std::nullopt;
    }
    // Another device's trigger is not the one that was meant, whoever's number it carries.
    const auto original = find_original(contract, number);
    if (original && original->device == device) {
        return std::nullopt;
    }
    return Refusal{no_original(action), "no trigger of that number and device is open", {}};
}

bool Engine::answer_duplicate(const DeviceActionEvent& event, std::uint64_t digest)
{
    if (const auto same = table_.by_end_to_end(event.contract, event.end_to_end)) {
        return answer_again(*same, event, digest);
    }
    const base::Instant now = ports_.clock.now();
    if (const auto* given = recent_.find(event.contract, event.end_to_end, now)) {
        ++counters_.duplicates;
        const bool same = given->digest == digest;
        const Confirmation answer =
            same ? given->confirmation : answer_to(event, RequestStatus::permanent_error);
        if (!same) {
            note(event, in_use());
        }
        told(event.request, answer, event.contract);
        return true;
    }
    const bool recall = event.action == ActionType::device_trigger_recall;
    const auto earlier = recall ? table_.recall_of(event.contract, event.reference)
                                : table_.by_reference(event.contract, event.reference);
    if (!earlier) {
        return false;
    }
    // A number whose transaction has ended is free for other content (TS 29.368, 6.4.8).
    const bool same_content = earlier->dar_digest == digest;
    if (earlier->closed && (!same_content || has_ended(*earlier, event))) {
        return false;
    }
    return answer_again(*earlier, event, digest);
}

/// Whether asking for the same again, with a new End-to-End identifier, is a new action.
bool Engine::has_ended(const KnownTrigger& earlier, const DeviceActionEvent& event)
{
    const bool success = earlier.request_status == RequestStatus::success;
    if (event.action == ActionType::device_trigger_recall) {
        // One that failed may be tried again; the number may belong to the next trigger by now.
        const auto next =
            table_.by_reference(event.contract, earlier.old_reference.value_or(earlier.reference));
        return !success || (next && next->id > earlier.id);
    }
    // A successful recall frees the number (TS 29.368, 5.7). After TEMPORARYERROR the SMS-SC may
    // have the trigger: a second one takes a new number (F8).
    const auto recall = table_.recall_of(event.contract, event.reference);
    return recall && recall->id > earlier.id && recall->request_status == RequestStatus::success;
}

bool Engine::answer_again(
    const KnownTrigger& earlier, const DeviceActionEvent& event, std::uint64_t digest
)
{
    ++counters_.duplicates;
    Trigger* const open = earlier.trigger;
    const bool submitting = open != nullptr && open->submission && !open->submission->done();
    if (earlier.dar_digest != digest) {
        note(event, in_use());
        ports_.log.event(
            base::Severity::notice,
            "trigger.refused",
            {{"scs", event.contract},
             {"reference", event.reference.value()},
             {"status", domain::name(RequestStatus::permanent_error)},
             {"reason", in_use().reason}}
        );
        told(event.request, answer_to(event, RequestStatus::permanent_error), event.contract);
    } else if (earlier.request_status && !submitting) {
        Confirmation answer = answer_to(event, *earlier.request_status);
        answer.diagnostic = earlier.mtc_error_diagnostic;
        told(event.request, answer, event.contract);
    } else if (open == nullptr || workload_.is_full(event.contract)) {
        // One that is over without an answer was never this program's, and gets none any more.
        // Repetitions that wait count like any request: a flood of them must not use up what all
        // servers share (S6).
        note(event, busy_refusal(Busy::server));
        told(event.request, answer_to(event, RequestStatus::temporary_error), event.contract);
    } else {
        open->waiting_servers.push_back(event.request);
    }
    return true;
}

double Engine::load() const
{
    return draining_ || !ports_.journal.accepts_work() ? 1 : workload_.load();
}

std::optional<Busy> Engine::busy(
    const Workload& workload, std::string_view contract, std::optional<domain::Priority> priority
) const
{
    if (draining_) {
        return Busy::draining;
    }
    if (const auto busy =
            workload.check(contract, priority.value_or(domain::Priority::non_priority))) {
        return busy;
    }
    if (rate_ && !rate_->has_token(*settings_.rate, ports_.clock.now())) {
        return Busy::rate;
    }
    if (table_.size() >= settings_.max_triggers) {
        return Busy::triggers;
    }
    if (settings_.refuse_unaudited && !ports_.audit.accepts_work()) {
        return Busy::audit;
    }
    return ports_.journal.accepts_work() ? std::nullopt : std::optional{Busy::journal};
}

void Engine::refuse_busy(const DeviceActionEvent& event, Busy busy, std::uint64_t digest)
{
    const std::uint64_t count = ++counters_.refused_busy[busy];
    const base::Instant now = ports_.clock.now();
    const auto logged = busy_logged_.find(busy);
    if (logged == busy_logged_.end() || now - logged->second >= busy_log_interval) {
        busy_logged_.insert_or_assign(busy, now);
        ports_.log.event(
            base::Severity::warning,
            "engine.busy",
            {{"reason", name(busy)}, {"scs", event.contract}, {"refused", count}}
        );
    }
    refuse(event, busy_refusal(busy), digest);
}

Refusal Engine::busy_refusal(Busy busy)
{
    return {RequestStatus::temporary_error, std::string{name(busy)}, {}};
}

std::optional<SubmittedTrigger>
Engine::find_original(std::string_view contract, std::optional<domain::ReferenceNumber> number)
{
    return number ? table_.submitted(contract, *number) : std::nullopt;
}

void Engine::note(const DeviceActionEvent& event, const Refusal& refusal)
{
    ports_.audit.refused({event.contract, event.action, event.reference, event.claimed, refusal});
}

void Engine::refuse(const DeviceActionEvent& event, const Refusal& refusal, std::uint64_t digest)
{
    note(event, refusal);
    const Confirmation answer = answer_to(event, refusal.status);
    if (refusal.status != RequestStatus::temporary_error) {
        recent_.remember(event.contract, event.end_to_end, {answer, digest}, ports_.clock.now());
    }
    told(event.request, answer, event.contract);
}

void Engine::begin(DeviceActionEvent event, const Permitted& permitted, std::uint64_t digest)
{
    std::optional<domain::InternalHost> target;
    if (needs_original(event) && settings_.recall_replace_supported) {
        target = find_original(event.contract, original_number(event))->sms_sc;
    }
    const ServerRequest request = event.request;
    Trigger& trigger = table_.add(make_record(std::move(event), permitted, digest));
    trigger.waiting_servers.push_back(request);
    if (ports_.audit.keeps_permits()) {
        trigger.permit = permitted.rules.to_text();
    }
    trigger.submission = std::make_unique<Submission>(
        trigger.record,
        rules_for(trigger.record),
        DtrIds{ports_.identifiers.next_end_to_end(), ports_.identifiers.next_session_id()},
        std::move(target)
    );
    step(trigger, trigger.submission->start());
}

TriggerRecord
Engine::make_record(DeviceActionEvent&& event, const Permitted& permitted, std::uint64_t digest)
{
    const base::WallTime now = ports_.clock.wall_now();
    const bool recall = event.action == ActionType::device_trigger_recall;
    return {
        .id = ports_.identifiers.next_trigger(now),
        .state = TriggerState::intended,
        .contract = std::move(event.contract),
        .scs_host = std::move(event.scs_host),
        .scs_realm = std::move(event.scs_realm),
        .action = event.action,
        .reference = event.reference,
        .old_reference =
            recall ? event.old_reference.value_or(event.reference) : event.old_reference,
        .claimed = std::move(event.claimed),
        .device = permitted.device,
        .scs_identity = permitted.scs_identity,
        .trigger_data = recall ? std::nullopt : std::move(event.trigger_data),
        .validity_time_s = event.validity_time_s,
        .dar_end_to_end = event.end_to_end,
        .dar_digest = digest,
        .submission = std::nullopt,
        .request_status = std::nullopt,
        .mtc_error_diagnostic = std::nullopt,
        .delivery_outcome = std::nullopt,
        .dnr_end_to_end = 0,
        .dnr_session_id = {},
        .created = now,
        .guard_at = {},
        .reported_at = {},
        .closed_at = {},
    };
}

} // namespace iwf::core
