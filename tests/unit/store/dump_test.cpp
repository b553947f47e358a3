// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/dump.hpp"

#include "iwf/store/database.hpp"
#include "iwf/store/record_format.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/sample_records.hpp"
#include "tests/support/store/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::store {
namespace {

using core::TriggerId;
using core::WriteId;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::full_record;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string line_of(const core::TriggerRecord& record, DumpOptions options)
{
    return dump_record(key_of(record.id), RecordEncoder{}.encode(record), options).value();
}

TEST(Dump, a_record_is_a_line_of_json)
{
    const DumpOptions json{.format = DumpFormat::json};
    const std::string line = line_of(full_record(TriggerId{0xFFFFFFFFFFFFFFFF}), json);
    EXPECT_THAT(
        line, StartsWith(R"({"id":"18446744073709551615","state":"REPORTED","contract":"meters",)")
    );
    EXPECT_THAT(line, HasSubstr(R"(,"action":"REPLACE","reference":4000000001,)"));
    EXPECT_THAT(line, HasSubstr(R"(,"claimed.external_identifier":"Meter-7\\xff","claimed)"));
    EXPECT_THAT(
        line, HasSubstr(R"(,"trigger_data.payload":"007f80ff","trigger_data.priority":1,)")
    );
    EXPECT_THAT(line, HasSubstr(R"("submission.additional_serving_nodes.1":"02ff")"));
    EXPECT_THAT(line, HasSubstr(R"(,"created":"2023-11-14T22:13:20.001Z",)"));
    EXPECT_THAT(line, EndsWith(R"("scs_identity":"49170001"})"));
}

TEST(Dump, a_record_is_a_line_of_text_with_only_what_is_set)
{
    EXPECT_EQ(
        line_of(testing::bare_record(TriggerId{5}), {}),
        "id=5 state=INTENDED scs_host=s action=" +
            std::string{domain::name(domain::ActionType::device_trigger_request)} +
            " msisdn=12345 scs_identity=1"
    );
}

TEST(Dump, an_imsi_is_masked_unless_asked_for)
{
    const auto record = full_record(TriggerId{1});
    for (const DumpFormat format : {DumpFormat::json, DumpFormat::text}) {
        EXPECT_THAT(line_of(record, {.format = format}), HasSubstr("*************56"));
        EXPECT_THAT(line_of(record, {.format = format}), Not(HasSubstr("0010178901234")));
        const DumpOptions clear{.format = format, .identities = SubscriberIdentities::clear};
        EXPECT_THAT(line_of(record, clear), HasSubstr("001017890123456"));
    }
}

class DumpJournalTest : public ::testing::Test
{
protected:
    DumpJournalTest() { options_.directory = top_.path() / "journal"; }

    base::Result<void> dump()
    {
        lines_.clear();
        const LineSink keep = [this](std::string_view line) { lines_.emplace_back(line); };
        return dump_journal(options_.directory, {}, keep);
    }

    void put_raw(const std::string& key, const std::string& value)
    {
        const auto database = open_database(options_.directory, log_).value();
        ASSERT_TRUE(database->Put(rocksdb::WriteOptions{}, key, value).ok());
    }

    testing::TemporaryDirectory top_;
    testing::CollectingLog log_;
    testing::JournalDriver core_;
    JournalOptions options_;
    std::vector<std::string> lines_;
};

TEST_F(DumpJournalTest, a_journal_is_dumped_while_its_daemon_writes_to_it)
{
    auto journal = open_journal(options_, log_, core_.wake()).value();
    for (std::uint64_t number = 1; number <= 3; ++number) {
        journal->put(full_record(TriggerId{number}), WriteId{number});
        ASSERT_TRUE(core_.run_until_ended(*journal, number));
        const auto dumped = dump();
        ASSERT_TRUE(dumped) << dumped.error().text;
        EXPECT_EQ(lines_.size(), number);
    }
    EXPECT_THAT(lines_, ElementsAre(HasSubstr("id=1 "), HasSubstr("id=2 "), HasSubstr("id=3 ")));
}

TEST_F(DumpJournalTest, a_record_that_cannot_be_read_has_a_line_and_stops_the_daemon)
{
    ASSERT_TRUE(open_journal(options_, log_, core_.wake()));
    RecordEncoder encoder;
    std::string spoilt = encoder.encode(full_record(TriggerId{2}));
    spoilt.back() = static_cast<char>(spoilt.back() ^ 1);
    put_raw(key_of(TriggerId{1}), encoder.encode(full_record(TriggerId{1})));
    put_raw(key_of(TriggerId{2}), spoilt);
    put_raw(key_of(TriggerId{3}), encoder.encode(full_record(TriggerId{3})));

    const auto dumped = dump();
    ASSERT_FALSE(dumped);
    EXPECT_THAT(dumped.error().text, HasSubstr("1 records cannot be read"));
    const auto unreadable = HasSubstr("unreadable=740000000000000002");
    EXPECT_THAT(lines_, ElementsAre(HasSubstr("id=1 "), unreadable, HasSubstr("id=3 ")));

    const auto journal = open_journal(options_, log_, core_.wake()).value();
    const auto loaded = journal->load();
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().text, HasSubstr(options_.directory.string()));
    EXPECT_THAT(loaded.error().text, HasSubstr("record 740000000000000002 cannot be read"));
    EXPECT_THAT(loaded.error().text, HasSubstr("restore it from a backup"));
}

TEST_F(DumpJournalTest, where_there_is_no_journal_it_says_so_and_makes_none)
{
    const auto dumped = dump();
    ASSERT_FALSE(dumped);
    EXPECT_THAT(dumped.error().text, HasSubstr("no journal in " + options_.directory.string()));
    EXPECT_FALSE(std::filesystem::exists(options_.directory));
}

} // namespace
} // namespace iwf::store
