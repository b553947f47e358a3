// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check.hpp"
#include "cpp_tables.hpp"
#include "parser.hpp"

namespace dictgen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* good = R"(dictionary x
vendor 9 Nine
application 77 Seven
document RFC 1
avps
    Code    1  1.1  Unsigned32  M,V
    Group   2  1.2  Grouped     V
    Choice  3  1.3  Enumerated  V   ; a comment

Group ::= < AVP Header: 2 9 >
    < Code >
 2*3 { Choice }
  *  [ AVP ]

values Choice
    0  NO
    1  YES, please

command Do-Request DOR 2.1
<DOR> ::= < Diameter Header: 5, REQ, PXY, 77 >
    { Code }
  4*  [ Group ]
)";

/// "x.dia:3: what is wrong", of a text that was read after `before`.
std::vector<std::string>
problems_of(const std::string& text, const std::string& before = "dictionary before\n")
{
    Problems problems;
    const std::vector<Dictionary> dictionaries{
        parse("before.dia", before, problems), parse("x.dia", text, problems)};
    if (problems.empty()) {
        check(dictionaries, problems);
    }
    std::vector<std::string> lines;
    for (const auto& problem : problems) {
        lines.push_back(
            problem.place.file + ":" + std::to_string(problem.place.line) + ": " + problem.text
        );
    }
    return lines;
}

/// `good` with the first occurrence of `part` replaced: one mistake.
std::vector<std::string> problems_with(const std::string& part, const std::string& replacement)
{
    std::string text{good};
    const auto at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return problems_of(text.replace(at, part.size(), replacement));
}

TEST(DictionaryGenerator, reads_what_a_dictionary_says)
{
    Problems problems;
    const auto dictionary = parse("x.dia", good, problems);
    EXPECT_THAT(problems_of(good), IsEmpty());
    ASSERT_EQ(dictionary.avps.size(), 3U);
    const auto& group = dictionary.avps[1];
    EXPECT_EQ(group.clause, "RFC 1, 1.2");
    EXPECT_EQ(group.vendor, 9U);
    EXPECT_FALSE(group.mandatory);
    ASSERT_EQ(group.members.size(), 3U);
    EXPECT_EQ(group.members[0].bracket, Bracket::fixed);
    EXPECT_EQ(group.members[1].min, 2U);
    EXPECT_EQ(group.members[1].max, 3U);
    EXPECT_TRUE(group.members[2].is_any());
    EXPECT_EQ(group.members[2].min, 0U);
    EXPECT_EQ(group.members[2].max, unbounded);
    EXPECT_EQ(dictionary.avps[2].values[1].name, "YES, please");
    ASSERT_EQ(dictionary.commands.size(), 1U);
    EXPECT_TRUE(dictionary.commands[0].request);
    EXPECT_EQ(dictionary.commands[0].application, 77U);
    EXPECT_EQ(dictionary.commands[0].rules[1].min, 4U);
}

TEST(DictionaryGenerator, names_the_line_of_what_it_cannot_read)
{
    EXPECT_THAT(
        problems_with("vendor 9", "vendor nine"),
        ElementsAre(
            "x.dia:2: expected the number of the vendor",
            testing::_,
            testing::_,
            testing::_,
            testing::_
        )
    );
    EXPECT_THAT(
        problems_with("avps", "apvs"), testing::Contains("x.dia:5: `apvs` begins no statement")
    );
    EXPECT_THAT(
        problems_with("M,V", "M,X"),
        ElementsAre("x.dia:6: the flags of Code are M,V or M or V or -, not `M,X`")
    );
    EXPECT_THAT(
        problems_with("M,V", "M"),
        ElementsAre("x.dia:6: the V flag of Code does not fit its vendor")
    );
    EXPECT_THAT(
        problems_with("M,V", "M,V more"), ElementsAre("x.dia:6: `more` was not expected here")
    );
    EXPECT_THAT(
        problems_with("Code    1", "Code    one"),
        testing::Contains("x.dia:6: expected the AVP code")
    );
    EXPECT_THAT(
        problems_with("document RFC 1", ""),
        testing::Contains("x.dia:6: the clause is missing, or the `document` it stands in")
    );
}

