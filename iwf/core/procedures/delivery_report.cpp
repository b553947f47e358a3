// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/delivery_report.hpp"

namespace iwf::core {

ReportVerdict judge(const TriggerRecord* record, const domain::InternalHost& from)
{
    if (record == nullptr || record->state == TriggerState::closed || !record->submission) {
        return ReportVerdict::unknown;
    }
    if (record->submission->sms_sc != from) {
        return ReportVerdict::forged;
    }
    switch (record->state) {
    case TriggerState::intended:
        return ReportVerdict::proves_acceptance;
    case TriggerState::accepted:
        return record->delivery_outcome ? ReportVerdict::join : ReportVerdict::deliver;
    case TriggerState::reported:
        return ReportVerdict::join;
    case TriggerState::closed:
        break;
    }
    return ReportVerdict::unknown;
}

} // namespace iwf::core
