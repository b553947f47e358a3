// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "ipsec/reconciler.hpp"
#include "iwf/app/control/control_server.hpp"
#include "iwf/app/iwfd/reload.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/gateways/links.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// What the control socket offers (proto/mtciwf/v1/admin.proto). Core thread.
namespace iwf::daemon {

/// What is behind it; all of it outlives the routes.
struct AdminParts
{
    using Done = std::function<void(base::Result<void>)>;

    const gateways::Links& links;
    const base::Clock& clock;
    std::function<mtciwf::v1::DaemonStatus()> status;
    std::function<void(core::IkeSaId, Done)> terminate; ///< `done` once, at once or later
    std::function<void(const control::Answer&)> apply;
    std::function<void(bool dry_run, const control::Answer&)> reload;
    std::function<void(const control::Request&, const control::Response&)>
        changed; ///< for the audit
    std::function<control::Response(const mtciwf::v1::ExplainRequest&)> explain;
};

[[nodiscard]] control::Routes admin_routes(AdminParts parts);

[[nodiscard]] mtciwf::v1::ApplyReply apply_reply(const ipsec::Report& report);
[[nodiscard]] mtciwf::v1::ReloadReply reload_reply(const ReloadOutcome& outcome);

} // namespace iwf::daemon
