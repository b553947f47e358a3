// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iwf/app/sim/event_reports.hpp"
#include "iwf/app/sim/live_events.hpp"
#include "iwf/app/sim/simulator.hpp"
#include "iwf/diameter/t6a.hpp"

namespace iwf::sim {

/// An MME on T6a (TS 29.128): devices that move, speak, fall silent and leave. An HSS tells it of
/// events by its control socket, which stands for S6a.
class Mme final : public Simulator
{
public:
    Mme(neighbour::Station& station, const SimConfig& config);

    void on_request(diameter::Connection connection, diameter::Message request) override;

protected:
    std::string pending() const override;
    std::string obey_more(std::string_view verb, std::string_view argument) override;

private:
    struct Device
    {
        domain::MmeLocation place;
        bool attached{true};
        bool unreached{}; ///< a downlink data notification has failed
    };

    using Types = std::initializer_list<domain::MonitoringType>;

    [[nodiscard]] Device& state_of(const Subscriber& subscriber);
    [[nodiscard]] domain::UeCount count_in(const domain::Location& area);
    [[nodiscard]] bool serves(const domain::MmeLocation& area) const;
    void configure(
        const diameter::t6a::ConfigurationInformationRequest& request,
        const Behaviour& behaviour,
        diameter::t6a::ConfigurationInformationAnswer& answer
    );
    [[nodiscard]] diameter::Outcome count_devices(
        const diameter::monitoring::EventConfiguration& wanted,
        diameter::t6a::ConfigurationInformationAnswer& answer
    );

    [[nodiscard]] std::string insert(const std::string& text);
    [[nodiscard]] std::string remove(const std::string& text);
    [[nodiscard]] std::string forge(const std::string& text);
    [[nodiscard]] std::string
    obey_for(const Subscriber& device, std::string_view verb, const std::string& value);
    [[nodiscard]] std::string move(const Subscriber& device, const std::string& place);
    [[nodiscard]] std::string lose(const Subscriber& device, domain::LossOfConnectivityReason why);
    [[nodiscard]] std::string become_reachable(const Subscriber& device);
    [[nodiscard]] std::string become_idle(const Subscriber& device);
    [[nodiscard]] std::string fail(const Subscriber& device, const std::string& cause);
    [[nodiscard]] std::string change_connection(const Subscriber& device, const std::string& words);

    /// Of the device's events of these types, the number of reports made. `fill` makes the report,
    /// or says that there is none.
    std::size_t tell(
        const Subscriber& device,
        Types types,
        const std::function<bool(const LiveEvent&, domain::EventReport&)>& fill
    );
    void send(const LiveEvent& event, const Subscriber& device, domain::EventReport report);

    const SimConfig& config_;
    LiveEvents events_;
    std::unordered_map<std::string, Device> devices_; ///< by IMSI; those that were looked at
    EventReports reports_;
};

} // namespace iwf::sim
