// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "ipsec/client.hpp"
#include "ipsec/plan.hpp"
#include "ipsec/reconciler.hpp"
#include "ipsec/sa_feed.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/protection/security_association.hpp"

namespace iwf::daemon {

/// strongSwan's charon, as the daemon has it: told what to load, asked what there is. It is asked
/// for a sign of life every second: one that stands still, and answers nothing for 5 s, is lost
/// like one that is dead, since nobody else would tell that an SA is gone. Core thread.
class Charon
{
public:
    struct Ports
    {
        base::Clock& clock;
        base::Log& log;
        std::function<void(const core::SaEvent&)> tell;
        std::function<void(const ipsec::Report&)> report; ///< what charon has, after each run
    };

    Charon(boost::asio::io_context& io, const std::string& socket, Ports ports);

    void start() { client_.start(); }
    void stop() { client_.stop(); }

    /// Asks for all associations again, for one that is not told yet.
    void refresh();

    /// From now on charon is to have this.
    void apply(ipsec::Plan plan) { reconciler_.apply(std::move(plan)); }

    /// The run that is being reported was of an older plan.
    [[nodiscard]] bool is_superseded() const { return reconciler_.is_superseded(); }

    /// Now and then charon is looked at, as somebody's script may have made it forget; more often
    /// it is asked whether it is there.
    [[nodiscard]] base::Instant next_due() const;
    void on_time();

    using Done = std::function<void(base::Result<void>)>;

    /// Ends an IKE_SA and what it carries; `done` comes later, once.
    void terminate(core::IkeSaId ike, Done done);

    /// Likewise; the log tells of a failure.
    void terminate(core::IkeSaId ike);

private:
    void on_report(const ipsec::Report& report);
    void ask_for_life();

    Ports ports_;
    ipsec::Client client_;
    ipsec::SaFeed feed_;
    ipsec::Reconciler reconciler_;
    base::Instant next_look_;
    base::Instant next_question_;
    bool is_asked_{};
};

} // namespace iwf::daemon
