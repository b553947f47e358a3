// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/engine.hpp"
#include "iwf/core/ports.hpp"
#include "iwf/diameter/result_code.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/peer_pool.hpp"

namespace iwf::gateways {

struct T4Settings
{
    std::chrono::milliseconds submit_deadline{6000};
    diameter::CongestionIs congestion{diameter::CongestionIs::permanent};
    std::uint8_t type_of_address{0x91}; ///< of SM-RP-SMEA
    std::size_t max_reports{10'000};    ///< that wait for their answer
};

/// T4 (TS 29.337): submits to the SMS-SC the record names, takes reports from the SMS-SCs. Core
/// thread.
class T4Gateway final : public core::SmsScPort
{
public:
    struct Parts
    {
        const Self& self;
        PeerPool& sms_sc;
        Exchange& exchange;
        Later& later;
        core::Engine& engine;
        diameter::Transport& transport;
        base::Clock& clock;
        base::Log& log;
    };

    T4Gateway(Parts parts, T4Settings settings)
        : parts_{parts}
        , settings_{settings}
    {}

    void submit(const core::TriggerRecord& record, const core::Submit& submit) override;
    void answer(core::ReportRequest report, const core::AnswerReports& answer) override;

    /// DRR.
    void on_request(diameter::Connection connection, diameter::Message request);

private:
    struct Owed
    {
        Incoming incoming;
        diameter::AnswerHead head;
    };

    using Tried = std::vector<domain::InternalHost>; ///< as core::Submit has it

    /// `tried`: null when nobody else may be asked.
    void on_reply(
        core::TriggerId trigger, const PoolMember& asked, const Tried* tried, const Reply& reply
    );
    void unreachable(core::TriggerId trigger, const PoolMember& failed, const Tried* before);
    [[nodiscard]] core::SubmissionEvent understand(const diameter::t4::DeviceTriggerAnswer& answer);
    [[nodiscard]] diameter::Decoded<core::ReportEvent> understand(
        const diameter::t4::DeliveryReportRequest& report,
        const diameter::Message& message,
        const PoolMember* from
    ) const;

    Parts parts_;
    T4Settings settings_;
    std::uint64_t last_report_{};
    std::unordered_map<core::ReportRequest, Owed> reports_;
};

} // namespace iwf::gateways
