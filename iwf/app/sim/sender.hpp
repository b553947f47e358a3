// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/sim/config.hpp"
#include "iwf/app/sim/counters.hpp"
#include "iwf/base/result.hpp"
#include "iwf/diameter/sgd.hpp"
#include "iwf/gateways/exchange.hpp"

namespace iwf::sim {

/// A short message of a device, as a line of the control socket tells it.
struct MoMessage
{
    std::string sc_address;
    std::string realm;
    std::string origin;
    std::optional<std::string> imsi;
    std::optional<std::string> msisdn;
    base::Bytes tpdu;
    std::uint32_t times{1}; ///< the same again after its answer, with the T flag
};

/// {to: DIGITS, realm: REALM, imsi: DIGITS, msisdn: DIGITS, port: N, text: TEXT, origin: HOST,
/// times: N}; only `to` and `realm` must be there. Without a port the TPDU has no user data header.
[[nodiscard]] base::Result<MoMessage>
parse_message(const std::string& text, const std::string& self);

/// Sends what devices send to servers (OFR, TS 29.338, 6), each once or as often as is told, and
/// keeps the answers. Core thread.
class Sender
{
public:
    /// The references outlive it. All goes to the first peer.
    Sender(neighbour::Station& station, const SimConfig& config, Counters& counters)
        : station_{station}
        , config_{config}
        , counters_{counters}
    {}

    void send(const MoMessage& message);

    /// One JSON object: the last answers, the youngest last.
    [[nodiscard]] std::string answers() const;

    /// Messages without an answer yet.
    [[nodiscard]] std::size_t open() const { return open_; }

private:
    void attempt(diameter::Message message, std::uint32_t times);
    void on_reply(const gateways::Reply& reply);

    neighbour::Station& station_;
    const SimConfig& config_;
    Counters& counters_;
    std::deque<std::string> answers_; ///< JSON objects
    std::size_t open_{};
};

} // namespace iwf::sim
