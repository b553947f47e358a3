// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/audit_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/store/audit_files.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/temporary_directory.hpp"

namespace iwf::store {
namespace {

using ::testing::Contains;
using testing::content_of;
using testing::eventually;
using testing::faults_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::lines_of;
using testing::refused_trigger;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class AuditLogTest : public ::testing::Test
{
protected:
    [[nodiscard]] AuditOptions options() const
    {
        return {.file = file_, .key = testing::audit_key()};
    }

    std::unique_ptr<AuditLog> open() { return AuditLog::open(options(), clock_, log_).value(); }

    /// Appends as somebody else does.
    void append(const std::string& text) const
    {
        std::ofstream{file_, std::ios::app | std::ios::binary} << text;
    }

    testing::TemporaryDirectory top_;
    fs::path file_{top_.path() / "audit.log"};
    testing::RealClock clock_;
    testing::CollectingLog log_;
};

TEST_F(AuditLogTest, has_a_line_for_each_entry_in_their_order_and_no_identity)
{
    {
        const auto audit = open();
        audit->record(refused_trigger("acme.yaml:1"));
        audit->record(refused_trigger("acme.yaml:2"));
    }
    const auto lines = lines_of(file_);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(audit::field_of(lines[0], "event"), "audit.started");
    EXPECT_EQ(audit::field_of(lines[1], "rule"), "acme.yaml:1");
    EXPECT_EQ(audit::field_of(lines[2], "rule"), "acme.yaml:2");
    EXPECT_EQ(audit::field_of(lines[3], "event"), "audit.ended");
    EXPECT_EQ(content_of(file_).find("meter1"), std::string::npos);
    EXPECT_THAT(faults_of({file_}), IsEmpty());
    EXPECT_EQ(fs::status(file_).permissions() & fs::perms::others_all, fs::perms::none);
}

TEST_F(AuditLogTest, is_on_disk_soon_not_only_in_the_end)
{
    const auto audit = open();
    audit->record(refused_trigger("acme.yaml:1"));
    EXPECT_TRUE(eventually([&] { return lines_of(file_).size() == 2; }));
    EXPECT_TRUE(eventually([&] { return audit->status().head.number == 2; }));
}

TEST_F(AuditLogTest, goes_on_after_a_restart)
{
    for (int i = 0; i < 3; ++i) {
        open()->record(refused_trigger("acme.yaml:1"));
    }
    EXPECT_EQ(lines_of(file_).size(), 9U);
    EXPECT_THAT(faults_of({file_}), IsEmpty());
}

TEST_F(AuditLogTest, keeps_and_tells_what_a_killed_process_left)
{
    open().reset();
    append(R"({"n":3,"time":"20)");
    open().reset();
    EXPECT_THAT(faults_of({file_}), IsEmpty());
    EXPECT_THAT(
        content_of(file_),
        HasSubstr(R"({"n":3,"time":"20)"
                  "\n")
    );
    EXPECT_THAT(content_of(file_), HasSubstr("audit.recovered"));
    EXPECT_THAT(log_.names(), Contains("audit.recovered"));
}

TEST_F(AuditLogTest, says_that_its_end_was_changed_and_goes_on_so_that_it_shows)
{
    open().reset();
    std::string text = content_of(file_);
    text.replace(text.find("ended"), 5, "endeD");
    std::ofstream{file_, std::ios::binary} << text;
    open().reset();
    EXPECT_THAT(log_.names(), Contains("audit.changed"));
    EXPECT_EQ(faults_of({file_}).size(), 1U);
}

TEST_F(AuditLogTest, goes_on_in_a_new_file_when_the_old_one_is_moved_away)
{
    const fs::path moved = top_.path() / "audit.log.1";
    {
        const auto audit = open();
        audit->record(refused_trigger("acme.yaml:1"));
        ASSERT_TRUE(eventually([&] { return audit->status().head.number == 2; }));
        fs::rename(file_, moved);
        audit->record(refused_trigger("acme.yaml:2"));
        ASSERT_TRUE(eventually([&] { return audit->status().head.number == 3; }));
    }
    EXPECT_EQ(lines_of(moved).size(), 2U);
    EXPECT_EQ(lines_of(file_).size(), 2U);
    EXPECT_THAT(faults_of({moved, file_}), IsEmpty());
}

TEST_F(AuditLogTest, follows_its_moved_file_also_after_a_restart)
{
    open().reset();
    const fs::path oldest = top_.path() / "audit.log.2";
    fs::rename(file_, oldest);
    open().reset();
    const fs::path older = top_.path() / "audit.log.1";
    fs::rename(file_, older);
    open().reset();
    EXPECT_THAT(faults_of({oldest, older, file_}), IsEmpty());
    EXPECT_EQ(audit::read_line(lines_of(file_)[0])->number, 5U);
}

TEST_F(AuditLogTest, is_one_process_only)
{
    const auto audit = open();
    const auto second = AuditLog::open(options(), clock_, log_);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().text, HasSubstr("another process"));
}

TEST_F(AuditLogTest, refuses_a_file_that_is_something_else)
{
    append(std::string(100'000, 'x'));
    const auto audit = AuditLog::open(options(), clock_, log_);
    ASSERT_FALSE(audit);
    EXPECT_THAT(audit.error().text, HasSubstr("iwfctl audit verify"));
    file_ = top_.path();
    EXPECT_FALSE(AuditLog::open(options(), clock_, log_));
}

TEST_F(AuditLogTest, makes_few_lines_of_a_flood_and_counts_the_rest)
{
    constexpr std::uint64_t flood = 20'000;
    {
        const auto audit = open();
        for (std::uint64_t i = 0; i < flood; ++i) {
            audit->record(refused_trigger("acme.yaml:1"));
        }
    }
    std::uint64_t told = 0;
    const auto lines = lines_of(file_);
    for (const std::string& line : lines) {
        const std::size_t count = line.find(R"("count":)");
        const bool is_refusal = audit::field_of(line, "event") == "trigger.refused";
        told += count != std::string::npos ? std::stoull(line.substr(count + 8))
                                           : static_cast<std::uint64_t>(is_refusal);
    }
    EXPECT_EQ(told, flood);
    EXPECT_LT(lines.size(), flood / 10);
    EXPECT_THAT(faults_of({file_}), IsEmpty());
}

TEST_F(AuditLogTest, is_told_of_entries_by_any_thread)
{
    {
        const auto audit = open();
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&audit] {
                for (int j = 0; j < 200; ++j) {
                    audit::Entry entry = refused_trigger("acme.yaml:1");
                    entry.kind = audit::Kind::change;
                    audit->record(entry);
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }
    EXPECT_EQ(lines_of(file_).size(), 802U);
    EXPECT_THAT(faults_of({file_}), IsEmpty());
}

} // namespace
} // namespace iwf::store