TEST(DictionaryGenerator, names_the_line_of_a_rule_or_row_it_cannot_read)
{
    EXPECT_THAT(
        problems_with("{ Choice }", "{ Choice ]"),
        ElementsAre("x.dia:12: `}` is missing after `Choice`")
    );
    EXPECT_THAT(
        problems_with("{ Choice }", "Choice"),
        ElementsAre("x.dia:12: expected < AVP >, { AVP } or [ AVP ]")
    );
    EXPECT_THAT(
        problems_with("2*3", "2"),
        ElementsAre("x.dia:12: `*` is missing between the least and the greatest number of Choice")
    );
    EXPECT_THAT(problems_with("    0  NO", "    0"), ElementsAre("x.dia:16: the name is missing"));
    EXPECT_THAT(
        problems_with("values Choice", "values Chioce"),
        ElementsAre("x.dia:15: `Chioce` is not among the avps above")
    );
    EXPECT_THAT(
        problems_with("<DOR>", "<DOA>"),
        ElementsAre("x.dia:20: no `command <name> DOA <clause>` stands above <DOA>")
    );
    EXPECT_THAT(
        problems_with("PXY,", "PYX,"),
        testing::Contains("x.dia:20: expected REQ, PXY or the Application-Id")
    );
}

TEST(DictionaryGenerator, names_the_line_where_a_file_breaks_off_or_goes_wrong_as_a_whole)
{
    EXPECT_THAT(problems_of(""), ElementsAre("x.dia:1: the file does not say `dictionary <name>`"));
    EXPECT_THAT(
        problems_of("dictionary x\n    row\n"),
        ElementsAre("x.dia:2: no statement above takes this indented line")
    );
    EXPECT_THAT(
        problems_of("dictionary x\nvendor 4294967296 y\n"),
        ElementsAre("x.dia:2: expected the number of the vendor")
    );
}

TEST(DictionaryGenerator, tells_all_mistakes_in_one_run)
{
    EXPECT_THAT(
        problems_of("dictionary x\nfoo\nvendor 0\nbar\n"),
        ElementsAre("x.dia:2: `foo` begins no statement", "x.dia:4: `bar` begins no statement")
    );
}

TEST(DictionaryGenerator, refuses_what_contradicts_itself)
{
    EXPECT_THAT(
        problems_with("Header: 2 9", "Header: 4 9"),
        ElementsAre("x.dia:10: the header of Group disagrees with its row among the avps")
    );
    EXPECT_THAT(
        problems_with("Grouped ", "Time    "),
        ElementsAre("x.dia:10: Group has a content, but is Time")
    );
    EXPECT_THAT(
        problems_with("Unsigned32", "Grouped"),
        ElementsAre("x.dia:6: Code is Grouped, but its content is not defined")
    );
    EXPECT_THAT(
        problems_with("Unsigned32", "Enumerated"),
        ElementsAre("x.dia:6: Code is Enumerated, but has no values")
    );
    EXPECT_THAT(
        problems_with("Enumerated", "OctetString"),
        ElementsAre("x.dia:8: Choice has named values, but is OctetString")
    );
    EXPECT_THAT(
        problems_with(
            "Grouped     V", "Grouped     V\n    Mask  4  1.4  Time  V\nbits Mask\n    0  A\navps"
        ),
        ElementsAre("x.dia:8: Mask has named bits, but is Time")
    );
    EXPECT_THAT(
        problems_with("Unsigned32", "Unsigned31"),
        ElementsAre("x.dia:6: `Unsigned31` is no AVP type of RFC 6733")
    );
    EXPECT_THAT(
        problems_with("2*3", "4*3"),
        ElementsAre("x.dia:12: the least number of Choice is above the greatest")
    );
    EXPECT_THAT(
        problems_with("REQ, ", ""),
        ElementsAre("x.dia:19: REQ in the header of Do-Request does not fit its name")
    );
    EXPECT_THAT(
        problems_with("PXY, 77", "PXY, 78"),
        ElementsAre("x.dia:19: Do-Request is not of the application of this dictionary")
    );
    EXPECT_THAT(
        problems_with("{ Choice }", "{ Group }"), ElementsAre("x.dia:10: Group contains itself")
    );
    EXPECT_THAT(
        problems_with("[ AVP ]", "< AVP >"),
        ElementsAre("x.dia:13: < AVP > stands after AVPs without a fixed place")
    );
}

