// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/trigger_table.hpp"

namespace iwf::core {
namespace {

bool is_recall(const TriggerRecord& record)
{
    return record.action == domain::ActionType::device_trigger_recall;
}

} // namespace

TriggerTable::TriggerTable(std::uint64_t seed)
    : open_{seed}
    , by_reference_{seed}
    , recalls_{seed}
    , by_end_to_end_{seed}
    , by_report_{seed}
{}

Trigger& TriggerTable::add(TriggerRecord record)
{
    auto made = std::make_unique<Trigger>(std::move(record));
    Trigger& trigger = *made;
    const TriggerRecord& kept = trigger.record;
    open_.put(kept.id.value(), std::move(made));
    const Entry entry{.open = &trigger};
    const std::uint32_t contract = contracts_.number(kept.contract);
    reference_index(is_recall(kept)).put(key(contract, kept.reference.value()), entry);
    by_end_to_end_.put(key(contract, kept.dar_end_to_end), entry);
    if (!is_recall(kept)) {
        const std::uint32_t scs = scs_identities_.number(kept.scs_identity.digits());
        by_report_.put(key(scs, kept.reference.value()), &trigger);
    }
    if (!is_recall(kept) && kept.state != TriggerState::closed) {
        trigger.pending = true;
        ++pending_[kept.contract];
    }
    return trigger;
}

void TriggerTable::remove(TriggerId id)
{
    if (Trigger* const trigger = find(id)) {
        leave(*trigger, {});
    }
}

void TriggerTable::close(Trigger& trigger, base::Instant due)
{
    closed_.push_back(remembered(trigger.record, due));
    leave(trigger, {.closed = &closed_.back()});
}

void TriggerTable::leave(Trigger& trigger, const Entry& successor)
{
    set_due(trigger, std::nullopt);
    end_pending(trigger);
    const TriggerRecord& record = trigger.record;
    const Entry entry{.open = &trigger};
    const std::uint32_t contract = contracts_.number(record.contract);
    const std::uint32_t number = record.reference.value();
    replace(reference_index(is_recall(record)), key(contract, number), entry, successor);
    replace(by_end_to_end_, key(contract, record.dar_end_to_end), entry, successor);
    if (!is_recall(record)) {
        const Key report = key(scs_identities_.number(record.scs_identity.digits()), number);
        Trigger** const found = by_report_.find(report);
        if (found != nullptr && *found == &trigger) {
            by_report_.take(report);
        }
    }
    open_.take(record.id.value());
}

void TriggerTable::replace(Index& index, Key key, const Entry& old, const Entry& successor)
{
    Entry* const found = index.find(key);
    if (found == nullptr || *found != old) {
        return; // another one's by now
    }
    if (successor == Entry{}) {
        index.take(key);
    } else {
        *found = successor;
    }
}

TriggerTable::ClosedTrigger TriggerTable::remembered(const TriggerRecord& record, base::Instant due)
{
    return {
        .id = record.id,
        .due = due,
        .dar_digest = record.dar_digest,
        .device = record.device,
        .contract = contracts_.number(record.contract),
        .sms_sc =
            record.submission ? std::optional{number_of(record.submission->sms_sc)} : std::nullopt,
        .dar_end_to_end = record.dar_end_to_end,
        .reference = record.reference,
        .old_reference = record.old_reference,
        .request_status = record.request_status,
        .mtc_error_diagnostic = record.mtc_error_diagnostic,
        .is_recall = is_recall(record),
    };
}

std::uint32_t TriggerTable::number_of(const domain::InternalHost& sms_sc)
{
    const std::uint32_t number = sms_sc_names_.number(sms_sc.text());
    if (number == sms_scs_.size()) {
        sms_scs_.push_back(sms_sc);
    }
    return number;
}

Trigger* TriggerTable::find(TriggerId id)
{
    const auto* const found = open_.find(id.value());
    return found == nullptr ? nullptr : found->get();
}

std::optional<KnownTrigger>
TriggerTable::by_reference(std::string_view contract, domain::ReferenceNumber number)
{
    return known(lookup(by_reference_, contract, number.value()));
}

std::optional<KnownTrigger>
TriggerTable::recall_of(std::string_view contract, domain::ReferenceNumber number)
{
    return known(lookup(recalls_, contract, number.value()));
}

std::optional<KnownTrigger>
TriggerTable::by_end_to_end(std::string_view contract, std::uint32_t end_to_end)
{
    return known(lookup(by_end_to_end_, contract, end_to_end));
}

std::optional<SubmittedTrigger>
TriggerTable::submitted(std::string_view contract, domain::ReferenceNumber number)
{
    const Entry entry = lookup(by_reference_, contract, number.value());
    if (entry.open != nullptr && entry.open->record.submission) {
        return SubmittedTrigger{entry.open->record.device, entry.open->record.submission->sms_sc};
    }
    if (entry.closed != nullptr && entry.closed->sms_sc) {
        return SubmittedTrigger{entry.closed->device, sms_scs_[*entry.closed->sms_sc]};
    }
    return std::nullopt;
}

Trigger* TriggerTable::by_report(const domain::ScsIdentity& scs, domain::ReferenceNumber number)
{
    const auto server = scs_identities_.find(scs.digits());
    Trigger** const found = server ? by_report_.find(key(*server, number.value())) : nullptr;
    return found == nullptr ? nullptr : *found;
}

std::size_t TriggerTable::pending(std::string_view contract) const
{
    const auto found = pending_.find(contract);
    return found == pending_.end() ? 0 : found->second;
}

void TriggerTable::end_pending(Trigger& trigger)
{
    if (!std::exchange(trigger.pending, false)) {
        return;
    }
    const auto count = pending_.find(trigger.record.contract);
    if (--count->second == 0) {
        pending_.erase(count);
    }
}

void TriggerTable::set_due(Trigger& trigger, std::optional<base::Instant> due)
{
    if (trigger.due) {
        due_.erase({*trigger.due, trigger.record.id});
    }
    trigger.due = due;
    if (due) {
        due_.emplace(*due, trigger.record.id);
    }
}

std::optional<base::Instant> TriggerTable::next_due() const
{
    return due_.empty() ? std::nullopt : std::optional{due_.begin()->first};
}

Trigger* TriggerTable::pop_due(base::Instant now)
{
    if (due_.empty() || due_.begin()->first > now) {
        return nullptr;
    }
    Trigger* const trigger = find(due_.begin()->second);
    set_due(*trigger, std::nullopt);
    return trigger;
}

std::optional<base::Instant> TriggerTable::next_forgotten() const
{
    return closed_.empty() ? std::nullopt : std::optional{closed_.front().due};
}

std::optional<TriggerId> TriggerTable::forget_due(base::Instant now)
{
    if (closed_.empty() || closed_.front().due > now) {
        return std::nullopt;
    }
    const ClosedTrigger& first = closed_.front();
    const TriggerId id = first.id;
    const Entry entry{.closed = &first};
    const Key reference = key(first.contract, first.reference.value());
    replace(reference_index(first.is_recall), reference, entry, {});
    replace(by_end_to_end_, key(first.contract, first.dar_end_to_end), entry, {});
    closed_.pop_front();
    return id;
}

TriggerTable::Key TriggerTable::key(std::uint32_t server, std::uint32_t number)
{
    return (Key{server} << 32U) | number;
}

TriggerTable::Entry
TriggerTable::lookup(Index& index, std::string_view contract, std::uint32_t number) const
{
    const auto server = contracts_.find(contract);
    const Entry* const found = server ? index.find(key(*server, number)) : nullptr;
    return found == nullptr ? Entry{} : *found;
}

std::optional<KnownTrigger> TriggerTable::known(const Entry& entry)
{
    const auto tell = [&entry](const auto& kept, bool closed) {
        return KnownTrigger{
            .trigger = entry.open,
            .id = kept.id,
            .closed = closed,
            .reference = kept.reference,
            .old_reference = kept.old_reference,
            .dar_digest = kept.dar_digest,
            .request_status = kept.request_status,
            .mtc_error_diagnostic = kept.mtc_error_diagnostic,
        };
    };
    if (entry.open != nullptr) {
        return tell(entry.open->record, entry.open->record.state == TriggerState::closed);
    }
    return entry.closed == nullptr ? std::nullopt : std::optional{tell(*entry.closed, true)};
}

} // namespace iwf::core
