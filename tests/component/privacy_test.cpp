// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include <gmock/gmock.h>

#include "component/random_network.hpp"
#include "iwf/domain/digits.hpp"

/// Nothing of the operator's side reaches a server (S7): by type, and by looking at every octet.
namespace iwf::test {
namespace {

template <class Field, class Inside>
concept takes = std::constructible_from<Field, Inside> || std::assignable_from<Field&, Inside> ||
    std::convertible_to<Inside, Field>;

/// No field that a northbound message has can be made of what is inside.
template <class Inside>
inline constexpr bool stays_inside =
    !takes<std::string, Inside> && !takes<std::string_view, Inside> &&
    !takes<std::optional<std::string>, Inside> && !takes<base::Bytes, Inside> &&
    !takes<std::optional<base::Bytes>, Inside> && !takes<base::ByteView, Inside> &&
    !takes<std::uint32_t, Inside> && !takes<domain::ReferenceNumber, Inside> &&
    !takes<diameter::RequestHead, Inside> && !takes<diameter::AnswerHead, Inside> &&
    !takes<diameter::tsp::DeviceNotification, Inside> && !takes<core::ClaimedIdentity, Inside> &&
    !takes<domain::DeviceIdentity, Inside> && !takes<domain::ExternalIdentifier, Inside> &&
    !takes<domain::Msisdn, Inside> && !takes<domain::ScsIdentity, Inside> &&
    !takes<domain::NorthHost, Inside>;

static_assert(stays_inside<domain::Imsi>);
static_assert(stays_inside<domain::InternalHost>);
static_assert(stays_inside<domain::ServingNodes>);
static_assert(stays_inside<core::T4Submission>);
static_assert(!stays_inside<std::string>, "the check would find something");

/// An IMSI gives its digits only to who says that they go south.
template <class T>
concept tells_freely = requires(const T& value)
{
    value.digits();
};
static_assert(!tells_freely<domain::Imsi>);
static_assert(tells_freely<domain::Msisdn>);

std::string text(const base::Bytes& octets)
{
    return std::string{base::as_text(octets)};
}

/// What no server may read: as text and as TBCD.
std::vector<std::string> secrets()
{
    std::vector<std::string> found{"internal", "491700001"};
    found.push_back(text(domain::to_tbcd("491700001")));
    for (const domain::Imsi& one : {imsi(), other_imsi()}) {
        found.push_back(one.digits(domain::southbound));
        found.push_back(text(domain::to_tbcd(one.digits(domain::southbound))));
    }
    return found;
}

bool is_server(diameter::PeerId peer)
{
    return peer == peer::acme || peer == peer::beta;
}

void expect_no_secret(const FakeTransport& transport)
{
    std::vector<std::string> shown;
    for (const FakeTransport::Answered& answered : transport.answers()) {
        if (is_server(answered.connection.peer)) {
            shown.push_back(text(answered.message.avps));
        }
    }
    for (const FakeTransport::Sent& sent : transport.sent()) {
        if (is_server(sent.peer)) {
            shown.push_back(text(sent.message.avps));
        }
    }
    for (const std::string& secret : secrets()) {
        for (const std::string& octets : shown) {
            ASSERT_EQ(octets.find(secret), std::string::npos)
                << base::to_hex(base::as_bytes(octets));
        }
    }
}

bool south_knows(const FakeTransport& transport)
{
    return std::ranges::any_of(transport.sent(), [](const FakeTransport::Sent& sent) {
        return text(sent.message.avps).find(imsi().digits(domain::southbound)) != std::string::npos;
    });
}

TEST(Privacy, no_message_to_a_server_holds_an_imsi_a_serving_node_or_an_internal_host)
{
    int with_secrets = 0;
    for (std::uint32_t seed = 1; seed <= 1'000; ++seed) {
        RandomNetwork network{0x50000 + seed};
        for (int i = 0; i < 40; ++i) {
            network.step();
        }
        network.settle();
        expect_no_secret(network.world().transport);
        ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
        with_secrets += south_knows(network.world().transport) ? 1 : 0;
    }
    EXPECT_GT(with_secrets, 500); // there was something to leak
}

TEST(Privacy, an_hss_or_sms_sc_that_writes_secrets_into_its_error_message_tells_no_server)
{
    GatewayWorld world;
    auto refusal = sia(peer::hss_a);
    refusal.head.outcome = {5001, true};
    refusal.head.error_message = "262011234567890 is unknown at a.hss.internal";
    world.look_up(1);
    world.answer(0, diameter::s6m::encode(refusal));
    world.submit(2);
    auto busy = dta(peer::sms_sc_a, {5531, true});
    busy.head.error_message = "262011234567890 at a.smsc.internal";
    world.answer(world.transport.waiting().at(0), diameter::t4::encode(busy));
    EXPECT_EQ(world.transport.answers().size(), 2U);
    expect_no_secret(world.transport);
    for (const std::string& line : world.log.lines()) {
        EXPECT_EQ(line.find(imsi().digits(domain::southbound)), std::string::npos) << line;
    }
}

} // namespace
} // namespace iwf::test
