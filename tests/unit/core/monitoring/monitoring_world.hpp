// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "iwf/core/monitoring/monitoring.hpp"
#include "support/core_fakes.hpp"
#include "support/core_samples.hpp"
#include "support/monitoring_fakes.hpp"
#include "support/monitoring_samples.hpp"

namespace iwf::test {

/// "configure", with what it adds and removes; "taken <result>" for each RIR answered.
class FakeNetwork final : public core::WatchedNetworkPort
{
public:
    explicit FakeNetwork(Trace& trace)
        : trace_{trace}
    {}

    struct Asked
    {
        core::NetworkConfiguration configuration; ///< its pointers mean nothing any more
        std::vector<core::SubscriptionRecord> added;
        std::vector<core::SubscriptionRecord> removed;
    };

    void configure(const core::NetworkConfiguration& configuration) override;
    void
    answer(core::NetworkReportRequest request, const core::NetworkReportAnswer& answer) override;

    std::vector<Asked> asked;
    std::vector<std::pair<core::NetworkReportRequest, core::NetworkReportAnswer>> answered;

private:
    Trace& trace_;
};

/// "answer <result>"; "deliver <reference>", with " T" for a retransmission.
class FakeWatchers final : public core::WatcherPort
{
public:
    explicit FakeWatchers(Trace& trace)
        : trace_{trace}
    {}

    struct Delivered
    {
        core::SubscriptionId subscription;
        std::string contract;
        core::ToldReport told;
        std::vector<core::ToldItem> items;
        std::uint32_t end_to_end{};
        bool retransmission{};
    };

    void
    answer(core::ConfigurationRequest request, const core::ConfigurationAnswer& answer) override;
    void deliver(const core::Delivery& delivery) override;

    std::vector<std::pair<core::ConfigurationRequest, core::ConfigurationAnswer>> answered;
    std::vector<Delivered> delivered;

private:
    Trace& trace_;
};

[[nodiscard]] domain::InternalHost hss_a();

/// Wanted by acme: this event of meter7, under this reference.
[[nodiscard]] core::WantedEvent wanted(
    std::uint32_t reference, domain::MonitoringType type, std::optional<std::uint32_t> reports = {}
);
[[nodiscard]] core::ConfigurationEvent
configuration(std::uint64_t request, std::vector<core::WantedEvent> events);

/// Monitoring with fakes on all sides. restart() ends it as a crash does.
class MonitoringWorld
{
public:
    explicit MonitoringWorld(core::MonitoringSettings settings = {});

    core::Monitoring& monitoring() { return *monitoring_; }
    [[nodiscard]] const core::SubscriptionTable& table() const { return monitoring_->table(); }
    void use_contracts(core::ContractSnapshot contracts);
    void write_all() { journal.complete_all(*monitoring_); }
    void pass(std::chrono::milliseconds time);
    void restart(std::size_t reached_disk = 0);

    /// The network's answer to what it was asked last: all is well.
    void network_agrees();
    void network_says(const core::NetworkConfigured& configured);

    /// acme watches, with all the steps in between.
    core::SubscriptionId watch(const core::WantedEvent& event);

    /// A RIR of this HSS or MME about one subscription.
    core::NetworkReport
    report(core::SubscriptionId id, domain::EventReport content, std::uint32_t end_to_end);

    /// How the last RIR was answered.
    [[nodiscard]] core::MonitoringResult last_taken() const
    {
        return network.answered.back().second.result;
    }

    [[nodiscard]] const core::ConfigurationAnswer& last_answer() const
    {
        return servers.answered.back().second;
    }

    /// The server acknowledges all that it is told, until nothing is left.
    void acknowledge_all();

    [[nodiscard]] Trace take_trace() { return std::exchange(trace, {}); }

    Trace trace;
    FakeClock clock;
    CapturingLog log;
    FakeNetwork network{trace};
    FakeWatchers servers{trace};
    FakeMonitoringJournal journal{trace};
    FakeMonitoringAudit audit;

private:
    void begin();

    core::MonitoringSettings settings_;
    core::ContractSnapshot contracts_{watching_contracts()};
    std::uint64_t random_{};
    std::size_t acknowledged_{};
    std::unique_ptr<core::Identifiers> identifiers_;
    std::unique_ptr<core::Monitoring> monitoring_;
};

} // namespace iwf::test
