// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "iwf/diameter/transport.hpp"

namespace iwf::test {

/// A request that came to the node under test, until somebody asks how it was answered.
struct Arrived
{
    diameter::Connection connection;
    diameter::HopByHopId hop_by_hop;
};

/// The Diameter stack, by hand: keeps what the node sends, and tells it what a test wants told. It
/// holds the node to the contract of diameter::Transport, and itself to that of the listener:
/// whoever breaks it is named in faults().
class FakeTransport final : public diameter::Transport
{
public:
    enum class Fate : std::uint8_t
    {
        waiting,
        answered,
        failed,
        abandoned
    };

    struct Sent
    {
        diameter::TransactionId transaction;
        diameter::PeerId peer;
        diameter::Message message;
        Fate fate{Fate::waiting};
        std::optional<diameter::SendFailure> failure;

        /// The peer may have got it.
        [[nodiscard]] bool maybe_seen() const
        {
            return !failure || failure == diameter::SendFailure::connection_lost;
        }
    };

    struct Answered
    {
        diameter::Connection connection;
        diameter::Message message;
    };

    /// Who is told. Outlives its use here; another one after a restart.
    void listen(diameter::TransportListener& listener) { listener_ = &listener; }

    tl::expected<void, diameter::SendFailure> send(
        diameter::TransactionId transaction, diameter::PeerId peer, const diameter::Message& request
    ) override;
    void abandon(diameter::TransactionId transaction) override;
    void answer(diameter::Connection connection, const diameter::Message& answer) override;
    void refused(diameter::Connection) override { ++refusals; }
    void cut(diameter::PeerId peer, std::string_view reason) override;
    [[nodiscard]] bool is_open(diameter::PeerId peer) const override;
    [[nodiscard]] double load() const override { return load_now; }

    double load_now{};
    int refusals{};

    /// The peer connects, or its connection ends; what was in flight there is lost.
    void open(diameter::PeerId peer);
    void close(diameter::PeerId peer);

    /// The peer, which is connected, sends a request. The R flag is its own business.
    Arrived request(diameter::PeerId peer, diameter::Message request);

    /// The peer answers the n-th request the node has sent. False, and nothing is told: it waits no
    /// more. The identifiers are those of the request.
    bool answer_to(std::size_t sent, diameter::Message answer);

    /// That request is lost with its connection, or was never sent. False: it waits no more.
    bool fail(std::size_t sent, diameter::SendFailure failure);

    /// From now on (nothing: no more) each send is refused in this way.
    void refuse_sends(std::optional<diameter::SendFailure> failure) { refusal_ = failure; }

    /// Looks at each answer in the moment it leaves.
    void watch(std::function<void(const Answered&)> watcher) { watcher_ = std::move(watcher); }

    /// The process of the node has ended: nothing is told of what was in flight, no connection is
    /// left. What was sent stays to be looked at.
    void crash();

    /// All that the node has sent, also what is done with.
    [[nodiscard]] const std::vector<Sent>& sent() const { return sent_; }

    /// Where the requests that wait for an answer stand in sent().
    [[nodiscard]] std::vector<std::size_t> waiting() const;

    /// All answers of the node, on connections that are gone too.
    [[nodiscard]] const std::vector<Answered>& answers() const { return answers_; }

    /// Null: not answered.
    [[nodiscard]] const diameter::Message* answer_of(const Arrived& request) const;

    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

private:
    using Key = std::tuple<diameter::PeerId, std::uint64_t, diameter::HopByHopId>;

    Sent* find(diameter::TransactionId transaction);

    diameter::TransportListener* listener_{};
    std::map<diameter::PeerId, diameter::Connection> open_;
    std::map<Key, std::size_t> arrived_; ///< times answered
    std::optional<diameter::SendFailure> refusal_;
    std::vector<Sent> sent_;
    std::size_t first_of_process_{}; ///< in sent_: older ones belong to a process that has ended
    std::vector<Answered> answers_;
    std::vector<std::string> faults_;
    std::function<void(const Answered&)> watcher_;
    std::uint64_t last_serial_{};
    std::uint32_t last_hop_by_hop_{0x7000};
};

} // namespace iwf::test
