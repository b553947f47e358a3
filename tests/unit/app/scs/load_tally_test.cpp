// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/load_tally.hpp"

#include <gtest/gtest.h>

#include "iwf/app/scs/load.hpp"

namespace iwf::scs {
namespace {

using namespace std::chrono_literals;
using domain::DeliveryOutcome;
using domain::ReferenceNumber;
using domain::RequestStatus;

constexpr base::Instant start{};

ActionResult answered(RequestStatus status)
{
    return Confirmation{{}, status, {}, {}};
}

Report report(ReferenceNumber reference, DeliveryOutcome outcome = DeliveryOutcome::success)
{
    return {"a@b.test", reference, outcome, false};
}

TEST(LoadTally, counts_up_from_the_first_reference_and_past_the_end)
{
    LoadTally tally{ReferenceNumber{0xFFFF'FFFF}};
    EXPECT_EQ(tally.send(start).value(), 0xFFFF'FFFFU);
    const ReferenceNumber wrapped = tally.send(start);
    EXPECT_EQ(wrapped.value(), 0U);
    tally.confirm(wrapped, answered(RequestStatus::success), start);
    EXPECT_EQ(tally.counts().confirmed, 1U);
}

TEST(LoadTally, tells_what_is_in_flight_and_how_it_ended)
{
    LoadTally tally{ReferenceNumber{1}};
    const auto one = tally.send(start);
    const auto two = tally.send(start);
    const auto three = tally.send(start);
    EXPECT_EQ(tally.in_flight(), 3U);
    tally.confirm(one, answered(RequestStatus::success), start + 1ms);
    tally.confirm(two, answered(RequestStatus::rate_exceeded), start + 2ms);
    tally.confirm(three, tl::unexpected{std::string{"no answer in time"}}, start + 3ms);
    EXPECT_EQ(tally.in_flight(), 0U);
    EXPECT_EQ(tally.answers().at("SUCCESS"), 1U);
    EXPECT_EQ(tally.answers().at("RATEEXCEEDED"), 1U);
    EXPECT_EQ(tally.answers().at("no answer in time"), 1U);
    EXPECT_EQ(tally.confirmation_times().count(), 2U);
}

TEST(LoadTally, counts_the_time_from_when_a_trigger_was_due)
{
    LoadTally tally{ReferenceNumber{1}};
    const auto one = tally.send(start - 1s);
    tally.confirm(one, answered(RequestStatus::success), start);
    EXPECT_EQ(tally.confirmation_times().max(), 1s);
}

TEST(LoadTally, misses_the_report_of_each_accepted_trigger_until_it_comes)
{
    LoadTally tally{ReferenceNumber{1}};
    const auto one = tally.send(start);
    const auto two = tally.send(start);
    const auto refused = tally.send(start);
    tally.report(report(one), start + 1ms); // before the confirmation
    tally.confirm(one, answered(RequestStatus::success), start + 2ms);
    tally.confirm(two, answered(RequestStatus::success), start + 2ms);
    tally.confirm(refused, answered(RequestStatus::not_authorized), start + 2ms);
    EXPECT_EQ(tally.unreported(), 1U);
    tally.report(report(two, DeliveryOutcome::expired), start + 3ms);
    EXPECT_EQ(tally.unreported(), 0U);
    EXPECT_EQ(tally.counts().delivered, 1U);
}

TEST(LoadTally, knows_a_report_that_came_twice_and_one_of_nothing_it_sent)
{
    LoadTally tally{ReferenceNumber{10}};
    const auto one = tally.send(start);
    tally.confirm(one, answered(RequestStatus::success), start);
    tally.report(report(one), start);
    tally.report(report(one), start);
    tally.report(report(ReferenceNumber{9}), start);
    EXPECT_EQ(tally.counts().reports, 3U);
    EXPECT_EQ(tally.counts().repeated, 1U);
    EXPECT_EQ(tally.counts().strange, 1U);
    EXPECT_EQ(tally.unreported(), 0U);
}

TEST(LoadTally, keeps_the_times_of_each_kind_of_answer)
{
    LoadTally tally{ReferenceNumber{1}};
    const auto one = tally.send(start);
    const auto two = tally.send(start);
    tally.confirm(one, answered(RequestStatus::success), start + 5ms);
    tally.confirm(two, answered(RequestStatus::rate_exceeded), start + 1ms);
    EXPECT_EQ(tally.answer_times().at("SUCCESS").max(), 5ms);
    EXPECT_EQ(tally.answer_times().at("RATEEXCEEDED").max(), 1ms);
}

TEST(LoadTally, tells_what_happened_in_each_tenth_and_what_became_of_those_due_in_it)
{
    LoadTally tally{ReferenceNumber{1}};
    const auto one = tally.send(start);
    const auto two = tally.send(start + 99ms);
    const auto three = tally.send(start + 100ms);
    tally.confirm(one, answered(RequestStatus::success), start + 250ms);
    tally.confirm(three, answered(RequestStatus::success), start + 130ms);
    tally.confirm(two, answered(RequestStatus::temporary_error), start + 120ms);
    const auto& tenths = tally.timeline().tenths();
    ASSERT_EQ(tenths.size(), 3U);
    EXPECT_EQ(tenths[0].due, 2U);
    EXPECT_EQ(tenths[0].served, 1U);
    EXPECT_EQ(tenths[0].slowest, 250ms);
    EXPECT_EQ(tenths[0].confirmed, 0U);
    EXPECT_EQ(tenths[1].confirmed, 1U);
    EXPECT_EQ(tenths[1].refused, 1U);
    EXPECT_EQ(tenths[1].slowest, 30ms);
    EXPECT_EQ(tenths[2].confirmed, 1U);
}

TEST(Load, changes_its_rate_when_its_first_part_is_over)
{
    Load load;
    load.rate = 100;
    load.duration = 2s;
    load.then = Phase{10, 1s};
    EXPECT_EQ(due_after(load, 0), 0ms);
    EXPECT_EQ(due_after(load, 199), 1990ms);
    EXPECT_EQ(due_after(load, 200), 2s);
    EXPECT_EQ(due_after(load, 203), 2300ms);
    load.then.reset();
    EXPECT_EQ(due_after(load, 203), 2030ms);
}

TEST(DeviceRange, counts_names_and_numbers_up)
{
    const auto names = device_range("load-{}@iot.test", 3);
    ASSERT_TRUE(names) << names.error().text;
    EXPECT_EQ(domain::clear_text(names->at(2)), "load-3@iot.test");
    const auto numbers = device_range("491719999", 2);
    ASSERT_TRUE(numbers) << numbers.error().text;
    EXPECT_EQ(domain::clear_text(numbers->at(1)), "491720000");
    EXPECT_EQ(device_range("a@b.test", 1)->size(), 1U);
    EXPECT_FALSE(device_range("a@b.test", 2));
    EXPECT_FALSE(device_range("load-{}@iot.test", 0));
    EXPECT_FALSE(device_range("nobody", 1));
}

} // namespace
} // namespace iwf::scs
