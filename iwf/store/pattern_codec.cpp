// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/event_codec.hpp"
#include "iwf/store/field_writer.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

namespace iwf::store {

namespace wire = mtciwf::v1;

void write_pattern(const domain::CommunicationPattern& pattern, wire::CommunicationPattern& message)
{
    using Message = wire::CommunicationPattern;
    FieldWriter out{message};
    out.put(pattern.indicator, &Message::set_indicator);
    out.put(pattern.duration_s, &Message::set_duration_s);
    out.put(pattern.period_s, &Message::set_period_s);
    for (const domain::ScheduledTime& time : pattern.scheduled) {
        FieldWriter scheduled{*message.add_scheduled()};
        scheduled.put(time.days, &wire::ScheduledTime::set_days);
        scheduled.put(time.start_s, &wire::ScheduledTime::set_start_s);
        scheduled.put(time.end_s, &wire::ScheduledTime::set_end_s);
    }
    out.put(pattern.stationary, &Message::set_stationary);
    out.put(pattern.valid_until, &Message::set_valid_until);
    out.put(pattern.traffic_profile, &Message::set_traffic_profile);
    out.put(pattern.battery_indicator, &Message::set_battery_indicator);
}

domain::CommunicationPattern
read_pattern(FieldReader& in, const wire::CommunicationPattern& message)
{
    using Indicator = domain::CommunicationIndicator;
    using Stationary = domain::StationaryIndication;
    domain::CommunicationPattern pattern{
        .indicator = in.one_of(
            "patterns.indicator",
            message.has_indicator(),
            message.indicator(),
            Indicator::periodically,
            Indicator::on_demand
        ),
        .duration_s = given(message.has_duration_s(), message.duration_s()),
        .period_s = given(message.has_period_s(), message.period_s()),
        .scheduled = {},
        .stationary = in.one_of(
            "patterns.stationary",
            message.has_stationary(),
            message.stationary(),
            Stationary::stationary,
            Stationary::mobile
        ),
        .valid_until = given(message.has_valid_until(), time_of(message.valid_until())),
        .traffic_profile = given(message.has_traffic_profile(), message.traffic_profile()),
        .battery_indicator = given(message.has_battery_indicator(), message.battery_indicator()),
    };
    for (const wire::ScheduledTime& time : message.scheduled()) {
        pattern.scheduled.push_back({
            .days = given(time.has_days(), time.days()),
            .start_s = given(time.has_start_s(), time.start_s()),
            .end_s = given(time.has_end_s(), time.end_s()),
        });
    }
    return pattern;
}

} // namespace iwf::store
