// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/field_names.hpp"

#include "iwf/domain/monitoring.hpp"
#include "iwf/domain/trigger.hpp"
#include "iwf/store/field_reader.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

namespace iwf::store {
namespace {

namespace wire = mtciwf::v1;

template <class Enum>
std::string_view name_of(std::optional<Enum> known)
{
    return known ? domain::name(*known) : std::string_view{};
}

std::string_view name_in_trigger(int field, std::uint32_t value)
{
    switch (field) {
    case wire::TriggerRecord::kActionFieldNumber:
        return name_of(domain::action_type_from(value));
    case wire::TriggerRecord::kRequestStatusFieldNumber:
        return name_of(domain::request_status_from(value));
    case wire::TriggerRecord::kDeliveryOutcomeFieldNumber:
        return name_of(domain::delivery_outcome_from(value));
    default:
        return {};
    }
}

std::string_view name_in_report(int field, std::uint32_t value)
{
    using namespace domain;
    switch (field) {
    case wire::EventReport::kTypeFieldNumber:
        return name_of(monitoring_type_from(value));
    case wire::EventReport::kHandlingFieldNumber:
        return name_of(within(EventHandling::suspend, EventHandling::cancel, value));
    case wire::EventReport::kLossReasonFieldNumber:
        return name_of(within(
            LossOfConnectivityReason::detached_mme, LossOfConnectivityReason::purged_sgsn, value
        ));
    case wire::EventReport::kBrokenFieldNumber:
        return name_of(
            within(BrokenExpectation::stationary, BrokenExpectation::scheduled_time, value)
        );
    default:
        return {};
    }
}

} // namespace

std::string_view standard_name(const google::protobuf::FieldDescriptor& field, std::uint32_t value)
{
    const auto* const type = field.containing_type();
    if (type == wire::TriggerRecord::descriptor()) {
        return name_in_trigger(field.number(), value);
    }
    if (type == wire::EventReport::descriptor()) {
        return name_in_report(field.number(), value);
    }
    if (type == wire::EventParameters::descriptor() &&
        field.number() == wire::EventParameters::kTypeFieldNumber) {
        return name_of(domain::monitoring_type_from(value));
    }
    if (type == wire::LocationRequest::descriptor() &&
        field.number() == wire::LocationRequest::kAccuracyFieldNumber) {
        return name_of(within(domain::Accuracy::cell, domain::Accuracy::network, value));
    }
    return {};
}

} // namespace iwf::store
