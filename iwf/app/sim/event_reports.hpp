// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/sim/counters.hpp"
#include "iwf/app/sim/live_events.hpp"
#include "iwf/app/sim/monitoring_settings.hpp"
#include "iwf/app/sim/rules.hpp"
#include "iwf/diameter/s6t.hpp"
#include "iwf/diameter/t6a.hpp"
#include "iwf/gateways/incoming.hpp"

namespace iwf::sim {

/// `request` (an RIR of S6t or T6a) as a rule wants it wrong.
void disturb(diameter::s6t::ReportingInformationRequest& request, Reporting how);
void disturb(diameter::t6a::ReportingInformationRequest& request, Reporting how);

/// Which events the request reports.
[[nodiscard]] std::vector<EventKey> events_in(const diameter::s6t::ReportingInformationRequest&);
[[nodiscard]] std::vector<EventKey> events_in(const diameter::t6a::ReportingInformationRequest&);

/// Sends reports (RIR) and repeats each until it is answered. Core thread.
class EventReports
{
public:
    /// The SCEF does not know an event any more (5515).
    using Unknown = std::function<void(const EventKey&)>;

    /// The references outlive it. `peers`: as the station has them.
    EventReports(
        neighbour::Station& station,
        const gateways::Self& self,
        const std::vector<std::string>& peers,
        const RepeatSettings& settings,
        Counters& counters,
        Unknown unknown
    )
        : station_{station}
        , self_{self}
        , peers_{peers}
        , settings_{settings}
        , counters_{counters}
        , unknown_{std::move(unknown)}
    {}

    /// `request` without its head: as often, as late and as wrong as the behaviour says.
    template <class Request>
    void send(const Scef& to, Request request, const Behaviour& behaviour)
    {
        address(to, request.head);
        disturb(request, behaviour.reporting);
        const std::uint32_t copies = copies_of(behaviour);
        for (std::uint32_t copy = 0; copy < copies; ++copy) {
            request.head.session_id = station_.identifiers().next_session_id();
            begin(peer_of(to.id), encode(request), events_in(request), behaviour.delay);
        }
    }

    /// Reports without an answer yet.
    [[nodiscard]] std::size_t open() const { return open_; }

private:
    struct Report
    {
        diameter::PeerId peer;
        diameter::Message message;
        std::vector<EventKey> events;
        std::uint32_t attempts{};
    };
    using ReportPtr = std::shared_ptr<Report>; // shared by the callbacks that wait for it

    [[nodiscard]] static std::uint32_t copies_of(const Behaviour& behaviour);
    [[nodiscard]] diameter::PeerId peer_of(const std::string& host) const;
    void address(const Scef& to, diameter::RequestHead& head) const;
    void begin(
        diameter::PeerId peer,
        diameter::Message message,
        std::vector<EventKey> events,
        std::chrono::milliseconds delay
    );
    void attempt(const ReportPtr& report);
    void on_reply(const ReportPtr& report, const gateways::Reply& reply);
    void again(const ReportPtr& report);

    neighbour::Station& station_;
    const gateways::Self& self_;
    const std::vector<std::string>& peers_;
    const RepeatSettings& settings_;
    Counters& counters_;
    Unknown unknown_;
    std::size_t open_{};
};

} // namespace iwf::sim
