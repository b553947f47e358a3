// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/commands.hpp"

#include <utility>

#include "iwf/app/scs/monitor_output.hpp"
#include "iwf/app/scs/session.hpp"
#include "iwf/app/scs/state.hpp"

namespace iwf::scs {
namespace {

using neighbour::Station;

constexpr diameter::Outcome acknowledged{};

class OneShotSession
{
public:
    OneShotSession(
        Station& station, const Settings& settings, const OneShot& command, const Output& output
    )
        : station_{station}
        , command_{command}
        , output_{output}
        , deadline_{station.now() + command.patience}
        , server_{
              station,
              settings,
              {.open = [this] { on_open(); },
               .closed = [](std::string_view) {},
               .report = [this](const Report& report) { return on_report(report); },
               .monitoring =
                   [this](const MonitoringReport& report) {
                       show(output_, report, acknowledged);
                       return acknowledged;
                   }}}
    {
        station_.on_signal([this] { station_.stop(exit_on_signal); });
        station_.timers().at(deadline_, [this, &settings] {
            if (!is_sent_) {
                output_.problem(no_connection(settings));
                station_.stop(status::unreachable);
            }
        });
    }

    Server& server() { return server_; }

private:
    void on_open()
    {
        if (std::exchange(is_sent_, true)) {
            return; // connected again, while waiting for the report
        }
        output_.action(command_.action);
        sent_ = station_.now();
        server_.act(command_.action, deadline_, [this](const ActionResult& result) {
            on_result(result);
        });
    }

    void on_result(const ActionResult& result)
    {
        const auto took =
            std::chrono::duration_cast<std::chrono::microseconds>(station_.now() - sent_);
        output_.result(command_.action, result, took);
        const int outcome = status_of(result);
        // A replace that comes too late leaves a trigger of its own (TS 23.682, 5.2.3.2).
        const bool lives =
            outcome == status::success ||
            (result && result->status == domain::RequestStatus::original_message_sent &&
             command_.action.type == domain::ActionType::device_trigger_replace);
        if (!lives || !command_.wait_report) {
            return station_.stop(outcome);
        }
        if (reported_) {
            return stop_later(*reported_);
        }
        is_confirmed_ = true;
        station_.timers().at(station_.now() + *command_.wait_report, [this] {
            output_.problem("no report in time");
            station_.stop(status::no_report);
        });
    }

    void stop_later(int status)
    {
        station_.timers().at(station_.now() + linger, [this, status] { station_.stop(status); });
    }

    Acknowledge on_report(const Report& report)
    {
        output_.report(report, Acknowledge::yes);
        if (report.reference == command_.action.reference && command_.wait_report) {
            reported_ = status_of(report);
            if (is_confirmed_) {
                stop_later(*reported_);
            }
        }
        return Acknowledge::yes;
    }

    Station& station_;
    const OneShot& command_;
    const Output& output_;
    base::Instant deadline_;
    base::Instant sent_;
    bool is_sent_{};
    bool is_confirmed_{};
    std::optional<int> reported_;
    Server server_;
};

class ListeningSession
{
public:
    ListeningSession(
        Station& station, const Settings& settings, const Listening& command, const Output& output
    )
        : station_{station}
        , command_{command}
        , output_{output}
        , server_{
              station,
              settings,
              {.open = [this, &settings] { on_open(settings); },
               .closed = [this](std::string_view reason
                         ) { output_.connection("disconnected", reason); },
               .report = [this](const Report& report) { return on_report(report); },
               .message = [this](const ShortMessage& message) { return on_message(message); },
               .monitoring = [this](const MonitoringReport& report) { return on_event(report); }}}
    {
        station_.on_signal([this] { station_.stop(status::success); });
        if (command_.duration) {
            station_.timers().at(station_.now() + *command_.duration, [this] { end(); });
        }
    }

    Server& server() { return server_; }

private:
    void on_open(const Settings& settings)
    {
        was_open_ = true;
        output_.connection("connected", settings.iwf_host);
    }

    Acknowledge on_report(const Report& report)
    {
        output_.report(report, command_.acknowledge);
        count();
        return command_.acknowledge;
    }

    Acknowledge on_message(const ShortMessage& message)
    {
        output_.message(message, command_.acknowledge);
        count();
        return command_.acknowledge;
    }

    ReportAnswer on_event(const MonitoringReport& report)
    {
        show(output_, report, command_.answer_reports);
        const auto now =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        if (!command_.state.empty() && command_.answer_reports == acknowledged) {
            const auto kept = StateFile{command_.state}.change([&](Subscriptions& list) {
                note(list, report, now);
            });
            if (!kept) {
                output_.problem(kept.error().text);
                station_.stop(status::usage);
            }
        }
        count();
        return command_.answer_reports;
    }

    void count()
    {
        if (command_.count && ++reports_ == *command_.count) {
            station_.timers().at(station_.now() + linger, [this] {
                station_.stop(status::success);
            });
        }
    }

    /// The time is over.
    void end()
    {
        if (!was_open_) {
            output_.problem("was never connected");
            return station_.stop(status::unreachable);
        }
        station_.stop(command_.count ? status::no_report : status::success);
    }

    Station& station_;
    const Listening& command_;
    const Output& output_;
    bool was_open_{};
    std::uint64_t reports_{};
    Server server_;
};

} // namespace

int run(const Settings& settings, const OneShot& command, const Output& output)
{
    return run_session<OneShotSession>(settings, command, output);
}

int run(const Settings& settings, const Listening& command, const Output& output)
{
    return run_session<ListeningSession>(settings, command, output);
}

} // namespace iwf::scs
