// SPDX-License-Identifier: Apache-2.0
#include "ipsec/sa_feed.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include "ipsec/client.hpp"
#include "ipsec/sa_translation.hpp"

namespace iwf::ipsec {
namespace {

constexpr std::size_t baseline_questions = 2;
constexpr auto list_within = std::chrono::seconds{5};

bool takes_away(const core::SaEvent& event)
{
    return std::holds_alternative<core::sa_event::IkeDown>(event) ||
           std::holds_alternative<core::sa_event::ChildrenDown>(event);
}

} // namespace

void SaFeed::on_connected()
{
    ++connection_;
    is_connected_ = true;
    has_baseline_ = false;
    answers_ = 0;
    listed_.clear();
    ask();
}

void SaFeed::on_lost(const std::string& reason)
{
    ++connection_;
    is_connected_ = false;
    has_baseline_ = false;
    is_asked_ = false;
    held_.clear();
    auto waiting = std::exchange(waiting_, {});
    std::ranges::move(std::exchange(late_, {}), std::back_inserter(waiting));
    ports_.tell(core::sa_event::Unreachable{reason});
    for (const Done& done : waiting) {
        done(base::fail(reason));
    }
}

void SaFeed::on_event(const std::string& event, const vici::Message& message)
{
    if (!is_connected_) {
        return;
    }
    const auto read = read_event(event, message);
    if (!read) {
        return ports_.reconnect(event + ": " + read.error().text);
    }
    if (!*read) {
        return;
    }
    if (is_asked_ && held_.size() == max_held) {
        return ports_.reconnect("charon tells events and does not answer");
    }
    if (is_asked_) {
        held_.push_back(**read);
    }
    if (has_baseline_ || takes_away(**read)) {
        ports_.tell(**read);
    }
}

void SaFeed::refresh(Done done)
{
    if (!is_connected_) {
        return done(base::fail("charon is not connected"));
    }
    if (is_asked_) {
        late_.push_back(std::move(done));
        return;
    }
    waiting_.push_back(std::move(done));
    ask();
}

void SaFeed::ask()
{
    is_asked_ = true;
    ports_.list([this, connection = connection_](const Listed& listed) {
        on_listed(connection, listed);
    });
}

void SaFeed::on_listed(std::uint64_t connection, const Listed& listed)
{
    if (connection != connection_) {
        return;
    }
    if (!listed) {
        return ports_.reconnect("list-sas: " + listed.error().text);
    }
    if (!take(*listed)) {
        return;
    }
    if (!has_baseline_ && ++answers_ < baseline_questions) {
        return ask();
    }
    is_asked_ = false;
    const auto waiting = std::exchange(waiting_, {}); // who asks from inside waits for the next
    if (has_baseline_) {
        tell_refreshed();
    } else {
        tell_baseline();
    }
    tell_again(connection);
    for (const Done& done : waiting) {
        done(connection == connection_ ? base::Result<void>{} : base::fail("charon was lost"));
    }
    if (connection == connection_ && !late_.empty() && !is_asked_) {
        std::ranges::move(std::exchange(late_, {}), std::back_inserter(waiting_));
        ask();
    }
}

/// Joins with what was listed before; the later word on an IKE_SA holds.
bool SaFeed::take(const std::vector<vici::Message>& listed)
{
    for (const vici::Message& message : listed) {
        auto associations = read_list(message);
        if (!associations) {
            ports_.reconnect("list-sas: " + associations.error().text);
            return false;
        }
        for (core::IkeSa& association : *associations) {
            const core::IkeSaId id = association.id;
            listed_.insert_or_assign(id, std::move(association));
        }
    }
    return true;
}

void SaFeed::tell_baseline()
{
    has_baseline_ = true;
    core::sa_event::Baseline baseline;
    for (auto& [id, association] : std::exchange(listed_, {})) {
        baseline.associations.push_back(std::move(association));
    }
    ports_.tell(std::move(baseline));
}

void SaFeed::tell_refreshed()
{
    for (auto& [id, association] : std::exchange(listed_, {})) {
        if (association.is_established) {
            ports_.tell(core::sa_event::Up{std::move(association)});
        }
    }
}

void SaFeed::tell_again(std::uint64_t connection)
{
    for (core::SaEvent& event : std::exchange(held_, {})) {
        if (connection != connection_) {
            return;
        }
        ports_.tell(std::move(event));
    }
}

std::vector<std::string> feed_events()
{
    return {"ike-updown", "child-updown", "ike-rekey", "child-rekey"};
}

SaFeed::Ports feed_ports(Client& client, std::function<void(core::SaEvent)> tell)
{
    return {
        [&client](std::function<void(SaFeed::Listed)> handler) {
            client.stream(
                "list-sas",
                "list-sa",
                vici::Message{}.add("noblock", "yes"),
                base::Instant::clock::now() + list_within,
                std::move(handler)
            );
        },
        [&client](const std::string& reason) { client.reconnect(reason); },
        std::move(tell),
    };
}

} // namespace iwf::ipsec
