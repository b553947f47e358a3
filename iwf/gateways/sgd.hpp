// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "iwf/base/log.hpp"
#include "iwf/core/mo_sms/mo_sms.hpp"
#include "iwf/diameter/sgd.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/peer_pool.hpp"
#include "iwf/gateways/s6m.hpp"

namespace iwf::gateways {

struct SgdSettings
{
    std::string address;             ///< E.164 digits: ours, as the SMS-SCs are configured
    std::size_t max_messages{1'000}; ///< that wait for their answer, repetitions too
};

/// SGd as far as MSISDN-less MO-SMS over T4 uses it (TS 29.338, 6): takes short messages from
/// SMS-SCs, and asks HSSs what their senders are called. Core thread.
class SgdGateway final : public core::ShortMessageNetworkPort
{
public:
    struct Parts
    {
        const Self& self;
        PeerPool& sms_sc;
        S6mGateway& s6m;
        core::MoSms& mo_sms;
        diameter::Transport& transport;
        base::Log& log;
    };

    SgdGateway(Parts parts, SgdSettings settings)
        : parts_{parts}
        , settings_{std::move(settings)}
    {}

    /// OFR.
    void on_request(diameter::Connection connection, diameter::Message request);

    void look_up(core::ShortMessageId id, const domain::Imsi& imsi, std::uint16_t port) override;
    void answer(core::ShortMessageRequest request, const core::ShortMessageAnswer& answer) override;

private:
    using Request = diameter::sgd::MoForwardShortMessageRequest;

    struct Owed
    {
        Incoming incoming;
        diameter::AnswerHead head;
    };

    [[nodiscard]] diameter::Decoded<core::ShortMessageEvent> understand(
        const Request& request, const diameter::Message& message, const PoolMember& from
    ) const;
    [[nodiscard]] core::DeviceFound
    understand(const diameter::s6m::SubscriberInformationAnswer& answer);

    Parts parts_;
    SgdSettings settings_;
    std::uint64_t last_request_{};
    std::unordered_map<core::ShortMessageRequest, Owed> requests_;
};

} // namespace iwf::gateways
