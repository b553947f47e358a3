// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/audit_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/app/config/config_files.hpp"

namespace iwf::config {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(AuditKeyTest, a_new_one_is_for_its_owner_only_and_another_each_time)
{
    const TemporaryFolder folder;
    const std::string one = (folder.path() / "one.key").string();
    const std::string two = (folder.path() / "two.key").string();
    ASSERT_TRUE(write_audit_key(one));
    ASSERT_TRUE(write_audit_key(two));
    EXPECT_EQ(fs::status(one).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    ASSERT_TRUE(read_audit_key(one));
    EXPECT_NE(read_audit_key(one)->id(), read_audit_key(two)->id());
    EXPECT_FALSE(write_audit_key(one)) << "what is there is not overwritten";
}

TEST(AuditKeyTest, one_that_others_may_read_or_that_is_none_is_refused)
{
    const TemporaryFolder folder;
    const std::string key = (folder.path() / "audit.key").string();
    ASSERT_TRUE(write_audit_key(key));
    for (const fs::perms more : {fs::perms::group_read, fs::perms::others_write}) {
        fs::permissions(key, fs::perms::owner_all | more);
        EXPECT_THAT(read_audit_key(key).error().text, HasSubstr("chmod 600"));
    }
    const std::string short_one = folder.write("short.key", "abcd\n");
    fs::permissions(short_one, fs::perms::owner_all);
    EXPECT_THAT(read_audit_key(short_one).error().text, HasSubstr("64 hexadecimal digits"));
    EXPECT_THAT(read_audit_key(folder.path().string()).error().text, HasSubstr("not a file"));
    EXPECT_THAT(read_audit_key(key + ".no").error().text, HasSubstr("No such file"));
}

TEST(AuditKeyTest, a_configuration_finds_its_key_beside_itself)
{
    const TemporaryFolder folder;
    const std::string audit = "audit: {file: audit.log, key_file: audit.key}\n";
    const std::string file = folder.write("iwfd.yaml", smallest_daemon + audit);
    EXPECT_THAT(
        errors_of(load_config(file)),
        ElementsAre(HasSubstr("audit.key_file: \"audit.key\" cannot be read"))
    );
    ASSERT_TRUE(write_audit_key((folder.path() / "audit.key").string()));
    const auto config = load_config(file);
    ASSERT_THAT(errors_of(config), IsEmpty());
    EXPECT_EQ(config->daemon.audit().key_file(), (folder.path() / "audit.key").string());
    EXPECT_EQ(config->daemon.audit().lines_per_second(), 20U);
    EXPECT_EQ(config->daemon.audit().on_failure(), mtciwf::v1::AUDIT_FAILURE_SERVE);
}

} // namespace
} // namespace iwf::config
