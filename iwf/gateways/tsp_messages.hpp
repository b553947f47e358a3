// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "iwf/core/mo_sms/mo_sms.hpp"
#include "iwf/gateways/later.hpp"
#include "iwf/gateways/server_peers.hpp"
#include "iwf/gateways/tsp_notifier.hpp"

namespace iwf::gateways {

/// Tsp, as far as servers get short messages of devices: DNRs with Action-Type 5 (TS 29.368, 5.9).
/// Core thread.
class TspMessages final : public core::ShortMessageServerPort
{
public:
    struct Parts
    {
        const Self& self;
        const ServerPeers& servers;
        Exchange& exchange;
        Later& later;
        core::MoSms& mo_sms;
        base::Clock& clock;
        base::Log& log;
    };

    /// `timeout`: for a DNA.
    TspMessages(Parts parts, std::chrono::milliseconds timeout)
        : parts_{parts}
        , notifier_{{parts.self, parts.exchange, parts.clock, parts.log}, timeout}
    {}

    void deliver(const core::ShortMessageDelivery& delivery) override;

private:
    Parts parts_;
    TspNotifier notifier_;
};

} // namespace iwf::gateways
