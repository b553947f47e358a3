// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/rules.hpp"

#include "iwf/core/procedures/device_trigger.hpp"
#include "iwf/core/procedures/recall.hpp"
#include "iwf/core/procedures/replace.hpp"

namespace iwf::core {

const SubmissionRules& rules_for(const TriggerRecord& record)
{
    switch (record.action) {
    case domain::ActionType::device_trigger_recall:
        return recall_rules();
    case domain::ActionType::device_trigger_replace:
        return record.old_reference ? replace_rules() : device_trigger_rules();
    case domain::ActionType::device_trigger_request:
    case domain::ActionType::delivery_report:
    case domain::ActionType::msisdn_less_mo_sms:
        break;
    }
    return device_trigger_rules();
}

} // namespace iwf::core
