// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include <tl/expected.hpp>

#include "iwf/base/clock.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/diameter/transport.hpp"
#include "iwf/gateways/later.hpp"

namespace iwf::gateways {

/// Why a request found no answer.
enum class NoAnswer : std::uint8_t
{
    not_sent,  ///< no connection, or its queue is full: nobody has seen the request
    lost,      ///< the connection ended first: the peer may have seen it
    timed_out, ///< connected and silent: the peer may have seen it
};

using Reply = tl::expected<diameter::Message, NoAnswer>;

/// Requests of ours and what became of them: each is told exactly once, by its deadline at the
/// latest, and never from inside request(). Core thread.
class Exchange
{
public:
    using Completion = std::function<void(Reply)>;

    Exchange(diameter::Transport& transport, base::Clock& clock, Later& later)
        : transport_{transport}
        , clock_{clock}
        , later_{later}
    {}

    /// `deadline` is when `completion` learns NoAnswer::timed_out.
    void request(
        diameter::PeerId peer,
        const diameter::Message& message,
        base::Instant deadline,
        Completion completion
    );

    void on_answer(diameter::TransactionId transaction, diameter::Message answer);
    void on_failure(diameter::TransactionId transaction, diameter::SendFailure failure);

    [[nodiscard]] std::optional<base::Instant> next_due() const;
    void on_time();

    /// Requests that wait for their answer.
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

private:
    using Deadlines = std::multimap<base::Instant, diameter::TransactionId>;

    struct Waiting
    {
        Completion completion;
        Deadlines::iterator deadline;
    };

    void complete(diameter::TransactionId transaction, Reply reply);

    diameter::Transport& transport_;
    base::Clock& clock_;
    Later& later_;
    std::uint64_t last_transaction_{};
    std::unordered_map<diameter::TransactionId, Waiting> waiting_;
    Deadlines deadlines_;
};

} // namespace iwf::gateways
