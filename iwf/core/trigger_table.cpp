// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/trigger_table.hpp"

namespace iwf::core {
namespace {

bool is_recall(const TriggerRecord& record)
{
    return record.action == domain::ActionType::device_trigger_recall;
}

/// No contract is named so: both kinds of names share one table.
std::string report_name(const domain::ScsIdentity& scs)
{
    return "+" + scs.digits();
}

} // namespace

Trigger& TriggerTable::add(TriggerRecord record)
{
    const TriggerId id = record.id;
    Trigger& trigger = triggers_.try_emplace(id, std::move(record)).first->second;
    const TriggerRecord& kept = trigger.record;
    const std::uint32_t number = kept.reference.value();
    if (is_recall(kept)) {
        recalls_[key(kept.contract, number)] = id;
    } else {
        by_reference_[key(kept.contract, number)] = id;
        by_report_[key(report_name(kept.scs_identity), number)] = id;
    }
    by_end_to_end_[key(kept.contract, kept.dar_end_to_end)] = id;
    if (!is_recall(kept) && kept.state != TriggerState::closed && !trigger.pending) {
        trigger.pending = true;
        ++pending_[kept.contract];
    }
    return trigger;
}

void TriggerTable::remove(TriggerId id)
{
    Trigger* const trigger = find(id);
    if (trigger == nullptr) {
        return;
    }
    set_due(*trigger, std::nullopt);
    end_pending(*trigger);
    const TriggerRecord& record = trigger->record;
    const std::uint32_t number = record.reference.value();
    if (is_recall(record)) {
        drop(recalls_, key(record.contract, number), id);
    } else {
        drop(by_reference_, key(record.contract, number), id);
        drop(by_report_, key(report_name(record.scs_identity), number), id);
    }
    drop(by_end_to_end_, key(record.contract, record.dar_end_to_end), id);
    triggers_.erase(id);
}

Trigger* TriggerTable::find(TriggerId id)
{
    const auto found = triggers_.find(id);
    return found == triggers_.end() ? nullptr : &found->second;
}

Trigger* TriggerTable::by_reference(std::string_view contract, domain::ReferenceNumber number)
{
    return lookup(by_reference_, key(contract, number.value()));
}

Trigger* TriggerTable::recall_of(std::string_view contract, domain::ReferenceNumber number)
{
    return lookup(recalls_, key(contract, number.value()));
}

Trigger* TriggerTable::by_report(const domain::ScsIdentity& scs, domain::ReferenceNumber number)
{
    return lookup(by_report_, key(report_name(scs), number.value()));
}

Trigger* TriggerTable::by_end_to_end(std::string_view contract, std::uint32_t end_to_end)
{
    return lookup(by_end_to_end_, key(contract, end_to_end));
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

TriggerTable::Key TriggerTable::key(std::string_view server, std::uint32_t number)
{
    const auto next = static_cast<std::uint32_t>(servers_.size());
    const std::uint32_t place = servers_.try_emplace(std::string{server}, next).first->second;
    return (Key{place} << 32U) | number;
}

Trigger* TriggerTable::lookup(const Index& index, Key key)
{
    const auto found = index.find(key);
    return found == index.end() ? nullptr : find(found->second);
}

void TriggerTable::drop(Index& index, Key key, TriggerId id)
{
    const auto found = index.find(key);
    if (found != index.end() && found->second == id) {
        index.erase(found);
    }
}

} // namespace iwf::core
