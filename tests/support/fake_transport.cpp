// SPDX-License-Identifier: Apache-2.0
#include "support/fake_transport.hpp"

#include <algorithm>
#include <utility>

namespace iwf::test {

using diameter::Connection;
using diameter::Message;
using diameter::PeerId;
using diameter::SendFailure;
using diameter::TransactionId;

tl::expected<void, SendFailure>
FakeTransport::send(TransactionId transaction, PeerId peer, const Message& request)
{
    if (!request.header.is_request()) {
        faults_.emplace_back("sent something that is no request");
    }
    if (find(transaction) != nullptr) {
        faults_.emplace_back("used a transaction twice");
    }
    if (refusal_) {
        return tl::unexpected{*refusal_};
    }
    if (!is_open(peer)) {
        return tl::unexpected{SendFailure::not_connected};
    }
    sent_.push_back({transaction, peer, request, Fate::waiting, std::nullopt});
    return {};
}

void FakeTransport::abandon(TransactionId transaction)
{
    Sent* const sent = find(transaction);
    if (sent == nullptr || sent->fate != Fate::waiting) {
        faults_.emplace_back("abandoned what did not wait");
        return;
    }
    sent->fate = Fate::abandoned;
}

void FakeTransport::answer(Connection connection, const Message& answer)
{
    const auto request =
        arrived_.find({connection.peer, connection.serial, answer.header.hop_by_hop});
    if (request == arrived_.end()) {
        faults_.emplace_back("answered what nobody asked");
    } else if (++request->second > 1) {
        faults_.emplace_back("answered twice");
    }
    if (answer.header.is_request()) {
        faults_.emplace_back("answered with a request");
    }
    answers_.push_back({connection, answer});
    if (watcher_) {
        watcher_(answers_.back());
    }
}

void FakeTransport::cut(PeerId peer, std::string_view)
{
    open_.erase(peer);
}

bool FakeTransport::is_open(PeerId peer) const
{
    return open_.contains(peer);
}

void FakeTransport::open(PeerId peer)
{
    const Connection connection{peer, ++last_serial_};
    open_.insert_or_assign(peer, connection);
    listener_->on_open(connection, "127.0.0.1");
}

void FakeTransport::close(PeerId peer)
{
    const auto connection = open_.find(peer);
    if (connection == open_.end()) {
        return;
    }
    const Connection closed = connection->second;
    open_.erase(connection);
    for (const std::size_t place : waiting()) {
        if (sent_[place].peer == peer) {
            fail(place, SendFailure::connection_lost);
        }
    }
    listener_->on_closed(closed, "closed by the test");
}

Arrived FakeTransport::request(PeerId peer, Message request)
{
    const Connection connection = open_.at(peer);
    request.header.hop_by_hop = diameter::HopByHopId{++last_hop_by_hop_};
    const Arrived arrived{connection, request.header.hop_by_hop};
    arrived_[{peer, connection.serial, arrived.hop_by_hop}] = 0;
    listener_->on_request(connection, std::move(request));
    return arrived;
}

bool FakeTransport::answer_to(std::size_t sent, Message answer)
{
    Sent& request = sent_.at(sent);
    if (request.fate != Fate::waiting || sent < first_of_process_) {
        return false;
    }
    request.fate = Fate::answered;
    answer.header.hop_by_hop = request.message.header.hop_by_hop;
    answer.header.end_to_end = request.message.header.end_to_end;
    listener_->on_answer(request.transaction, open_.at(request.peer), std::move(answer));
    return true;
}

bool FakeTransport::fail(std::size_t sent, SendFailure failure)
{
    Sent& request = sent_.at(sent);
    if (request.fate != Fate::waiting || sent < first_of_process_) {
        return false;
    }
    request.fate = Fate::failed;
    request.failure = failure;
    listener_->on_failure(request.transaction, failure);
    return true;
}

void FakeTransport::crash()
{
    open_.clear();
    first_of_process_ = sent_.size();
}

std::vector<std::size_t> FakeTransport::waiting() const
{
    std::vector<std::size_t> places;
    for (std::size_t place = first_of_process_; place < sent_.size(); ++place) {
        if (sent_[place].fate == Fate::waiting) {
            places.push_back(place);
        }
    }
    return places;
}

const Message* FakeTransport::answer_of(const Arrived& request) const
{
    const auto found = std::ranges::find_if(answers_, [&request](const Answered& answered) {
        return answered.connection == request.connection &&
               answered.message.header.hop_by_hop == request.hop_by_hop;
    });
    return found == answers_.end() ? nullptr : &found->message;
}

FakeTransport::Sent* FakeTransport::find(TransactionId transaction)
{
    const auto begin = sent_.begin() + static_cast<std::ptrdiff_t>(first_of_process_);
    const auto found = std::find_if(begin, sent_.end(), [transaction](const Sent& sent) {
        return sent.transaction == transaction;
    });
    return found == sent_.end() ? nullptr : &*found;
}

} // namespace iwf::test
