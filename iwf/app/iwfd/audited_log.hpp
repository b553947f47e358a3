// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "iwf/app/iwfd/audit_trail.hpp"
#include "iwf/base/log.hpp"

namespace iwf::daemon {

/// The log of all parts of the daemon. Events that tell of a refusal at a link, of an alarm or of a
/// change become lines of the audit log too, whatever the level of the log is and however many
/// lines it leaves out: there is one place where a part says what it did. Refused triggers and
/// what is told of monitoring come through ports of the core, with their device.
class AuditedLog final : public base::Log
{
public:
    explicit AuditedLog(std::unique_ptr<base::Log> plain)
        : plain_{std::move(plain)}
    {}

    /// Before there is another thread. `audit` outlives this, and has a log by now.
    void use(AuditTrail& audit) { audit_ = &audit; }

    /// What the audit log itself has to say goes there.
    [[nodiscard]] base::Log& plain() { return *plain_; }

    void event(
        base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
    ) override;

private:
    std::unique_ptr<base::Log> plain_;
    AuditTrail* audit_{}; ///< null: there is none
};

} // namespace iwf::daemon
