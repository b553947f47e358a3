// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/null_journal.hpp"

#include <utility>

namespace iwf::store {

NullJournal::NullJournal(Wake wake)
    : wake_{std::move(wake)}
{}

base::Result<std::vector<core::TriggerRecord>> NullJournal::load()
{
    return std::vector<core::TriggerRecord>{};
}

base::Result<std::vector<core::QuotaRecord>> NullJournal::load_quotas()
{
    return std::vector<core::QuotaRecord>{};
}

base::Result<std::vector<core::SubscriptionRecord>> NullJournal::load_subscriptions()
{
    return std::vector<core::SubscriptionRecord>{};
}

base::Result<std::vector<core::ReportRecord>> NullJournal::load_reports()
{
    return std::vector<core::ReportRecord>{};
}

base::Result<std::vector<core::MemberRecord>> NullJournal::load_members()
{
    return std::vector<core::MemberRecord>{};
}

void NullJournal::drain(core::JournalListener& listener)
{
    for (const core::WriteId write : std::exchange(done_, {})) {
        listener.on_written(write);
    }
}

JournalStatus NullJournal::status() const
{
    return {.waiting = done_.size(), .written = written_};
}

void NullJournal::put(const core::TriggerRecord& /*record*/, core::WriteId write)
{
    put(write);
}

void NullJournal::put(const core::QuotaRecord& /*record*/, core::WriteId write)
{
    put(write);
}

void NullJournal::put(const core::SubscriptionRecord& /*record*/, core::WriteId write)
{
    put(write);
}

void NullJournal::put(const core::ReportRecord& /*record*/, core::WriteId write)
{
    put(write);
}

void NullJournal::put(const core::MemberRecord& /*record*/, core::WriteId write)
{
    put(write);
}

void NullJournal::put(core::WriteId write)
{
    ++written_;
    done_.push_back(write);
    if (done_.size() == 1) {
        wake_();
    }
}

void NullJournal::erase(core::TriggerId /*id*/) {}

void NullJournal::erase(core::SubscriptionId /*id*/) {}

void NullJournal::erase_report(core::SubscriptionId /*subscription*/, std::uint64_t /*sequence*/) {}

void NullJournal::erase_member(core::SubscriptionId /*subscription*/, std::uint64_t /*member*/) {}

bool NullJournal::accepts_work() const
{
    return true;
}

} // namespace iwf::store
