// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/scs/monitoring.hpp"
#include "iwf/app/scs/settings.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/tsp.hpp"

namespace iwf::scs {

/// What is asked of the MTC-IWF.
struct DeviceAction
{
    domain::ActionType type{domain::ActionType::device_trigger_request};
    domain::DeviceIdentity device;
    domain::ReferenceNumber reference;
    std::optional<domain::ReferenceNumber> old_reference;
    std::optional<domain::TriggerData> trigger_data;
    std::optional<std::uint32_t> validity_time_s;
};

/// What the MTC-IWF said to it (DAA).
struct Confirmation
{
    diameter::Outcome outcome;
    std::optional<domain::RequestStatus> status;
    std::optional<domain::MtcErrorDiagnostic> diagnostic;
    std::string text; ///< Error-Message

    [[nodiscard]] bool is_success() const
    {
        return outcome.is_success() && status == domain::RequestStatus::success;
    }
};

/// A confirmation, or why there is none.
using ActionResult = tl::expected<Confirmation, std::string>;

/// A delivery report (DNR).
struct Report
{
    std::string device; ///< as the MTC-IWF wrote it
    domain::ReferenceNumber reference;
    std::optional<domain::DeliveryOutcome> outcome;
    bool retransmitted{};
};

/// A short message of a device (DNR, Action-Type 5).
struct ShortMessage
{
    std::string device; ///< as the MTC-IWF wrote it
    domain::ReferenceNumber reference;
    std::optional<std::uint32_t> port;
    base::Bytes tpdu; ///< TS 23.040
    bool retransmitted{};
};

/// What becomes of a report.
enum class Acknowledge : std::uint8_t
{
    yes,
    refuse, ///< DIAMETER_UNABLE_TO_COMPLY
    silence
};

/// The server's side of Tsp (TS 29.368) and S6t (TS 29.336). Core thread.
class Server final : public neighbour::StationClient
{
public:
    struct Events
    {
        std::function<void()> open;
        std::function<void(std::string_view reason)> closed;
        std::function<Acknowledge(const Report&)> report;
        /// Without it they are put off with DIAMETER_TOO_BUSY: the SMS-SC hears so.
        std::function<Acknowledge(const ShortMessage&)> message{};
        /// Without it reports on events are put off with DIAMETER_TOO_BUSY: the MTC-IWF keeps them.
        std::function<ReportAnswer(const MonitoringReport&)> monitoring;
    };

    /// The references outlive it.
    Server(neighbour::Station& station, const Settings& settings, Events events)
        : station_{station}
        , settings_{settings}
        , events_{std::move(events)}
    {}

    [[nodiscard]] bool is_open() const;

    /// `done` is called once, at `deadline` at the latest, and never from inside.
    void
    act(const DeviceAction& action,
        base::Instant deadline,
        std::function<void(const ActionResult&)> done);

    /// Likewise; `now` is what durations count from.
    void configure(
        const Configuration& configuration,
        base::WallTime now,
        base::Instant deadline,
        std::function<void(const ConfigurationResult&)> done
    );

    void on_open(diameter::Connection connection) override;
    void on_closed(diameter::Connection connection, std::string_view reason) override;
    void on_request(diameter::Connection connection, diameter::Message request) override;

private:
    void take_notification(diameter::Connection connection, const diameter::Message& request);
    [[nodiscard]] Acknowledge
    told(const diameter::tsp::DeviceNotification& notification, bool retransmitted);
    void take_monitoring(diameter::Connection connection, const diameter::Message& request);
    void refuse(
        diameter::Connection connection,
        const diameter::Message& request,
        const diameter::Fault& fault
    );
    void answer(
        diameter::Connection connection, const diameter::Message& request, diameter::Message answer
    );
    void send(
        diameter::Message message,
        base::Instant deadline,
        std::function<void(const gateways::Reply&)> done
    );
    void fill(diameter::RequestHead& head);

    neighbour::Station& station_;
    const Settings& settings_;
    Events events_;
};

/// The node of a server with these settings: one peer, the MTC-IWF, which it dials.
[[nodiscard]] base::Result<freediameter::NodeConfig> node_config(const Settings& settings);

} // namespace iwf::scs
