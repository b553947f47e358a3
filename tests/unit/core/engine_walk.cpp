// SPDX-License-Identifier: Apache-2.0
#include "engine_walk.hpp"

#include <algorithm>
#include <iterator>

namespace iwf::test {

using namespace std::chrono_literals;
using core::TriggerId;
using domain::RequestStatus;

core::EngineSettings EngineWalk::settings()
{
    core::EngineSettings settings;
    settings.notification = {.first_retry = 1s, .longest_retry = 20s, .age_limit = 3min};
    settings.duplicate_window = 30s;
    settings.guard_margin = 30s;
    settings.default_validity = 60s;
    settings.max_in_progress_per_server = 20;
    return settings;
}

EngineWalk::EngineWalk(std::uint32_t seed)
    : random_{seed}
{}

std::size_t EngineWalk::below(std::size_t limit)
{
    return random_() % limit; // the same on every platform, as std::uniform_... is not
}

template <class T>
T EngineWalk::take(std::vector<T>& from)
{
    const auto at = from.begin() + static_cast<std::ptrdiff_t>(below(from.size()));
    T taken = std::move(*at);
    from.erase(at);
    return taken;
}

void EngineWalk::look()
{
    promises_.look();
    auto news = promises_.take_news();
    std::ranges::copy(news.lookups, std::back_inserter(open_.lookups));
    std::ranges::copy(news.submissions, std::back_inserter(open_.submissions));
    std::ranges::copy(news.notifications, std::back_inserter(open_.notifications));
}

void EngineWalk::step()
{
    switch (below(16)) {
    case 0:
    case 1:
        ask();
        break;
    case 2:
    case 3:
        answer_lookup();
        break;
    case 4:
    case 5:
        answer_submission();
        break;
    case 6:
    case 7:
        answer_notification();
        break;
    case 8:
        report();
        break;
    case 9:
        let_time_pass();
        break;
    case 10:
        one_in(12) ? crash() : resume();
        break;
    case 11:
        late_acknowledgement();
        break;
    default:
        write();
        break;
    }
    look();
}

core::DeviceActionEvent EngineWalk::new_request()
{
    const auto number = static_cast<std::uint32_t>(1 + below(6));
    const auto old = static_cast<std::uint32_t>(1 + below(6));
    const std::uint32_t end_to_end = ++last_end_to_end_;
    core::DeviceActionEvent event = trigger_request(0, end_to_end, number);
    if (one_in(4)) {
        event = recall_request(0, end_to_end, number);
    } else if (one_in(4)) {
        event = replace_request(0, end_to_end, number, old);
    }
    if (event.trigger_data) {
        event.trigger_data->payload = {static_cast<std::uint8_t>(below(2))};
        event.validity_time_s = 60;
    }
    return one_in(4) ? by_beta(std::move(event)) : event;
}

void EngineWalk::ask()
{
    core::DeviceActionEvent event = new_request();
    if (!history_.empty() && one_in(4)) {
        // Again one of the last, as it was or under a new End-to-End identifier.
        const std::size_t back = below(std::min<std::size_t>(history_.size(), 8));
        event = history_[history_.size() - 1 - back];
        if (one_in(3)) {
            event.end_to_end = ++last_end_to_end_;
        }
    }
    event.request = core::ServerRequest{++last_request_};
    history_.push_back(event);
    world_.engine().on_device_action(event);
    promises_.asked(event);
}

void EngineWalk::answer_lookup()
{
    if (open_.lookups.empty()) {
        return;
    }
    const TriggerId id = take(open_.lookups);
    core::SubscriberFound found = subscriber();
    found.sms_sc = one_in(3) ? sms_sc_b() : sms_sc_a();
    if (one_in(20)) {
        found.sms_sc.reset();
    }
    if (one_in(12)) {
        world_.engine().on_subscriber(id, core::LookupRefused{RequestStatus::not_authorized});
    } else {
        world_.engine().on_subscriber(id, found);
    }
}

void EngineWalk::answer_submission()
{
    if (open_.submissions.empty()) {
        return;
    }
    const FakeSmsSc::Submitted sent = take(open_.submissions);
    const TriggerId id = sent.record.id;
    const auto other = sent.record.submission->sms_sc == sms_sc_a() ? sms_sc_b() : sms_sc_a();
    switch (below(12)) {
    case 0:
        world_.engine().on_submitted(
            id, core::SmsScRefused{RequestStatus::permanent_error, std::nullopt}
        );
        break;
    case 1:
        world_.engine().on_submitted(
            id, core::SmsScRefused{RequestStatus::original_message_sent, std::nullopt}
        );
        break;
    case 2:
        promises_.unreachable(id);
        world_.engine().on_submitted(id, core::SmsScUnreachable{other});
        break;
    case 3:
        promises_.unreachable(id);
        world_.engine().on_submitted(id, core::SmsScUnreachable{std::nullopt});
        break;
    case 4:
        world_.engine().on_submitted(id, core::SmsScSilent{});
        break;
    default:
        world_.engine().on_submitted(id, core::SmsScAccepted{});
        break;
    }
}

void EngineWalk::answer_notification()
{
    if (open_.notifications.empty()) {
        return;
    }
    const TriggerId id = take(open_.notifications);
    // Servers are away half of the time, long enough for the age limit.
    const bool away = world_.clock.wall_now().time_since_epoch() / 10min % 2 == 0;
    if (away ? !one_in(20) : one_in(4)) {
        world_.engine().on_notified(id, core::NotAcknowledged{});
        return;
    }
    ++acknowledged_;
    promises_.acknowledged(id);
    world_.engine().on_notified(id, core::Acknowledged{});
}

/// After its deadline, when the engine has been told NotAcknowledged.
void EngineWalk::late_acknowledgement()
{
    if (world_.scs.notified.empty() || !one_in(8)) {
        return;
    }
    const TriggerId id = world_.scs.notified[below(world_.scs.notified.size())].record.id;
    if (std::ranges::find(open_.notifications, id) == open_.notifications.end()) {
        promises_.acknowledged(id);
        world_.engine().on_notified(id, core::Acknowledged{});
    }
}

void EngineWalk::write()
{
    const auto id = world_.journal.next();
    if (!id) {
        world_.journal.complete_next(world_.engine()); // erases, if any
        return;
    }
    if (!one_in(25)) {
        world_.journal.complete_next(world_.engine());
        promises_.written(*id);
        return;
    }
    ++failed_writes_;
    promises_.write_fails(*id);
    const auto failed = world_.journal.next_record();
    world_.journal.fail_next(world_.engine());
    if (failed->state == core::TriggerState::closed) {
        promises_.could_not_close(*failed);
    }
}

void EngineWalk::report()
{
    if (world_.sms_sc.submitted.empty()) {
        return;
    }
    const std::size_t back = below(std::min<std::size_t>(world_.sms_sc.submitted.size(), 20));
    const core::TriggerRecord& about =
        world_.sms_sc.submitted[world_.sms_sc.submitted.size() - 1 - back].record;
    core::ReportEvent event = report_about(++last_report_, about.reference.value());
    event.scs = about.scs_identity;
    event.from = about.submission->sms_sc;
    event.outcome = *domain::delivery_outcome_from(static_cast<std::uint32_t>(below(4)));
    if (one_in(10)) {
        event.from = event.from == sms_sc_a() ? sms_sc_b() : sms_sc_a();
    }
    if (one_in(10)) {
        event.imsi = other_imsi();
    }
    promises_.reported(event);
    world_.engine().on_report(event);
}

void EngineWalk::let_time_pass()
{
    const std::chrono::seconds most = one_in(6) ? 60s : 4s;
    world_.pass(std::chrono::milliseconds{below(static_cast<std::size_t>(most.count()) * 1000)});
    if (one_in(5)) {
        world_.engine().on_server_connected(one_in(2) ? acme : beta);
        world_.engine().on_time();
    }
}

void EngineWalk::count_before_crash()
{
    const core::EngineCounters counters = world_.engine().counters();
    forged_ += counters.reports_forged;
    duplicates_ += counters.duplicates;
}

void EngineWalk::crash()
{
    ++crashes_;
    count_before_crash();
    world_.restart(below(world_.journal.waiting() + 1));
    promises_.crashed();
    open_ = {};
}

void EngineWalk::resume()
{
    const auto connected = one_in(2) ? sms_sc_a() : sms_sc_b();
    world_.engine().resume_submissions(one_in(4) ? nullptr : &connected);
    if (one_in(2)) {
        world_.engine().resume_reports();
    }
}

void EngineWalk::settle()
{
    for (int round = 0; round < 400; ++round) {
        world_.engine().resume_submissions(nullptr);
        world_.engine().resume_reports();
        look();
        while (const auto id = world_.journal.next()) {
            world_.journal.complete_next(world_.engine());
            promises_.written(*id);
            look();
        }
        world_.journal.complete_next(world_.engine());
        while (!open_.lookups.empty()) {
            answer_lookup();
            look();
        }
        for (const auto& sent : std::exchange(open_.submissions, {})) {
            world_.engine().on_submitted(sent.record.id, core::SmsScAccepted{});
            look();
        }
        for (const TriggerId id : std::exchange(open_.notifications, {})) {
            promises_.acknowledged(id);
            world_.engine().on_notified(id, core::Acknowledged{});
            look();
        }
        world_.pass(1s);
        look();
    }
    count_before_crash();
    promises_.settled();
}

EngineWalk::Seen EngineWalk::seen() const
{
    return {
        .crashes = crashes_,
        .failed_writes = failed_writes_,
        .successes = static_cast<std::size_t>(std::ranges::count_if(
            world_.scs.confirmed,
            [](const auto& one) { return one.second.status == RequestStatus::success; }
        )),
        .retransmissions = static_cast<std::size_t>(
            std::ranges::count(world_.sms_sc.submitted, true, &FakeSmsSc::Submitted::retransmission)
        ),
        .repeated_notifications = static_cast<std::size_t>(
            std::ranges::count(world_.scs.notified, true, &FakeScs::Notified::retransmission)
        ),
        .acknowledged = acknowledged_,
        .given_up = promises_.given_up(),
        .withdrawn = promises_.withdrawn(),
        .forged = forged_,
        .duplicates = duplicates_,
    };
}

} // namespace iwf::test
