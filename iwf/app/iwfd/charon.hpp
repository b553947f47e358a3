// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "ipsec/client.hpp"
#include "ipsec/sa_feed.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/protection/security_association.hpp"

namespace iwf::daemon {

/// strongSwan's charon, as the daemon has it: told what to load, asked what there is. Core thread.
class Charon
{
public:
    struct Ports
    {
        base::Clock& clock;
        base::Log& log;
        std::function<void(const core::SaEvent&)> tell;
    };

    Charon(boost::asio::io_context& io, const std::string& socket, Ports ports);

    void start() { client_.start(); }
    void stop() { client_.stop(); }

    /// Asks for all associations again, for one that is not told yet.
    void refresh();

    /// Ends an IKE_SA and what it carries.
    void terminate(core::IkeSaId ike);

private:
    Ports ports_;
    ipsec::Client client_;
    ipsec::SaFeed feed_;
};

} // namespace iwf::daemon
