// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/watch/subscriptions.hpp"

#include <algorithm>

#include "iwf/store/journal_store.hpp"
#include "tests/bench/watch/peer.hpp"
#include "tests/support/store/journal_driver.hpp"

namespace iwf::bench {
namespace {

constexpr std::size_t at_once = 8'000; // writes; fewer than the journal takes
constexpr std::uint32_t many = 1'000'000;

core::SubscriptionRecord subscription(std::size_t number, const Population& population)
{
    const std::string digits = std::to_string(1'000'000'000 + number).substr(1);
    core::SubscriptionRecord record = core::new_subscription(
        core::SubscriptionKind::event,
        {population.reference_of(number), std::nullopt},
        {domain::ExternalIdentifier::parse("m" + digits + "@meters.example").value(), false},
        {}
    );
    record.id = id_of(number);
    record.state = core::SubscriptionState::active;
    record.contract = "server" + std::to_string(population.server_of(number));
    record.parameters.type = domain::MonitoringType::roaming_status;
    record.parameters.maximum_reports = many;
    record.node = domain::InternalHost::parse(hss_host).value();
    record.created = base::WallTime{std::chrono::seconds{1'700'000'000}};
    return record;
}

} // namespace

std::string server_host(std::size_t server)
{
    return "scs" + std::to_string(server) + ".load.example";
}

/// Odd, so that the lower halves of all numbers are different, and none is 0.
core::SubscriptionId id_of(std::size_t number)
{
    return core::SubscriptionId{(number + 1) * std::uint64_t{0x9E37'79B9'7F4A'7C15}};
}

void fill(const std::filesystem::path& directory, const Population& population)
{
    testing::CollectingLog log;
    testing::JournalDriver driver;
    store::JournalOptions options;
    options.directory = directory;
    const auto journal = store::open_journal(options, log, driver.wake());
    if (!journal) {
        fail(journal.error().text);
    }
    for (std::size_t number = 0; number < population.subscriptions;) {
        const std::size_t end = std::min(number + at_once, population.subscriptions);
        for (; number < end; ++number) {
            (*journal)->put(subscription(number, population), core::WriteId{number});
        }
        if (!driver.run_until_ended(**journal, number)) {
            fail("the journal does not write");
        }
    }
}

} // namespace iwf::bench
