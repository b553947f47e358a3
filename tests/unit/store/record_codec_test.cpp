// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/record_codec.hpp"

#include "tests/support/store/sample_records.hpp"
#include "tests/unit/store/schema_fields.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace iwf::store {
namespace {

using mtciwf::v1::TriggerRecord;
using testing::bare_record;
using testing::full_record;

TriggerRecord message_of(const core::TriggerRecord& record)
{
    TriggerRecord message;
    to_message(record, message);
    return message;
}

TEST(RecordCodec, a_record_with_every_field_set_comes_back_equal)
{
    const core::TriggerRecord record = full_record(core::TriggerId{77});
    const auto read = from_message(message_of(record));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, record);
}

TEST(RecordCodec, a_record_with_nothing_optional_comes_back_equal)
{
    const core::TriggerRecord record = bare_record(core::TriggerId{1});
    const auto read = from_message(message_of(record));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, record);
}

TEST(RecordCodec, optional_fields_that_hold_a_default_are_not_lost)
{
    core::TriggerRecord record = bare_record(core::TriggerId{1});
    record.old_reference = domain::ReferenceNumber{0};
    record.validity_time_s = 0;
    record.claimed = {.external_identifier = "", .msisdn = {{}}, .scs_identity = {{}}};
    record.trigger_data = domain::TriggerData{
        .payload = {}, .priority = domain::Priority::non_priority, .application_port = 0};
    record.request_status = domain::RequestStatus::success;
    record.mtc_error_diagnostic = domain::MtcErrorDiagnostic::original_message_not_deleted;
    record.delivery_outcome = domain::DeliveryOutcome::success;
    const auto read = from_message(message_of(record));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, record);
}

TEST(RecordCodec, the_full_sample_sets_every_field_of_the_schema)
{
    // The other member of the oneof.
    EXPECT_EQ(
        testing::unset_fields(message_of(full_record(core::TriggerId{77}))),
        std::vector<std::string>{"mtciwf.v1.TriggerRecord.msisdn"}
    );
}

TEST(RecordCodec, the_full_sample_differs_from_the_bare_one_in_every_field)
{
    // Does not compile when a field is added: extend full_record(), the codec and this test.
    const auto full = full_record(core::TriggerId{77});
    const auto bare = bare_record(core::TriggerId{1});
    const auto& [a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25] =
        full;
    const auto& [b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22, b23, b24, b25] =
        bare;
    const std::vector<bool> same{a1 == b1,   a2 == b2,   a3 == b3,   a4 == b4,   a5 == b5,
                                 a6 == b6,   a7 == b7,   a8 == b8,   a9 == b9,   a10 == b10,
                                 a11 == b11, a12 == b12, a13 == b13, a14 == b14, a15 == b15,
                                 a16 == b16, a17 == b17, a18 == b18, a19 == b19, a20 == b20,
                                 a21 == b21, a22 == b22, a23 == b23, a24 == b24, a25 == b25};
    EXPECT_EQ(same, std::vector<bool>(same.size(), false));
}

struct WrongField
{
    std::string name;
    std::function<void(TriggerRecord&)> spoil;
};

TEST(RecordCodec, a_value_no_record_can_have_is_refused_with_the_name_of_its_field)
{
    const std::vector<WrongField> cases{
        {"state", [](auto& m) { m.clear_state(); }},
        {"state", [](auto& m) { m.set_state(static_cast<mtciwf::v1::TriggerState>(5)); }},
        {"scs_host", [](auto& m) { m.set_scs_host("no host"); }},
        {"device", [](auto& m) { m.clear_device(); }},
        {"external_identifier", [](auto& m) { m.set_external_identifier("x"); }},
        {"scs_identity", [](auto& m) { m.clear_scs_identity(); }},
        {"msisdn", [](auto& m) { m.set_msisdn("x"); }},
        {"action", [](auto& m) { m.set_action(0); }},
        {"trigger_data.priority", [](auto& m) { m.mutable_trigger_data()->set_priority(2); }},
        {"submission.imsi", [](auto& m) { m.mutable_submission()->set_imsi("12a"); }},
        {"submission.sms_sc", [](auto& m) { m.mutable_submission()->clear_sms_sc(); }},
        {"request_status", [](auto& m) { m.set_request_status(100); }},
        {"mtc_error_diagnostic", [](auto& m) { m.set_mtc_error_diagnostic(2); }},
        {"delivery_outcome", [](auto& m) { m.set_delivery_outcome(5); }},
    };
    for (const WrongField& wrong : cases) {
        TriggerRecord message = message_of(full_record(core::TriggerId{77}));
        wrong.spoil(message);
        const auto read = from_message(message);
        ASSERT_FALSE(read) << wrong.name;
        EXPECT_EQ(read.error().text.find(wrong.name + ": "), 0U) << read.error().text;
    }
}

} // namespace
} // namespace iwf::store
