// SPDX-License-Identifier: Apache-2.0
// Needs the right to mount in a namespace of its own: root, or unprivileged user namespaces.
#include "iwf/store/journal_store.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/sample_records.hpp"
#include "tests/support/store/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <string>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace iwf::store {
namespace {

using core::TriggerId;
using core::WriteId;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

/// A file system in memory on a directory of its own, seen by this process alone.
class SmallDisk
{
public:
    explicit SmallDisk(const char* options, unsigned long flags = 0)
    {
        mounted_ = ::mount("iwf-test", path().c_str(), "tmpfs", flags, options) == 0;
        if (!mounted_) {
            ADD_FAILURE() << "mount tmpfs: " << std::strerror(errno);
        }
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk()
    {
        if (mounted_) {
            ::umount2(path().c_str(), MNT_DETACH);
        }
    }

    [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }

private:
    testing::TemporaryDirectory directory_;
    bool mounted_{};
};

class MountTest : public ::testing::Test
{
protected:
    /// Before RocksDB starts a thread: a namespace is a thread's, and those it starts inherit it.
    static void SetUpTestSuite()
    {
        const int spaces = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
        ASSERT_EQ(::unshare(spaces), 0) << "unshare: " << std::strerror(errno);
        ASSERT_EQ(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0)
            << "mount --make-rprivate: " << std::strerror(errno);
    }

    base::Result<std::unique_ptr<JournalStore>> open(const std::filesystem::path& directory)
    {
        JournalOptions options;
        options.directory = directory;
        return open_journal(options, log_, core_.wake());
    }

    testing::CollectingLog log_;
    testing::JournalDriver core_;
};

/// About 100 kB, so that a small disk is soon full.
core::TriggerRecord large_record(std::uint64_t id)
{
    auto record = testing::full_record(TriggerId{id});
    record.trigger_data->payload.assign(100'000, static_cast<std::uint8_t>(id));
    return record;
}

TEST_F(MountTest, a_read_only_directory_is_named_with_what_to_do_and_nothing_aborts)
{
    const SmallDisk disk{"size=1m", MS_RDONLY};
    for (const auto& directory : {disk.path(), disk.path() / "below"}) {
        const auto opened = open(directory);
        ASSERT_FALSE(opened);
        EXPECT_THAT(opened.error().text, HasSubstr(directory.string()));
        EXPECT_THAT(opened.error().text, HasSubstr("Read-only file system"));
        EXPECT_THAT(opened.error().text, HasSubstr("or name another directory"));
    }
}

TEST_F(MountTest, a_directory_on_a_full_disk_is_named_and_nothing_aborts)
{
    const SmallDisk disk{"size=16k"};
    const auto opened = open(disk.path());
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().text, HasSubstr(disk.path().string() + " cannot be written"));
    EXPECT_THAT(opened.error().text, HasSubstr("No space left on device"));
}

TEST_F(MountTest, a_full_disk_fails_writes_and_service_returns_once_there_is_space)
{
    const SmallDisk disk{"size=48m"};
    const auto filler = disk.path() / "filler";
    std::ofstream{filler, std::ios::binary} << std::string(24UL << 20U, 'x');
    std::map<std::uint64_t, bool> written;
    std::uint64_t id = 0;
    auto journal = open(disk.path() / "journal").value();
    const auto write = [&] {
        ++id;
        journal->put(large_record(id), WriteId{id});
        EXPECT_TRUE(core_.run_until_ended(*journal, id));
        written[id] = core_.outcomes().back().error.empty();
        return written[id];
    };
    while (id < 1000 && write()) {
    }
    ASSERT_LT(id, 1000U) << "the disk never filled";
    EXPECT_FALSE(std::filesystem::exists(disk.path() / "journal" / "LOG"))
        << "RocksDB's own log file: its writer aborts, now and then, when the disk is full";
    EXPECT_THAT(core_.outcomes().back().error, HasSubstr("No space left on device"));
    EXPECT_FALSE(journal->accepts_work());
    EXPECT_FALSE(write()) << "still full";
    EXPECT_FALSE(journal->accepts_work());

    std::filesystem::remove(filler);
    const auto freed = steady_clock::now();
    ASSERT_TRUE(core_.run_until(*journal, [&] { return journal->accepts_work(); }));
    EXPECT_LT(steady_clock::now() - freed, 10s);
    EXPECT_TRUE(write());

    journal.reset();
    std::map<std::uint64_t, bool> found;
    const auto reopened = open(disk.path() / "journal").value();
    const auto records = reopened->load().value();
    for (const auto& record : records) {
        EXPECT_EQ(record, large_record(record.id.value()));
        found[record.id.value()] = true;
    }
    for (const auto& [number, acknowledged] : written) {
        EXPECT_EQ(found.contains(number), acknowledged) << "record " << number;
    }
}

} // namespace
} // namespace iwf::store
