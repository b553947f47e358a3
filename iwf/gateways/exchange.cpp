// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/exchange.hpp"

#include <utility>

namespace iwf::gateways {

using diameter::SendFailure;
using diameter::TransactionId;

void Exchange::request(
    diameter::PeerId peer,
    const diameter::Message& message,
    base::Instant deadline,
    Completion completion
)
{
    const TransactionId transaction{++last_transaction_};
    if (!transport_.send(transaction, peer, message)) {
        later_.post([completion = std::move(completion)] {
            completion(tl::unexpected{NoAnswer::not_sent});
        });
        return;
    }
    const auto place = deadlines_.emplace(deadline, transaction);
    waiting_.emplace(transaction, Waiting{std::move(completion), place});
}

void Exchange::on_answer(TransactionId transaction, diameter::Message answer)
{
    complete(transaction, std::move(answer));
}

void Exchange::on_failure(TransactionId transaction, SendFailure failure)
{
    const bool maybe_seen = failure == SendFailure::connection_lost;
    complete(transaction, tl::unexpected{maybe_seen ? NoAnswer::lost : NoAnswer::not_sent});
}

std::optional<base::Instant> Exchange::next_due() const
{
    return deadlines_.empty() ? std::nullopt : std::optional{deadlines_.begin()->first};
}

void Exchange::on_time()
{
    const base::Instant now = clock_.now();
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const TransactionId transaction = deadlines_.begin()->second;
        transport_.abandon(transaction);
        complete(transaction, tl::unexpected{NoAnswer::timed_out});
    }
}

void Exchange::complete(TransactionId transaction, Reply reply)
{
    const auto found = waiting_.find(transaction);
    if (found == waiting_.end()) {
        return;
    }
    const Completion completion = std::move(found->second.completion);
    deadlines_.erase(found->second.deadline);
    waiting_.erase(found);
    completion(std::move(reply));
}

} // namespace iwf::gateways
