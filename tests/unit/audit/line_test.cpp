// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/line.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "iwf/audit/key.hpp"

namespace iwf::audit {
namespace {

using namespace std::chrono_literals;

const Key key = *Key::parse(std::string(64, 'a'));
constexpr base::WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 12h + 7ms};

Entry refusal()
{
    Entry entry;
    entry.time = noon;
    entry.event = "trigger.refused";
    entry.who = "acme";
    entry.what = "request 17";
    entry.device = "meter1@meters.acme.example";
    entry.outcome = "NOTAUTHORIZED (105)";
    entry.rule = "acme.yaml:12";
    entry.reason = "device is not in the contract";
    return entry;
}

TEST(AuditLine, has_its_fields_in_one_order_and_the_hash_of_what_stands_before)
{
    const WrittenLine line = write_line(refusal(), {41, sha256("before")}, key);
    const std::string hashed =
        R"({"n":42,"time":"2026-11-25T12:00:00.007Z","event":"trigger.refused","who":"acme",)"
        R"("what":"request 17","device":")" +
        key.pseudonym(noon, "meter1@meters.acme.example") + R"(","sealed":")" +
        key.sealed(noon, "meter1@meters.acme.example") +
        R"-(","outcome":"NOTAUTHORIZED (105)","rule":"acme.yaml:12",)-"
        R"("reason":"device is not in the contract","prev":")" +
        base::to_hex(sha256("before")) + '"';
    const Digest hash = sha256(hashed);
    EXPECT_EQ(
        line.text,
        hashed + R"(,"hash":")" + base::to_hex(hash) + R"(","mac":")" + key.proof(hash) + R"("})"
    );
    EXPECT_EQ(line.head, (Head{42, hash}));
    EXPECT_EQ(line.text.find("meter1"), std::string::npos);
}

TEST(AuditLine, is_read_back)
{
    Entry entry = refusal();
    entry.count = 7;
    entry.until = noon + 900ms;
    const WrittenLine line = write_line(entry, {41, sha256("before")}, key);
    const auto read = read_line(line.text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->number, 42U);
    EXPECT_EQ(read->time, noon);
    EXPECT_EQ(read->event, "trigger.refused");
    EXPECT_EQ(read->previous, sha256("before"));
    EXPECT_EQ(read->hash, line.head.hash);
    EXPECT_EQ(read->mac, key.proof(line.head.hash));
    EXPECT_TRUE(read->is_whole);
    EXPECT_NE(
        line.text.find(R"("count":7,"until":"2026-11-25T12:00:00.907Z","prev")"), std::string::npos
    );
}

TEST(AuditLine, stays_one_line_of_its_own_fields_whatever_is_put_into_it)
{
    Entry entry = refusal();
    entry.who = "a\"\n,\"rule\":\"forged\\";
    entry.what = std::string(700, '\xff');
    const WrittenLine line = write_line(entry, {}, key);
    EXPECT_EQ(line.text.find('\n'), std::string::npos);
    EXPECT_LT(line.text.size(), line_limit);
    ASSERT_TRUE(read_line(line.text));
    EXPECT_EQ(field_of(line.text, "who"), R"(a\"\u000a,\"rule\":\"forged\\)");
    EXPECT_EQ(field_of(line.text, "rule"), "acme.yaml:12");
    EXPECT_EQ(field_of(line.text, "nothing"), "");
}

TEST(AuditLine, shows_each_changed_octet)
{
    const std::string good = write_line(refusal(), {}, key).text;
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string changed = good;
        changed[i] = changed[i] == '1' ? '2' : '1';
        const auto read = read_line(changed);
        const bool is_in_mac = i + 34 >= good.size() && i + 2 < good.size();
        EXPECT_EQ(read && read->is_whole, is_in_mac) << i;
    }
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_FALSE(read_line(good.substr(0, size)));
    }
}

TEST(AuditLine, heads_and_times_are_read_as_they_are_written)
{
    const Head head{42, sha256("x")};
    EXPECT_EQ(parse_head(text_of(head)), head);
    for (const char* wrong : {"", ":", "42", "x:00", "42:00", "0:00"}) {
        EXPECT_FALSE(parse_head(wrong)) << wrong;
    }
    EXPECT_EQ(text_of(noon), "2026-11-25T12:00:00.007Z");
    EXPECT_EQ(parse_time(text_of(noon)), noon);
    for (const char* wrong :
         {"", "2026-11-25 12:00:00.007Z", "2026-13-25T12:00:00.007Z", "2026-11-25T24:00:00.007Z"}) {
        EXPECT_FALSE(parse_time(wrong)) << wrong;
    }
}

} // namespace
} // namespace iwf::audit
