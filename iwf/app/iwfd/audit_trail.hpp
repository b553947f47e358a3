// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "iwf/app/config/config.hpp"
#include "iwf/app/control/control_server.hpp"
#include "iwf/core/audit.hpp"
#include "iwf/core/monitoring/audit.hpp"
#include "iwf/store/audit_log.hpp"

namespace iwf::daemon {

/// What the daemon decides, in the words of the audit log. Without one, nothing is kept.
class AuditTrail final : public core::AuditPort, public core::MonitoringAuditPort
{
public:
    /// Whether requests that are let through have a line.
    enum class Permits : bool
    {
        left_out,
        kept,
    };

    /// Before anything is decided.
    void use(std::unique_ptr<store::AuditLog> log, Permits permits = Permits::kept);

    /// Any thread.
    void record(audit::Entry entry);

    // Core thread.
    void refused(const core::RefusedTrigger& trigger) override;
    [[nodiscard]] bool keeps_permits() const override { return log_ && permits_ == Permits::kept; }
    void confirmed(const core::ConfirmedTrigger& trigger) override;
    void refused(const core::RefusedWatch& watch) override;
    void confirmed(const core::ConfirmedWatch& watch) override;
    void ended(const core::SubscriptionRecord& record, core::WatchEnd by) override;
    void refused(
        const core::NetworkReport& report,
        const domain::WatchedIdentity* about,
        std::string_view reason
    ) override;
    [[nodiscard]] bool accepts_work() const override { return !log_ || log_->accepts_work(); }

    /// Contracts and groups come into force: which are new, changed, gone since the last time.
    /// `occasion`: who says so.
    void use_policy(const config::Config& config, std::string_view occasion);

    /// Somebody asked for a change over the control socket, and was answered.
    void asked(const control::Request& request, const control::Response& response);

    [[nodiscard]] store::AuditStatus status() const;

private:
    struct InForce
    {
        std::string content; ///< digest of the contract with its defaults; of a group's file
        std::string file;
        std::string digest; ///< of the file
    };
    using Name = std::pair<std::string_view, std::string>; ///< "contract" or "group", and its own

    void change(
        std::string_view occasion, const Name& name, std::string outcome, const InForce& contract
    );

    std::unique_ptr<store::AuditLog> log_;
    Permits permits_{Permits::kept};
    std::map<Name, InForce> in_force_;
};

} // namespace iwf::daemon
