// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/tables.hpp"
#include "support/sample_monitoring.hpp"

namespace iwf::diameter {
namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit)
{
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
}

/// One change of the kind that broken or hostile peers make.
void mutate(base::Bytes& octets, const base::Bytes& other, Random& random)
{
    constexpr std::uint8_t telling[]{0x00, 0x01, 0x07, 0x08, 0x0C, 0x40, 0x7F, 0x80, 0xC0, 0xFF};
    const auto at = [&] { return octets.begin() + std::ptrdiff_t(below(random, octets.size())); };
    switch (below(random, 6)) {
    case 0:
        *at() ^= static_cast<std::uint8_t>(1U << below(random, 8));
        break;
    case 1:
        *at() = telling[below(random, std::size(telling))];
        break;
    case 2:
        *at() = static_cast<std::uint8_t>(below(random, 256));
        break;
    case 3: { // a piece less
        const std::size_t start = below(random, octets.size());
        const std::size_t size = std::min(octets.size() - start, below(random, 17) * 4);
        octets.erase(
            octets.begin() + std::ptrdiff_t(start), octets.begin() + std::ptrdiff_t(start + size)
        );
        break;
    }
    case 4: { // a piece twice
        const std::size_t size = std::min<std::size_t>(octets.size(), 4 + below(random, 16) * 4);
        const base::Bytes piece(octets.end() - std::ptrdiff_t(size), octets.end());
        octets.insert(at(), piece.begin(), piece.end());
        break;
    }
    default: { // a piece of another message
        const std::size_t start = below(random, other.size()) / 4 * 4;
        octets.insert(at(), other.begin() + std::ptrdiff_t(start), other.end());
        break;
    }
    }
}

/// What the rest of the node relies on, whatever a peer sends.
template <class Decode>
void expect_sane(const Message& message, Decode decode_typed)
{
    const auto read = decode_typed(message);
    if (read) {
        ASSERT_FALSE(check(message));
        const auto again = decode_typed(encode(*read));
        ASSERT_TRUE(again) << again.error().text;
        return;
    }
    const Fault& fault = read.error();
    ASSERT_GE(fault.result_code, 3001U);
    ASSERT_FALSE(fault.text.empty());
    AvpWalker walker{fault.failed_avp};
    Avp only;
    ASSERT_EQ(walker.next(only), !fault.failed_avp.empty());
    ASSERT_TRUE(walker.rest().empty());
}

void expect_sane(const Message& message)
{
    expect_sane(message, tsp::decode_device_action_request);
    expect_sane(message, tsp::decode_device_action_answer);
    expect_sane(message, tsp::decode_device_notification_request);
    expect_sane(message, tsp::decode_device_notification_answer);
    expect_sane(message, s6m::decode_subscriber_information_request);
    expect_sane(message, s6m::decode_subscriber_information_answer);
    expect_sane(message, t4::decode_device_trigger_request);
    expect_sane(message, t4::decode_device_trigger_answer);
    expect_sane(message, t4::decode_delivery_report_request);
    expect_sane(message, t4::decode_delivery_report_answer);
    expect_sane(message, s6t::decode_configuration_information_request);
    expect_sane(message, s6t::decode_configuration_information_answer);
    expect_sane(message, [](const Message& one) {
        return s6t::decode_reporting_information_request(one);
    });
    expect_sane(message, s6t::decode_reporting_information_answer);
    expect_sane(message, t6a::decode_configuration_information_request);
    expect_sane(message, t6a::decode_configuration_information_answer);
    expect_sane(message, t6a::decode_reporting_information_request);
    expect_sane(message, t6a::decode_reporting_information_answer);
    expect_sane(message, sgd::decode_mo_forward_short_message_request);
    expect_sane(message, sgd::decode_mo_forward_short_message_answer);
    const Fault fault{result::too_busy, {}, "too busy"};
    const Message answer = error_answer(message, fault, "iwf.example", "example");
    if (find_command(answer.header) != nullptr) {
        const auto found = check(answer);
        ASSERT_FALSE(found) << found->text;
    }
}

TEST(Mutations, of_messages_neither_crash_nor_confuse_any_decoder)
{
    Random random{20'240'607}; // NOLINT(cert-msc51-cpp): the same in each run
    std::vector<base::Bytes> seeds;
    for (const auto& sample : test::sample_messages()) {
        seeds.push_back(sample.message.avps);
    }
    const auto samples = test::sample_messages();
    for (unsigned i = 0; i < 200'000; ++i) {
        Message message = samples[i % samples.size()].message;
        for (std::size_t changes = 1 + below(random, 3); changes > 0; --changes) {
            if (message.avps.empty()) {
                break;
            }
            mutate(message.avps, seeds[below(random, seeds.size())], random);
        }
        if (i % 16 == 0) {
            message.header.flags ^= static_cast<std::uint8_t>(1U << below(random, 8));
        }
        expect_sane(message);
        if (HasFatalFailure()) {
            FAIL() << "mutation " << i << " of " << samples[i % samples.size()].name << ": "
                   << base::to_hex(encode(message));
        }
    }
}

TEST(Mutations, of_headers_neither_crash_nor_confuse_the_decoder)
{
    Random random{20'240'608}; // NOLINT(cert-msc51-cpp)
    const auto samples = test::sample_messages();
    for (unsigned i = 0; i < 20'000; ++i) {
        base::Bytes octets = encode(samples[i % samples.size()].message);
        mutate(octets, encode(samples[0].message), random);
        if (const auto message = decode(octets)) {
            ASSERT_EQ(encode(*message), octets);
            static_cast<void>(check(*message));
        }
    }
}

} // namespace
} // namespace iwf::diameter
