// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/store/journal_store.hpp"

namespace iwf::store {

/// Keeps nothing and says each write is done, the way a real journal would: later, through wake and
/// drain. For measuring what durability costs.
class NullJournal : public JournalStore
{
public:
    explicit NullJournal(Wake wake);

    [[nodiscard]] base::Result<std::vector<core::TriggerRecord>> load() override;
    [[nodiscard]] base::Result<std::vector<core::QuotaRecord>> load_quotas() override;
    [[nodiscard]] base::Result<std::vector<core::SubscriptionRecord>> load_subscriptions() override;
    [[nodiscard]] base::Result<std::vector<core::ReportRecord>> load_reports() override;
    [[nodiscard]] base::Result<std::vector<core::MemberRecord>> load_members() override;
    void drain(core::JournalListener& listener) override;
    [[nodiscard]] JournalStatus status() const override;

    void put(const core::TriggerRecord& record, core::WriteId write) override;
    void put(const core::QuotaRecord& record, core::WriteId write) override;
    void put(const core::SubscriptionRecord& record, core::WriteId write) override;
    void put(const core::ReportRecord& record, core::WriteId write) override;
    void put(const core::MemberRecord& record, core::WriteId write) override;
    void erase(core::TriggerId id) override;
    void erase(core::SubscriptionId id) override;
    void erase_report(core::SubscriptionId subscription, std::uint64_t sequence) override;
    void erase_member(core::SubscriptionId subscription, std::uint64_t member) override;
    [[nodiscard]] bool accepts_work() const override;

private:
    void put(core::WriteId write);

    Wake wake_;
    std::vector<core::WriteId> done_;
    std::uint64_t written_{};
};

} // namespace iwf::store
