// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/record_codec.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <optional>

namespace iwf::store {
namespace {

namespace wire = mtciwf::v1;
using core::QuotaGrant;
using core::QuotaPeriod;

QuotaGrant grant_from(const wire::QuotaGrant& message)
{
    return {static_cast<std::int64_t>(message.period()), message.granted()};
}

} // namespace

void to_message(const core::QuotaRecord& record, wire::QuotaRecord& message)
{
    message.set_quota_of(record.contract);
    const auto write = [&](QuotaPeriod period, auto mutable_grant) {
        if (const auto& grant = record.grants[period]) {
            wire::QuotaGrant& out = *(message.*mutable_grant)();
            out.set_period(static_cast<std::uint64_t>(grant->period));
            out.set_granted(grant->granted);
        }
    };
    write(QuotaPeriod::hour, &wire::QuotaRecord::mutable_hour);
    write(QuotaPeriod::day, &wire::QuotaRecord::mutable_day);
    write(QuotaPeriod::month, &wire::QuotaRecord::mutable_month);
}

core::QuotaRecord from_message(const wire::QuotaRecord& message)
{
    core::QuotaRecord record{.contract = message.quota_of(), .grants = {}};
    if (message.has_hour()) {
        record.grants[QuotaPeriod::hour] = grant_from(message.hour());
    }
    if (message.has_day()) {
        record.grants[QuotaPeriod::day] = grant_from(message.day());
    }
    if (message.has_month()) {
        record.grants[QuotaPeriod::month] = grant_from(message.month());
    }
    return record;
}

} // namespace iwf::store
