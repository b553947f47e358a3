// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/sim/config.hpp"
#include "iwf/app/sim/counters.hpp"
#include "iwf/app/sim/pending_triggers.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/incoming.hpp"

namespace iwf::sim {

/// Sends delivery reports (DRR) and repeats each until it is answered. Core thread.
class Reporter
{
public:
    /// The references outlive it.
    Reporter(
        neighbour::Station& station,
        const gateways::Self& self,
        const DeliverySettings& settings,
        Counters& counters
    )
        : station_{station}
        , self_{self}
        , settings_{settings}
        , counters_{counters}
    {}

    void report(
        const ReportAddress& address,
        diameter::t4::SmDeliveryOutcome outcome,
        std::optional<std::uint32_t> absent_diagnostic,
        Reporting reporting
    );

    /// Reports without an answer yet.
    [[nodiscard]] std::size_t open() const { return open_; }

private:
    struct Report
    {
        diameter::PeerId peer;
        diameter::Message message;
        std::uint32_t attempts{};
    };
    using ReportPtr = std::shared_ptr<Report>; // shared by the callbacks that wait for it

    void begin(diameter::PeerId peer, const diameter::t4::DeliveryReportRequest& request);
    void attempt(const ReportPtr& report);
    void on_reply(const ReportPtr& report, const gateways::Reply& reply);
    void again(const ReportPtr& report);

    neighbour::Station& station_;
    const gateways::Self& self_;
    const DeliverySettings& settings_;
    Counters& counters_;
    std::size_t open_{};
};

} // namespace iwf::sim
