// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/load_tally.hpp"

#include <chrono>

#include "iwf/diameter/result_code.hpp"

namespace iwf::scs {
namespace {

std::chrono::microseconds between(base::Instant from, base::Instant to)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
}

std::string name_of(const ActionResult& result)
{
    if (!result) {
        return result.error();
    }
    return std::string{
        result->status ? domain::name(*result->status) : diameter::name(result->outcome)};
}

} // namespace

domain::ReferenceNumber LoadTally::send(base::Instant due)
{
    const auto place = static_cast<std::uint32_t>(triggers_.size());
    triggers_.push_back({due, false, false});
    ++counts_.sent;
    timeline_.due(due);
    return domain::ReferenceNumber{first_ + place};
}

void LoadTally::confirm(
    domain::ReferenceNumber reference, const ActionResult& result, base::Instant now
)
{
    Trigger& trigger = triggers_.at(reference.value() - first_);
    const std::string name = name_of(result);
    ++answers_[name];
    if (!result) {
        ++counts_.unanswered;
        return;
    }
    confirmation_times_.add(between(trigger.due, now));
    answer_times_[name].add(between(trigger.due, now));
    if (!result->is_success()) {
        ++counts_.refused;
        refusal_times_.add(between(trigger.due, now));
        timeline_.refused(now);
        return;
    }
    timeline_.confirmed(trigger.due, now);
    ++counts_.confirmed;
    trigger.is_accepted = true;
    if (!trigger.is_reported) {
        ++unreported_;
    }
}

void LoadTally::report(const Report& report, base::Instant now)
{
    ++counts_.reports;
    const std::uint32_t place = report.reference.value() - first_;
    if (place >= triggers_.size()) {
        ++counts_.strange;
        return;
    }
    Trigger& trigger = triggers_[place];
    if (trigger.is_reported) {
        ++counts_.repeated;
        return;
    }
    trigger.is_reported = true;
    if (trigger.is_accepted) {
        --unreported_;
    }
    if (report.outcome == domain::DeliveryOutcome::success) {
        ++counts_.delivered;
    }
    report_times_.add(between(trigger.due, now));
}

} // namespace iwf::scs
