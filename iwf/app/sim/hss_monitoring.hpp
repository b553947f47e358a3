// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/sim/config.hpp"
#include "iwf/app/sim/counters.hpp"
#include "iwf/app/sim/event_configuration.hpp"
#include "iwf/app/sim/event_reports.hpp"
#include "iwf/app/sim/live_events.hpp"
#include "iwf/app/sim/rules.hpp"

namespace iwf::sim {

/// The part of an HSS that watches devices: S6t (TS 29.336, 7). Core thread.
class HssMonitoring final : private ConfigurationListener
{
public:
    /// The references outlive it.
    HssMonitoring(
        neighbour::Station& station,
        const gateways::Self& self,
        const SimConfig& config,
        Counters& counters,
        RuleBook& rules
    );

    /// What a CIR asks for. `answer.head` is filled.
    void configure(
        const diameter::s6t::ConfigurationInformationRequest& request,
        const Behaviour& behaviour,
        diameter::s6t::ConfigurationInformationAnswer& answer
    );

    /// A command of the control socket; nothing: none of ours.
    [[nodiscard]] std::optional<std::string>
    obey(std::string_view verb, const std::string& argument);

    [[nodiscard]] std::size_t events() const { return events_.size(); }
    [[nodiscard]] std::size_t patterns() const { return configuration_.patterns(); }
    [[nodiscard]] std::size_t open_reports() const { return reports_.open(); }

    static constexpr std::string_view commands = "events, imei DEVICE IMEI, roam DEVICE PLMN, "
                                                 "reachable-sms DEVICE, suspend | resume | cancel "
                                                 "DEVICE | all, insert, forge REPORT";

private:
    std::optional<diameter::Outcome> on_stored(const LiveEvent& event) override;
    void on_removed(const LiveEvent& event) override;
    void on_overwritten(const LiveEvent& event) override;

    [[nodiscard]] std::string change_terminal(const Subscriber& device, const std::string& imei);
    [[nodiscard]] std::string change_network(const Subscriber& device, const std::string& plmn);
    [[nodiscard]] std::string become_reachable(const Subscriber& device);
    [[nodiscard]] std::string handle(domain::EventHandling how, const std::string& whose);
    [[nodiscard]] std::string insert_again();
    [[nodiscard]] std::string forge(const std::string& text);

    /// `report` of this device, to whom it is about. False: it may have no more.
    bool report(LiveEvent& event, const Subscriber& device, domain::EventReport report);
    void collect(const LiveEvent& event, const Subscriber& device, domain::EventReport report);
    void send_group(const LiveEvent& event, diameter::s6t::GroupReport report);
    void tell_handling(const LiveEvent& event, domain::EventHandling how);
    void tell_all_cancelled(const Scef& scef, const Subscriber& device);
    void remove(EventKey key);
    void on_unknown(const EventKey& key);
    [[nodiscard]] Behaviour behaviour_of_report(const LiveEvent& event, const std::string& imsi);
    std::optional<diameter::Outcome> tell_inserted(const LiveEvent& event);
    void tell_removed(const LiveEvent& event);
    /// To each MME; the worst that one has answered, nothing when there is none.
    std::optional<diameter::Outcome> tell_mmes(const std::string& line);

    neighbour::Station& station_;
    const SimConfig& config_;
    Counters& counters_;
    RuleBook& rules_;
    LiveEvents events_;
    DeviceStates states_;
    EventConfiguration configuration_;
    EventReports reports_;
    std::map<EventKey, diameter::s6t::GroupReport> collecting_; ///< until the guard time is over
};

} // namespace iwf::sim
