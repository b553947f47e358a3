// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "iwf/base/bytes.hpp"
#include "iwf/base/strong_id.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

/// What MO-SMS asks of the gateways, and what it is told by them. Calls come from the core thread
/// and do not block; results come back as calls of MoSms, never from inside one of these.
namespace iwf::core {

/// An OFR of an SMS-SC that is owed an answer.
using ShortMessageRequest = base::StrongId<struct ShortMessageRequestTag>;

/// A short message on its way.
using ShortMessageId = base::StrongId<struct ShortMessageTag>;

/// What the SMS-SC is told (TS 29.338, 6.3.3.5 and 7.3).
enum class ShortMessageResult : std::uint8_t
{
    delivered,              ///< the server has acknowledged it
    congestion,             ///< not now: SC-CONGESTION, of the causes the one that passes
    unknown_service_centre, ///< the SMS-SC takes somebody else for us
    invalid_sme_address,    ///< no server gets messages of this device to this port
    user_not_sc_user,       ///< the HSS does not know the device, or not for this service
    facility_not_supported, ///< no message of a device, or of one without IMSI
};

[[nodiscard]] std::string_view name(ShortMessageResult result);

struct ShortMessageAnswer
{
    ShortMessageResult result{};
    /// Of the device, for charging; nothing: the HSS has named none.
    std::optional<domain::ExternalIdentifier> device;

    friend bool operator==(const ShortMessageAnswer&, const ShortMessageAnswer&) = default;
};

/// Towards the network: the SMS-SC that has sent the message (SGd), and the HSS (S6m).
class ShortMessageNetworkPort
{
public:
    ShortMessageNetworkPort() = default;
    ShortMessageNetworkPort(const ShortMessageNetworkPort&) = delete;
    ShortMessageNetworkPort& operator=(const ShortMessageNetworkPort&) = delete;
    virtual ~ShortMessageNetworkPort() = default;

    /// By which External-Identifier the device goes for this port. Result: MoSms::on_device.
    virtual void look_up(ShortMessageId id, const domain::Imsi& imsi, std::uint16_t port) = 0;

    virtual void answer(ShortMessageRequest request, const ShortMessageAnswer& answer) = 0;
};

/// What the HSS said: the name of the device, or what the SMS-SC is told instead.
using DeviceFound = tl::expected<domain::ExternalIdentifier, ShortMessageResult>;

/// What a server gets. Borrowed for the call. No part of it can hold what is internal (S7).
struct ShortMessageDelivery
{
    ShortMessageId id;
    std::string_view contract;
    const domain::ExternalIdentifier& device;
    const base::Bytes& sm_rp_ui;
    std::uint16_t port{};
    domain::ReferenceNumber reference; ///< of ours
    std::uint32_t end_to_end{};
    std::string_view session_id;
};

/// Towards the servers (Tsp).
class ShortMessageServerPort
{
public:
    ShortMessageServerPort() = default;
    ShortMessageServerPort(const ShortMessageServerPort&) = delete;
    ShortMessageServerPort& operator=(const ShortMessageServerPort&) = delete;
    virtual ~ShortMessageServerPort() = default;

    /// Result: MoSms::on_delivered.
    virtual void deliver(const ShortMessageDelivery& delivery) = 0;
};

} // namespace iwf::core