TEST(DictionaryGenerator, refuses_what_stands_twice)
{
    EXPECT_THAT(
        problems_with("Choice  3", "Choice  1"),
        ElementsAre("x.dia:8: the code of Choice is that of Code, x.dia:6")
    );
    EXPECT_THAT(
        problems_with("Choice  3", "Code 4 1.1 Time V\n    Choice  3"),
        ElementsAre("x.dia:8: Code was defined before, x.dia:6")
    );
    EXPECT_THAT(problems_with("1  YES", "0  YES"), ElementsAre("x.dia:17: 0 stands twice"));
    EXPECT_THAT(problems_with("YES, please", "NO"), ElementsAre("x.dia:17: `NO` stands twice"));
    EXPECT_THAT(
        problems_with("{ Choice }", "[ Code ]"),
        ElementsAre("x.dia:12: Code stands twice in one ABNF")
    );
    EXPECT_THAT(
        problems_of("dictionary before\n"),
        ElementsAre("x.dia:1: a dictionary of the name before was read before")
    );
}

TEST(DictionaryGenerator, knows_only_the_avps_of_the_dictionaries_it_uses)
{
    const std::string before =
        "dictionary before\nvendor 0\ndocument D\navps\n    Old 1 1 Time -\n";
    const std::string group = "document D\nvendor 0\navps\n    New 2 1 Grouped -\nNew ::= < AVP "
                              "Header: 2 >\n    [ Old ]\n";
    EXPECT_THAT(problems_of("dictionary x\nuses before\n" + group, before), IsEmpty());
    EXPECT_THAT(
        problems_of("dictionary x\n" + group, before),
        ElementsAre("x.dia:7: no AVP `Old` is known in this dictionary")
    );
    EXPECT_THAT(
        problems_of("dictionary x\nuses other\n"),
        ElementsAre("x.dia:1: the dictionary `other` was not read before this one")
    );
}

TEST(DictionaryGenerator, tells_commands_of_one_name_apart_by_their_dictionaries)
{
    Problems problems;
    const std::string text{good};
    auto other = text;
    other.replace(text.find("dictionary x"), 12, "dictionary y");
    std::vector<Dictionary> dictionaries{
        parse("x.dia", text, problems), parse("y.dia", other, problems)};
    EXPECT_THAT(cpp_header(dictionaries[1]), HasSubstr("namespace command {"));
    tell_apart(dictionaries);
    const auto header = cpp_header(dictionaries[1]);
    EXPECT_THAT(header, HasSubstr("namespace command_rules::y {"));
    EXPECT_THAT(header, HasSubstr("namespace command::y {"));
    EXPECT_THAT(header, HasSubstr("command_rules::y::do_request,"));
    EXPECT_THAT(header, HasSubstr("&command::y::do_request,"));
    EXPECT_THAT(cpp_all_header(dictionaries), HasSubstr("&command::x::do_request,"));
}

TEST(DictionaryGenerator, a_dictionary_may_have_commands_only)
{
    Problems problems;
    const auto dictionary = parse("x.dia", "dictionary x\napplication 7 Seven\n", problems);
    EXPECT_THAT(cpp_header(dictionary), HasSubstr("std::span<const AvpDefinition* const> avps;"));
}

TEST(DictionaryGenerator, makes_identifiers_of_names)
{
    EXPECT_EQ(identifier("TRUE"), "true_");
    EXPECT_EQ(identifier("Device-Action"), "device_action");
    EXPECT_EQ(identifier("SMSF-Non-3GPP-Name"), "smsf_non_3gpp_name");
    EXPECT_EQ(identifier("SourceID"), "source_id");
    EXPECT_EQ(identifier("S6m/S6n Indicator"), "s6m_s6n_indicator");
    EXPECT_EQ(
        identifier("CHANGE_OF_IMSI_IMEI(SV)_ASSOCIATION"), "change_of_imsi_imei_sv_association"
    );
}

} // namespace
} // namespace dictgen
