// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ipsec/vici/message.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/protection/security_association.hpp"

namespace iwf::ipsec {

class Client;

/// Turns what charon tells about its security associations into events of the core, in an order in
/// which none is missed. One thread.
///
/// After each connection: the events are subscribed to already; list-sas is asked; its answer
/// becomes the Baseline; what events told since the question is told after it, again or for the
/// first time, for the two connections have no order between them. An event that says something is
/// gone is never held back.
///
/// list-sas is asked without waiting (`noblock`), because one IKE_SA that fetches a CRL would hold
/// it up for seconds; then charon leaves out an IKE_SA that is at work in this very moment. So
/// the first question is put twice and the answers are joined, and refresh() takes nothing away.
class SaFeed
{
public:
    using Listed = base::Result<std::vector<vici::Message>>;
    using Done = std::function<void(base::Result<void>)>;

    struct Ports
    {
        /// Asks charon for all associations (list-sas, noblock), and calls back once, later.
        std::function<void(std::function<void(Listed)>)> list;
        /// charon said what cannot be: the connection is to be made anew (Client::reconnect).
        std::function<void(const std::string& reason)> reconnect;
        std::function<void(core::SaEvent)> tell;
    };

    /// Events held at most while charon has not answered; with more the connection is made anew.
    static constexpr std::size_t max_held = 100'000;

    explicit SaFeed(Ports ports)
        : ports_{std::move(ports)}
    {}
    SaFeed(const SaFeed&) = delete;
    SaFeed& operator=(const SaFeed&) = delete;

    /// What the client tells.
    void on_connected();
    void on_lost(const std::string& reason);
    void on_event(const std::string& event, const vici::Message& message);

    /// Asks charon again: for who sees packets of an association not told yet. Each IKE_SA it
    /// lists is told as Up, then `done` is called: once, with an error when the connection is lost
    /// first. Any number of calls leads to one question at a time; who calls bounds that number.
    void refresh(Done done);

private:
    void ask();
    void on_listed(std::uint64_t connection, const Listed& listed);
    bool take(const std::vector<vici::Message>& listed);
    void tell_baseline();
    void tell_refreshed();
    void tell_again(std::uint64_t connection);

    Ports ports_;
    std::uint64_t connection_{}; ///< what belongs to an earlier one is no news
    bool is_connected_{};
    bool has_baseline_{};
    bool is_asked_{};
    std::size_t answers_{}; ///< to questions for the baseline
    std::map<core::IkeSaId, core::IkeSa> listed_;
    std::vector<core::SaEvent> held_; ///< since the question
    std::vector<Done> waiting_;       ///< for the answer
    std::vector<Done> late_;          ///< came after the question: the next one is theirs
};

/// The events to subscribe to (ClientSettings::events) for a feed.
[[nodiscard]] std::vector<std::string> feed_events();

/// A feed of what this client, which must outlive it, gets.
[[nodiscard]] SaFeed::Ports feed_ports(Client& client, std::function<void(core::SaEvent)> tell);

} // namespace iwf::ipsec
