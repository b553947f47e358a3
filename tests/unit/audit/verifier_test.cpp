// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/verifier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "iwf/audit/chain.hpp"

namespace iwf::audit {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

const Key key = *Key::parse(std::string(64, 'a'));
const Key other_key = *Key::parse(std::string(64, 'b'));

Entry entry(const std::string& event, const std::string& what = {})
{
    Entry entry;
    entry.event = event;
    entry.who = "acme";
    entry.what = what;
    return entry;
}

std::string next(Chain& chain, const Entry& what)
{
    std::string line;
    chain.append(what, line);
    line.pop_back();
    return line;
}

/// Numbers 1 to 6, of which the last ends the run.
Lines log_of_six()
{
    Chain chain{key, {}};
    Lines lines{next(chain, entry("audit.started"))};
    for (int i = 2; i <= 5; ++i) {
        lines.push_back(next(chain, entry("trigger.refused", std::to_string(i))));
    }
    lines.push_back(next(chain, entry("audit.ended")));
    return lines;
}

Lines verify(const std::vector<Lines>& files, Verifier::Options options = {})
{
    Verifier verifier{std::move(options)};
    int file = 0;
    for (const Lines& lines : files) {
        verifier.begin_file(std::string(1, static_cast<char>('a' + file++)));
        for (const std::string& line : lines) {
            verifier.line(line);
        }
    }
    Lines out;
    for (const Found& found : verifier.finish()) {
        out.push_back(std::string{name(found.finding)} + " " + text_of(found.place));
    }
    return out;
}

/// As somebody without the key would put another line there.
std::string forged(const std::string& original, std::uint64_t number)
{
    return write_line(entry("forged"), {number - 1, read_line(original)->previous}, other_key).text;
}

TEST(AuditVerifier, finds_nothing_in_a_log_nobody_touched)
{
    EXPECT_THAT(verify({log_of_six()}), IsEmpty());
    EXPECT_THAT(verify({log_of_six()}, {key, std::nullopt}), IsEmpty());
}

TEST(AuditVerifier, finds_a_changed_line_and_no_other)
{
    for (std::size_t i = 0; i < 6; ++i) {
        Lines lines = log_of_six();
        lines[i].replace(lines[i].find("acme"), 4, "volt");
        EXPECT_THAT(verify({lines}), ElementsAre("changed a:" + std::to_string(i + 1)));
    }
}

TEST(AuditVerifier, finds_a_changed_number_time_or_link)
{
    for (const auto& [from, to] :
         {std::pair{"\"n\":3", "\"n\":9"}, {"\"time\":\"1", "\"time\":\"2"}}) {
        Lines lines = log_of_six();
        lines[2].replace(lines[2].find(from), std::string{from}.size(), to);
        EXPECT_THAT(verify({lines}), ElementsAre("changed a:3"));
    }
    Lines lines = log_of_six();
    lines[2].replace(lines[2].find("\"hash\":\"") + 8, 4, "0000");
    EXPECT_THAT(verify({lines}), ElementsAre("changed a:3"));
}

TEST(AuditVerifier, finds_a_missing_line)
{
    for (std::size_t i = 1; i < 5; ++i) {
        Lines lines = log_of_six();
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_THAT(verify({lines}), ElementsAre("missing a:" + std::to_string(i + 1)));
    }
}

TEST(AuditVerifier, finds_lines_that_changed_places)
{
    for (std::size_t i = 1; i < 4; ++i) {
        Lines lines = log_of_six();
        std::swap(lines[i], lines[i + 1]);
        EXPECT_THAT(verify({lines}), ElementsAre("moved a:" + std::to_string(i + 2)));
    }
    Lines lines = log_of_six();
    std::rotate(lines.begin() + 1, lines.begin() + 2, lines.end());
    EXPECT_THAT(verify({lines}), ElementsAre("moved a:6"));
}

TEST(AuditVerifier, tells_missing_from_moved_in_one_gap)
{
    Lines lines = log_of_six(); // 1 5 3 6
    lines = {lines[0], lines[4], lines[2], lines[5]};
    EXPECT_THAT(verify({lines}), ElementsAre("missing a:2", "missing a:2", "moved a:3"));
}

TEST(AuditVerifier, finds_an_inserted_line)
{
    Lines lines = log_of_six();
    lines.insert(lines.begin() + 4, lines[1]);
    EXPECT_THAT(verify({lines}), ElementsAre("inserted a:5"));
    lines[4] = "garbage";
    EXPECT_THAT(verify({lines}), ElementsAre("inserted a:5"));
    lines[4] = R"({"n":5,"garbage":"x"})";
    EXPECT_THAT(verify({lines}), ElementsAre("changed a:5", "inserted a:6"));
}

TEST(AuditVerifier, finds_a_line_whose_hash_was_computed_anew)
{
    Lines lines = log_of_six();
    lines[2] = forged(lines[2], 3);
    EXPECT_THAT(verify({lines}), ElementsAre("changed a:3")) << "by the line that follows";
}

TEST(AuditVerifier, finds_a_whole_chain_computed_anew_only_with_the_key)
{
    Chain chain{other_key, {}};
    const Lines lines{next(chain, entry("audit.started")), next(chain, entry("audit.ended"))};
    EXPECT_THAT(verify({lines}), IsEmpty());
    EXPECT_THAT(verify({lines}, {key, std::nullopt}), ElementsAre("changed a:1", "changed a:2"));
}

TEST(AuditVerifier, tells_that_a_log_does_not_end_as_runs_end)
{
    Lines lines = log_of_six();
    lines.pop_back();
    EXPECT_THAT(verify({lines}), ElementsAre("remark a:5"));
}

TEST(AuditVerifier, finds_a_cut_tail_by_a_head_noted_before)
{
    const Lines lines = log_of_six();
    const Head head{6, read_line(lines[5])->hash};
    EXPECT_THAT(verify({lines}, {std::nullopt, head}), IsEmpty());
    const Lines cut(lines.begin(), lines.begin() + 4);
    EXPECT_THAT(verify({cut}, {std::nullopt, head}), ElementsAre("cut a:4", "remark a:4"));
    EXPECT_THAT(verify({lines}, {std::nullopt, Head{6, {}}}), ElementsAre("changed a:6"));
}

TEST(AuditVerifier, follows_the_chain_through_files)
{
    const Lines lines = log_of_six();
    const Lines first(lines.begin(), lines.begin() + 3);
    const Lines second(lines.begin() + 3, lines.end());
    EXPECT_THAT(verify({first, second}), IsEmpty());
    EXPECT_THAT(verify({second}), ElementsAre("remark a:1")) << "what was before is not known";
    const Lines shorter(lines.begin(), lines.begin() + 2);
    EXPECT_THAT(verify({shorter, second}), ElementsAre("missing b:1"));
    EXPECT_THAT(verify({lines, log_of_six()}).front(), "inserted b:1") << "another log";
}

TEST(AuditVerifier, knows_what_a_killed_process_left_from_what_somebody_put_there)
{
    Chain chain{key, {}};
    const std::string torn = R"({"n":2,"time":"1970-)";
    const Lines before{next(chain, entry("audit.started")), torn};
    EXPECT_THAT(verify({before}), ElementsAre("remark a:1", "remark a:2"))
        << "it has not come back";
    Lines lines = before;
    lines.push_back(next(chain, recovered_entry(remains_of(torn), {})));
    lines.push_back(next(chain, entry("audit.ended")));
    EXPECT_THAT(verify({lines}), ElementsAre("remark a:2"));
    const Lines first{lines[0], lines[1]};
    const Lines second{lines[2], lines[3]};
    EXPECT_THAT(verify({first, second}), ElementsAre("remark a:2"));
    lines[1] += 'x';
    EXPECT_THAT(verify({lines}), ElementsAre("changed a:2"));
    lines.erase(lines.begin() + 1);
    EXPECT_THAT(verify({lines}), ElementsAre("missing a:2"));
}

} // namespace
} // namespace iwf::audit
