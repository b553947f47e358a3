// SPDX-License-Identifier: Apache-2.0
#include "component/random_network.hpp"

#include <algorithm>

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/tsp.hpp"

namespace iwf::test {
namespace {

using diameter::SendFailure;
namespace command = diameter::command;

constexpr std::uint32_t peers = 6;

std::string_view contract_of(diameter::PeerId server)
{
    return server == peer::beta ? beta : acme;
}

} // namespace

RandomNetwork::RandomNetwork(std::uint32_t seed)
    : random_{seed}
{
    world_.transport.watch([this](const FakeTransport::Answered& answered) { look_at(answered); });
}

std::uint32_t RandomNetwork::pick(std::uint32_t below)
{
    return std::uniform_int_distribution<std::uint32_t>{0, below - 1}(random_);
}

void RandomNetwork::expect(bool holds, std::string promise)
{
    if (!holds) {
        broken_.push_back(std::move(promise));
    }
}

void RandomNetwork::step()
{
    switch (pick(10)) {
    case 0:
    case 1:
        ask_something();
        break;
    case 2:
        repeat_something();
        break;
    case 3:
        report_something();
        break;
    case 4:
        break_something();
        break;
    case 5:
        use_disk();
        break;
    case 6:
        world_.pass(std::chrono::milliseconds{pick(7'000)});
        break;
    default:
        answer_something();
    }
    look_at_requests();
}

void RandomNetwork::ask_something()
{
    const diameter::PeerId from = chance(70) ? peer::acme : peer::beta;
    auto request = dar(++last_reference_, contract_of(from));
    if (last_reference_ > 1 && chance(40)) {
        const auto old = domain::ReferenceNumber{1 + pick(last_reference_ - 1)};
        const bool recall = chance(50);
        request.device_action.action_type = recall ? domain::ActionType::device_trigger_recall
                                                   : domain::ActionType::device_trigger_replace;
        request.device_action.old_reference_number = old;
        if (recall) {
            request.device_action.reference_number = old;
            request.device_action.old_reference_number.reset();
        }
    }
    send(from, diameter::tsp::encode(request), ++last_end_to_end_, false);
}

void RandomNetwork::repeat_something()
{
    if (!dars_.empty()) {
        const Asked earlier = dars_[pick(static_cast<std::uint32_t>(dars_.size()))];
        send(earlier.from, earlier.message, earlier.end_to_end, true);
    }
}

void RandomNetwork::send(
    diameter::PeerId from, diameter::Message message, std::uint32_t end_to_end, bool again
)
{
    if (world_.transport.is_open(from)) {
        const Arrived arrived =
            world_.ask(from, message, end_to_end, again ? diameter::flag::retransmitted : 0);
        dars_.push_back({std::move(message), end_to_end, from, arrived});
    }
}

void RandomNetwork::report_something()
{
    const diameter::PeerId from = chance(70) ? peer::sms_sc_a : peer::sms_sc_b;
    if (last_reference_ == 0 || !world_.transport.is_open(from)) {
        return;
    }
    auto report = drr(from, 1 + pick(last_reference_));
    if (chance(30)) {
        report.sm_rp_smea = diameter::t4::encode_sm_rp_smea(scs_identity(beta), 0x91);
    }
    drrs_.push_back(world_.ask(from, diameter::t4::encode(report), ++last_end_to_end_));
}

diameter::Message RandomNetwork::answer_for(const FakeTransport::Sent& sent, bool willing)
{
    const std::vector<diameter::Outcome> refusals{
        {5001, true}, {5533, true}, {5535, true}, {5012, false}, {3004, false}, {3002, false}};
    const diameter::Outcome refusal = refusals[pick(static_cast<std::uint32_t>(refusals.size()))];
    const diameter::Outcome outcome = willing || chance(70) ? diameter::Outcome{} : refusal;
    if (sent.message.header.command == command::subscriber_information_request.code) {
        return outcome.is_success() ? diameter::s6m::encode(sia(sent.peer))
                                    : sia_refusal(sent.peer, outcome);
    }
    if (sent.message.header.command == command::device_trigger_request.code) {
        const bool liar = !willing && chance(5);
        const diameter::PeerId name = sent.peer == peer::sms_sc_a ? peer::sms_sc_b : peer::sms_sc_a;
        return diameter::t4::encode(dta(liar ? name : sent.peer, outcome));
    }
    const bool liar = !willing && chance(5);
    return dna(contract_of(liar ? peer::stranger : sent.peer), outcome);
}

void RandomNetwork::answer_something()
{
    const auto waiting = world_.transport.waiting();
    if (waiting.empty()) {
        return;
    }
    const std::size_t place = waiting[pick(static_cast<std::uint32_t>(waiting.size()))];
    if (chance(10)) {
        const auto failures = {
            SendFailure::connection_lost, SendFailure::not_connected, SendFailure::too_busy};
        world_.fail(place, *(failures.begin() + pick(3)));
        return;
    }
    world_.answer(place, answer_for(world_.transport.sent()[place], false));
}

void RandomNetwork::break_something()
{
    const diameter::PeerId one{pick(peers)};
    if (world_.transport.is_open(one)) {
        world_.transport.close(one);
    } else {
        world_.transport.open(one);
    }
    world_.turn();
}

void RandomNetwork::use_disk()
{
    switch (pick(4)) {
    case 0:
        world_.hold_disk();
        break;
    case 1:
        world_.release_disk();
        break;
    case 2:
        world_.journal.complete_next(world_.engine());
        break;
    default:
        world_.journal.fail_next(world_.engine());
    }
    world_.turn();
}

/// No SUCCESS to a server without a record of it on disk (F8).
void RandomNetwork::look_at(const FakeTransport::Answered& answered)
{
    const auto daa = diameter::tsp::decode_device_action_answer(answered.message);
    if (!daa || !daa->device_notification) {
        return;
    }
    const auto& told = *daa->device_notification;
    ++statuses_[*told.request_status];
    if (told.request_status != domain::RequestStatus::success) {
        return;
    }
    const std::string_view contract = contract_of(answered.connection.peer);
    const bool recorded = std::ranges::any_of(world_.journal.durable(), [&](const auto& entry) {
        const core::TriggerRecord& record = entry.second;
        return record.contract == contract && record.reference == told.reference_number &&
               record.action == told.action_type && record.request_status == told.request_status;
    });
    expect(recorded, "SUCCESS without a record on disk");
}

/// A repetition of a request of ours says that it is one (RFC 6733, 5.5.4).
void RandomNetwork::look_at_requests()
{
    for (; looked_at_ < world_.transport.sent().size(); ++looked_at_) {
        const auto& sent = world_.transport.sent();
        const diameter::Header& header = sent[looked_at_].message.header;
        auto& places = seen_[{header.command, header.end_to_end}];
        const bool again = std::ranges::any_of(places, [&sent](std::size_t place) {
            return sent[place].maybe_seen();
        });
        places.push_back(looked_at_);
        const bool flagged = (header.flags & diameter::flag::retransmitted) != 0;
        expect(flagged || !again, "a repetition without the T flag");
    }
}

void RandomNetwork::settle()
{
    world_.release_disk();
    world_.open_all();
    constexpr int enough = 1'000;
    int rounds = 0;
    do {
        for (const std::size_t place : world_.transport.waiting()) {
            world_.answer(place, answer_for(world_.transport.sent()[place], true));
        }
    } while (++rounds < enough && world_.pass_to_next_deadline());
    expect(rounds < enough, "something that never ends");
    look_at_requests();
    for (const Asked& asked : dars_) {
        expect(world_.transport.answer_of(asked.arrived) != nullptr, "a DAR without answer");
    }
    for (const Arrived& drr : drrs_) {
        expect(world_.transport.answer_of(drr) != nullptr, "a DRR without answer");
    }
    for (const std::string& fault : world_.transport.faults()) {
        expect(false, fault); // "answered twice"
    }
    expect(world_.engine().in_progress() == 0, "requests in progress when nothing is left");
    expect(world_.exchange().waiting() == 0, "requests of ours that wait for ever");
    const core::EngineCounters counters = world_.engine().counters();
    expect(counters.triggers_now == 0, "triggers that never end");
    expect(world_.journal.durable().empty(), "records that are never erased");
}

} // namespace iwf::test
