// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/audited_log.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace iwf::daemon {
namespace {

using audit::Kind;

struct Audited
{
    std::string_view event;
    Kind kind;
    std::string_view who; ///< the field that tells whose it is; empty: the daemon's
    std::string_view outcome;
};

constexpr std::array audited{
    Audited{"peer.refused", Kind::refusal, "remote", "connection refused"},
    Audited{"peer.cut", Kind::refusal, "peer", "connection cut"},
    Audited{"peer.request_refused", Kind::refusal, "name", "message refused"},
    Audited{"tsp.request_refused", Kind::refusal, "scs", "message refused"},
    Audited{"tsp.identity_spoofed", Kind::refusal, "scs", "message refused"},
    Audited{"s6t.request_refused", Kind::refusal, "scs", "message refused"},
    Audited{"s6t.identity_spoofed", Kind::refusal, "scs", "message refused"},
    Audited{"monitoring.report_refused", Kind::refusal, "from", "message refused"},
    Audited{"t4.request_refused", Kind::refusal, "from", "message refused"},
    Audited{"report.forged", Kind::refusal, "from", "report refused"},
    Audited{"control.refused", Kind::refusal, "", "caller refused"},
    Audited{"link.broken", Kind::alarm, "scs", "not served"},
    Audited{"links.refused", Kind::alarm, "", "alarm"},
    Audited{"ipsec.below_floor", Kind::alarm, "", "association ended"},
    Audited{"ipsec.table_full", Kind::alarm, "", "alarm"},
    Audited{"ipsec.connection_wrong", Kind::alarm, "connection", "alarm"},
    Audited{"charon.unreachable", Kind::alarm, "", "alarm"},
    Audited{"guard.broken", Kind::alarm, "", "alarm"},
    Audited{"journal.write_failed", Kind::alarm, "", "alarm"},
    Audited{"monitoring.not_removed", Kind::alarm, "scs", "alarm"},
    Audited{"alarm.probing", Kind::alarm, "scs", "paused"},
    Audited{"engine.busy", Kind::alarm, "scs", "limit reached"},
    Audited{"ipsec.applied", Kind::change, "", "applied"},
    Audited{"reload.refused", Kind::alarm, "", "nothing changed"},
};

} // namespace

void AuditedLog::event(
    base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
)
{
    plain_->event(severity, name, fields);
    const auto* const rule = std::ranges::find(audited, name, &Audited::event);
    if (audit_ == nullptr || rule == audited.end()) {
        return;
    }
    audit::Entry entry;
    entry.kind = rule->kind;
    entry.event = name;
    entry.who = "iwfd";
    entry.outcome = rule->outcome;
    for (const base::LogField& field : fields) {
        if (field.key == rule->who) {
            entry.who = field.value;
        } else if (field.key == "reason" || field.key == "error") {
            entry.reason = field.value;
        } else if (field.key == "rule") {
            entry.rule = field.value;
        } else {
            entry.what +=
                (entry.what.empty() ? "" : " ") + std::string{field.key} + "=" + field.value;
        }
    }
    audit_->record(std::move(entry));
}

} // namespace iwf::daemon
