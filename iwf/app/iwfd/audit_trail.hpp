// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "iwf/app/config/config.hpp"
#include "iwf/app/control/control_server.hpp"
#include "iwf/core/audit.hpp"
#include "iwf/store/audit_log.hpp"

namespace iwf::daemon {

/// What the daemon decides, in the words of the audit log. Without one, nothing is kept.
class AuditTrail final : public core::AuditPort
{
public:
    /// Before anything is decided.
    void use(std::unique_ptr<store::AuditLog> log) { log_ = std::move(log); }

    /// Any thread.
    void record(audit::Entry entry);

    // Core thread.
    void refused(const core::RefusedTrigger& trigger) override;
    [[nodiscard]] bool accepts_work() const override { return !log_ || log_->accepts_work(); }

    /// Contracts come into force: which are new, changed, gone since the last time. `occasion`:
    /// who says so.
    void use_contracts(const config::Config& config, std::string_view occasion);

    /// Somebody asked for a change over the control socket, and was answered.
    void asked(const control::Request& request, const control::Response& response);

    [[nodiscard]] store::AuditStatus status() const;

private:
    struct InForce
    {
        std::string content; ///< digest of the contract with its defaults
        std::string file;
        std::string digest; ///< of the file
    };

    void change(std::string_view occasion, std::string what, std::string outcome, InForce contract);

    std::unique_ptr<store::AuditLog> log_;
    std::map<std::string, InForce, std::less<>> contracts_; ///< by name
};

} // namespace iwf::daemon
