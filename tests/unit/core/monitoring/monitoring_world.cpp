// SPDX-License-Identifier: Apache-2.0
#include "unit/core/monitoring/monitoring_world.hpp"

#include <utility>

namespace iwf::test {

using domain::MonitoringType;

void FakeNetwork::configure(const core::NetworkConfiguration& configuration)
{
    Asked asked_now{configuration, {}, {}};
    for (const auto* record : configuration.add) {
        asked_now.added.push_back(*record);
    }
    for (const auto* record : configuration.remove) {
        asked_now.removed.push_back(*record);
    }
    trace_.push_back(
        "configure +" + std::to_string(asked_now.added.size()) + " -" +
        std::to_string(asked_now.removed.size())
    );
    asked.push_back(std::move(asked_now));
}

void FakeNetwork::answer(
    core::NetworkReportRequest request, const core::NetworkReportAnswer& answer
)
{
    trace_.push_back("taken " + std::string{core::name(answer.result)});
    answered.emplace_back(request, answer);
}

void FakeWatchers::answer(
    core::ConfigurationRequest request, const core::ConfigurationAnswer& answer
)
{
    trace_.push_back("answer " + std::string{core::name(answer.result)});
    answered.emplace_back(request, answer);
}

void FakeWatchers::deliver(const core::Delivery& delivery)
{
    trace_.push_back(
        "deliver " + std::to_string(delivery.told.reference.key()) +
        (delivery.retransmission ? " T" : "")
    );
    delivered.push_back(
        {delivery.subscription,
         std::string{delivery.contract},
         delivery.told,
         delivery.items,
         delivery.end_to_end,
         delivery.retransmission}
    );
}

domain::InternalHost hss_a()
{
    return *domain::InternalHost::parse("a.hss.internal");
}

core::WantedEvent
wanted(std::uint32_t reference, MonitoringType type, std::optional<std::uint32_t> reports)
{
    core::WantedEvent event;
    event.reference = {reference, std::nullopt};
    event.parameters.type = type;
    event.parameters.maximum_reports = reports;
    return event;
}

core::ConfigurationEvent configuration(std::uint64_t request, std::vector<core::WantedEvent> events)
{
    core::ConfigurationEvent event;
    event.request = core::ConfigurationRequest{request};
    event.contract = std::string{acme};
    event.end_to_end = static_cast<std::uint32_t>(0x7000 + request);
    event.digest = request;
    event.claimed.external_identifier = "meter7@devices.acme.example";
    event.events = std::move(events);
    return event;
}

MonitoringWorld::MonitoringWorld(core::MonitoringSettings settings)
    : settings_{settings}
{
    begin();
}

void MonitoringWorld::begin()
{
    identifiers_ =
        std::make_unique<core::Identifiers>("iwf.operator.example", clock.wall_now(), 0x12345U);
    // Not random, for a test must be the same each time; but far from each other.
    const auto random = [this] { return ++random_ * 0x9E3779B97F4A7C15U; };
    monitoring_ = std::make_unique<core::Monitoring>(
        core::Monitoring::Ports{
            network, servers, journal, clock, log, audit, *identifiers_, random},
        settings_
    );
    monitoring_->use_contracts(contracts_);
}

void MonitoringWorld::use_contracts(core::ContractSnapshot contracts)
{
    contracts_ = std::move(contracts);
    monitoring_->use_contracts(contracts_);
}

void MonitoringWorld::pass(std::chrono::milliseconds time)
{
    clock.advance(time);
    monitoring_->on_time();
}

void MonitoringWorld::restart(std::size_t reached_disk)
{
    monitoring_.reset();
    journal.crash(reached_disk);
    clock.advance(std::chrono::seconds{1});
    begin();
    monitoring_->restore(
        journal.read_back(), journal.read_back_reports(), journal.read_back_members()
    );
}

void MonitoringWorld::network_agrees()
{
    network_says({.result = core::MonitoringResult::success, .node = hss_a()});
}

void MonitoringWorld::network_says(const core::NetworkConfigured& configured)
{
    monitoring_->on_configured(network.asked.back().configuration.id, configured);
}

core::SubscriptionId MonitoringWorld::watch(const core::WantedEvent& event)
{
    monitoring_->on_configuration(configuration(event.reference->id, {event}));
    write_all();
    const core::SubscriptionId id = network.asked.back().added.front().id;
    network_agrees();
    write_all();
    return id;
}

core::NetworkReport MonitoringWorld::report(
    core::SubscriptionId id, domain::EventReport content, std::uint32_t end_to_end
)
{
    core::NetworkReport made{
        .request = core::NetworkReportRequest{end_to_end},
        .from = hss_a(),
        .role = core::ReporterRole::hss,
        .end_to_end = end_to_end,
        .retransmission = false,
        .watched = std::nullopt,
        .items = {},
    };
    core::NetworkItem item;
    item.reference = core::reference_of(id);
    item.report = std::move(content);
    made.items.push_back(std::move(item));
    return made;
}

void MonitoringWorld::acknowledge_all()
{
    while (acknowledged_ < servers.delivered.size()) {
        monitoring_->on_delivered(
            servers.delivered[acknowledged_++].subscription, core::DeliveryResult::acknowledged
        );
    }
}

} // namespace iwf::test
