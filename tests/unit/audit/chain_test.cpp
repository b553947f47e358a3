// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/chain.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "iwf/audit/verifier.hpp"

namespace iwf::audit {
namespace {

const Key key = *Key::parse(std::string(64, 'a'));

Entry entry(const std::string& what)
{
    Entry entry;
    entry.event = "trigger.refused";
    entry.what = what;
    return entry;
}

/// Three lines, each ended.
std::string three_lines()
{
    Chain chain{key, {}};
    std::string file;
    for (const char* what : {"one", "two", "three"}) {
        chain.append(entry(what), file);
    }
    return file;
}

/// As a process does that starts again.
void go_on(std::string& file)
{
    const auto tail = tail_of(file, true);
    ASSERT_TRUE(tail);
    Chain chain{key, tail->head};
    file += tail->is_open ? "\n" : "";
    if (tail->remains) {
        chain.append(recovered_entry(*tail->remains, {}), file);
    }
    Entry end = entry("");
    end.event = ended_event;
    chain.append(end, file);
}

std::vector<Found> verify(const std::string& file)
{
    Verifier verifier{{key, std::nullopt}};
    verifier.begin_file("log");
    std::size_t at = 0;
    while (at < file.size()) {
        const std::size_t end = std::min(file.find('\n', at), file.size());
        verifier.line(std::string_view{file}.substr(at, end - at));
        at = end + 1;
    }
    return verifier.finish();
}

TEST(AuditChain, goes_on_where_an_earlier_process_was)
{
    std::string file = three_lines();
    const auto tail = tail_of(file, true);
    ASSERT_TRUE(tail);
    EXPECT_EQ(tail->head.number, 3U);
    EXPECT_FALSE(tail->is_open || tail->is_changed || tail->remains);
    go_on(file);
    EXPECT_TRUE(verify(file).empty());
}

TEST(AuditChain, begins_in_an_empty_file)
{
    std::string file;
    const auto tail = tail_of(file, true);
    ASSERT_TRUE(tail);
    EXPECT_EQ(tail->head, Head{});
    EXPECT_FALSE(tail->has_lines);
    go_on(file);
    EXPECT_TRUE(verify(file).empty());
}

TEST(AuditChain, goes_on_wherever_a_process_was_killed_even_twice)
{
    const std::string whole = three_lines();
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        std::string file = whole.substr(0, size);
        go_on(file);
        for (const Found& found : verify(file)) {
            EXPECT_EQ(found.finding, Finding::remark) << size << " " << found.text;
        }
    }
    const std::string torn = whole.substr(0, whole.size() - 20);
    std::string again = torn;
    go_on(again);
    for (std::size_t size = torn.size(); size < again.size(); ++size) {
        std::string file = again.substr(0, size);
        go_on(file);
        for (const Found& found : verify(file)) {
            EXPECT_EQ(found.finding, Finding::remark) << size << " " << found.text;
        }
    }
}

TEST(AuditChain, goes_on_behind_a_changed_line_so_that_the_change_shows)
{
    for (const char* what : {"two", "three"}) {
        std::string file = three_lines();
        file.replace(file.find(what), 3, "xxx");
        go_on(file);
        const auto found = verify(file);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].finding, Finding::changed);
    }
    std::string file = three_lines();
    file.replace(file.rfind("{\"n\""), 4, "{\"x\"");
    EXPECT_TRUE(tail_of(file, true)->is_changed);
    go_on(file);
    const auto found = verify(file);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(text_of(found[0].place), "log:3");
}

TEST(AuditChain, finds_the_last_line_in_the_last_octets)
{
    const std::string file = three_lines();
    EXPECT_EQ(tail_of(std::string_view{file}.substr(5), false)->head.number, 3U);
    EXPECT_FALSE(tail_of(std::string(1000, 'x'), false));
    EXPECT_FALSE(tail_of(std::string_view{file}.substr(file.size() - 20), false));
}

} // namespace
} // namespace iwf::audit
