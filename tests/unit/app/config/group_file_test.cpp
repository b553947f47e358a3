// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/group_file.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Read
{
    core::DeviceGroups groups;
    std::vector<std::string> errors;

    /// 0: the device is not in the group.
    [[nodiscard]] core::SourceLine line_of(std::string_view device) const
    {
        const auto msisdn = domain::Msisdn::parse(device);
        auto found =
            msisdn ? groups.find(*msisdn) : groups.find(*domain::ExternalIdentifier::parse(device));
        const auto member = found.next();
        return member ? member->line : 0;
    }
};

/// In pieces of `size` octets.
Read read(std::string_view text, std::size_t size = 1'000'000)
{
    const std::string file = "meters.txt";
    core::DeviceGroupsBuilder builder;
    ErrorList errors;
    GroupReader reader{file, builder.add_group("meters", file), builder, errors};
    for (; !text.empty(); text.remove_prefix(std::min(size, text.size()))) {
        reader.take(text.substr(0, size));
    }
    reader.finish();
    Read out{std::move(builder).build(), {}};
    for (const ConfigError& error : errors.sorted()) {
        out.errors.push_back(config::text(error));
    }
    return out;
}

TEST(GroupReaderTest, C3_reads_a_device_a_line_and_passes_over_what_is_for_people)
{
    const Read file = read("# Meters of the north\n"
                           "\n"
                           "meter1@Acme.Example\n"
                           "  491510000001\t# of the pilot\r\n"
                           "meter#2@acme.example   \n"
                           " # meter3@acme.example\n");
    EXPECT_THAT(file.errors, IsEmpty());
    EXPECT_EQ(file.groups.devices(), 3U);
    EXPECT_EQ(file.line_of("meter1@acme.example"), 3U);
    EXPECT_EQ(file.line_of("491510000001"), 4U);
    EXPECT_EQ(file.line_of("meter#2@acme.example"), 5U);
    EXPECT_EQ(file.line_of("meter3@acme.example"), 0U);
}

TEST(GroupReaderTest, a_byte_order_mark_and_lines_of_windows_change_nothing)
{
    const Read file = read("\xEF\xBB\xBFmeter1@acme.example\r\n491510000001\r\n");
    EXPECT_THAT(file.errors, IsEmpty());
    EXPECT_EQ(file.line_of("meter1@acme.example"), 1U);
}

TEST(GroupReaderTest, B7_each_wrong_line_is_told_with_its_place_and_without_the_device)
{
    const Read file = read(
        "meter1@acme.example\n"
        "meter2\n"
        "+491510000001\n"
        "  1234\n"
        "4915100000011234\n"
        "meter3@acme.example, meter4@acme.example\n"
        "meter5@acme\n" +
        std::string(1001, 'x') + "\n" + std::string{"me\0ter@acme.example\n", 20}
    );
    EXPECT_THAT(
        file.errors,
        ElementsAre(
            "meters.txt:2:1: not a device; expected local@domain, or 5 to 15 digits",
            "meters.txt:3:1: not a device; expected local@domain, or 5 to 15 digits",
            "meters.txt:4:3: not an MSISDN; expected 5 to 15 digits",
            "meters.txt:5:1: not an MSISDN; expected 5 to 15 digits",
            "meters.txt:6:1: not a device; expected local@domain, or 5 to 15 digits",
            "meters.txt:7:1: not a device; expected local@domain, or 5 to 15 digits",
            "meters.txt:8:1: longer than 1000 octets",
            "meters.txt:9:1: not a device; expected local@domain, or 5 to 15 digits"
        )
    );
}

TEST(GroupReaderTest, B7_of_many_wrong_lines_the_first_are_told_and_the_others_counted)
{
    std::string text = "meter1@acme.example\n";
    for (int i = 0; i < 1000; ++i) {
        text += "nothing\n";
    }
    const Read file = read(text);
    ASSERT_THAT(file.errors, SizeIs(11));
    EXPECT_EQ(file.errors[10], "meters.txt:12:1: wrong, as are 989 lines that follow");
}

TEST(GroupReaderTest, a_file_that_may_be_cut_off_is_wrong)
{
    EXPECT_THAT(
        read("meter1@acme.example\n49151000").errors,
        ElementsAre("meters.txt:2:1: the last line has no end; the file may be cut off")
    );
    EXPECT_THAT(
        read("").errors,
        ElementsAre(
            "meters.txt:1:1: is empty; expected a device a line, or at least a comment that "
            "says why none"
        )
    );
    EXPECT_THAT(read("# none is stolen\n").errors, IsEmpty());
}

/// What the reader says depends on the text, not on how it comes.
TEST(GroupReaderTest, B6_any_text_means_the_same_in_pieces_of_any_size)
{
    EXPECT_TRUE(rc::check([] {
        const auto words =
            *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                "\n",
                "\n",
                "\n",
                " ",
                "\t",
                "#",
                "\r\n",
                "meter",
                "1",
                "@",
                "acme.example",
                "49151",
                "\xEF\xBB\xBF",
                "m@acme.example\n",
                "491510000001\n",
                std::string(990, 'x')
            ));
        std::string text;
        for (const std::string& word : words) {
            text += word;
        }
        const Read whole = read(text);
        const Read pieces = read(text, *rc::gen::inRange<std::size_t>(1, 20));
        RC_ASSERT(whole.errors == pieces.errors);
        RC_ASSERT(whole.groups.devices() == pieces.groups.devices());
        for (const char* device : {"m@acme.example", "491510000001", "49151"}) {
            RC_ASSERT(whole.line_of(device) == pieces.line_of(device));
        }
    }));
}

} // namespace
} // namespace iwf::config
