// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/audit_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/support/store/audit_files.hpp"
#include "tests/support/store/faulty_sync.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/temporary_directory.hpp"

namespace iwf::store {
namespace {

using ::testing::Contains;
using testing::eventually;
using testing::faults_of;
using ::testing::IsEmpty;
using testing::lines_of;
using testing::refused_trigger;
using namespace std::chrono_literals;

class AuditFailureTest : public ::testing::Test
{
protected:
    ~AuditFailureTest() override
    {
        testing::fail_syncs(0);
        testing::slow_syncs(0ms);
    }

    std::unique_ptr<AuditLog> open(std::size_t queue_limit = 8192)
    {
        AuditOptions options{.file = file_, .key = testing::audit_key()};
        options.sync = 1ms;
        options.retry = 5ms;
        options.queue_limit = queue_limit;
        return AuditLog::open(options, clock_, log_).value();
    }

    testing::TemporaryDirectory top_;
    std::filesystem::path file_{top_.path() / "audit.log"};
    testing::RealClock clock_;
    testing::CollectingLog log_;
};

TEST_F(AuditFailureTest, takes_no_work_while_the_disk_fails_and_tells_both_ends_of_it_once)
{
    const auto audit = open();
    testing::fail_syncs(std::numeric_limits<int>::max());
    audit->record(refused_trigger("acme.yaml:1"));
    EXPECT_TRUE(eventually([&] { return !audit->accepts_work(); }));
    EXPECT_TRUE(eventually([&] { return audit->status().failures > 3; }));
    testing::fail_syncs(0);
    EXPECT_TRUE(eventually([&] { return audit->accepts_work(); }));
    EXPECT_TRUE(eventually([&] { return log_.names().size() > 1; })) << "told after it works";
    EXPECT_THAT(log_.names(), ::testing::ElementsAre("audit.write_failed", "audit.works_again"));
}

TEST_F(AuditFailureTest, counts_what_a_slow_disk_makes_it_lose_in_a_line)
{
    constexpr std::uint64_t all = 2000;
    std::uint64_t lost = 0;
    {
        const auto audit = open(100);
        testing::slow_syncs(200ms);
        for (std::uint64_t i = 0; i < all; ++i) {
            audit::Entry entry = refused_trigger("acme.yaml:1");
            entry.kind = audit::Kind::change;
            audit->record(entry);
        }
        lost = audit->status().lost;
        testing::slow_syncs(0ms);
    }
    EXPECT_GT(lost, 0U);
    std::uint64_t told = 0;
    std::uint64_t told_lost = 0;
    for (const std::string& line : lines_of(file_)) {
        const std::size_t count = line.find(R"("count":)");
        if (audit::field_of(line, "event") == "audit.lost") {
            told_lost += count == std::string::npos ? 1 : std::stoull(line.substr(count + 8));
        }
        told += audit::field_of(line, "event") == "trigger.refused" ? 1U : 0U;
    }
    EXPECT_EQ(told_lost, lost);
    EXPECT_EQ(told + told_lost, all);
    EXPECT_THAT(faults_of({file_}), IsEmpty());
}

} // namespace
} // namespace iwf::store
