// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/core/journal.hpp"
#include "iwf/core/monitoring/subscription.hpp"

namespace iwf::core {

/// WriteIds with this bit are those of monitoring: both kinds of records go through one journal,
/// which tells of each write in its order.
inline constexpr std::uint64_t monitoring_write = 1ULL << 63U;

/// Port to the durable state of monitoring. All calls from the core thread; none blocks on the
/// disk. Writes are carried out in the order of the calls, those of Journal among them; exactly one
/// of JournalListener::on_written and on_write_failed follows each put.
class MonitoringJournal
{
public:
    MonitoringJournal() = default;
    MonitoringJournal(const MonitoringJournal&) = delete;
    MonitoringJournal& operator=(const MonitoringJournal&) = delete;
    virtual ~MonitoringJournal() = default;

    /// In place of an earlier one with the same id.
    virtual void put(const SubscriptionRecord& record, WriteId write) = 0;

    /// In place of an earlier one of the same subscription and sequence.
    virtual void put(const ReportRecord& record, WriteId write) = 0;

    /// In place of an earlier one of the same subscription and member.
    virtual void put(const MemberRecord& record, WriteId write) = 0;

    /// Need no acknowledgement: a forgotten erase is repeated after a restart.
    virtual void erase(SubscriptionId id) = 0;
    virtual void erase_report(SubscriptionId subscription, std::uint64_t sequence) = 0;
    virtual void erase_member(SubscriptionId subscription, std::uint64_t member) = 0;

    /// See Journal.
    [[nodiscard]] virtual bool accepts_work() const = 0;
};

} // namespace iwf::core
