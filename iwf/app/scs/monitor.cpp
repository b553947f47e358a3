// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/monitor.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "iwf/app/scs/monitor_output.hpp"
#include "iwf/app/scs/session.hpp"
#include "iwf/app/scs/state.hpp"

namespace iwf::scs {
namespace {

using neighbour::Station;

constexpr diameter::Outcome success{};

base::WallTime wall_now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// What becomes of the list when the CIR was a success.
void note_answer(
    Subscriptions& list,
    const Configuration& configuration,
    const diameter::s6t::ConfigurationInformationAnswer& answer
)
{
    note(list, configuration);
    const std::string device = std::visit(
        [](const auto& it) { return domain::clear_text(it.device.identity); }, configuration
    );
    for (const auto& report : answer.reports) {
        note(list, report, device, wall_now());
    }
}

class MonitorSession
{
public:
    MonitorSession(
        Station& station, const Settings& settings, const Monitor& command, const Output& output
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
               .report =
                   [this](const Report& report) {
                       output_.report(report, Acknowledge::yes);
                       return Acknowledge::yes;
                   },
               .monitoring = [this](const MonitoringReport& report) { return on_report(report); }}}
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
            return; // connected again, while waiting for reports
        }
        show(output_, command_.configuration);
        sent_ = station_.now();
        server_.configure(
            command_.configuration,
            wall_now(),
            deadline_,
            [this](const ConfigurationResult& result) { on_result(result); }
        );
    }

    void on_result(const ConfigurationResult& result)
    {
        show(
            output_,
            command_.configuration,
            result,
            std::chrono::duration_cast<std::chrono::microseconds>(station_.now() - sent_)
        );
        if (!result) {
            return station_.stop(status::unreachable);
        }
        if (!is_success(*result, command_.configuration)) {
            return station_.stop(status::refused);
        }
        const bool is_kept =
            keep([&](Subscriptions& list) { note_answer(list, command_.configuration, *result); });
        if (!is_kept) {
            return station_.stop(status::usage);
        }
        is_confirmed_ = true;
        if (!command_.wait_report) {
            return station_.stop(status::success);
        }
        if (reports_ >= command_.reports_wanted) {
            return stop_later(status::success);
        }
        station_.timers().at(station_.now() + *command_.wait_report, [this] {
            output_.problem(
                std::to_string(reports_) + " of " + std::to_string(command_.reports_wanted) +
                " reports in time"
            );
            station_.stop(status::no_report);
        });
    }

    void stop_later(int status)
    {
        station_.timers().at(station_.now() + linger, [this, status] { station_.stop(status); });
    }

    ReportAnswer on_report(const MonitoringReport& report)
    {
        show(output_, report, success);
        if (!keep([&](Subscriptions& list) { note(list, report, wall_now()); })) {
            station_.stop(status::usage);
        }
        const auto* const configuration = std::get_if<Subscribing>(&command_.configuration);
        if (configuration == nullptr || !command_.wait_report) {
            return success;
        }
        const std::uint64_t before = reports_;
        reports_ += static_cast<std::uint64_t>(std::ranges::count(
            references_of(report.request),
            configuration->reference.key(),
            &domain::ScefReference::key
        ));
        const bool is_enough = reports_ >= command_.reports_wanted;
        if (is_confirmed_ && is_enough && before < command_.reports_wanted) {
            stop_later(status::success);
        }
        return success;
    }

    /// False when there is a list and it could not be changed, which was told then.
    bool keep(const std::function<void(Subscriptions&)>& change)
    {
        const auto kept = command_.state.empty() ? base::Result<void>{}
                                                 : StateFile{command_.state}.change(change);
        if (!kept) {
            output_.problem(kept.error().text);
        }
        return kept.has_value();
    }

    Station& station_;
    const Monitor& command_;
    const Output& output_;
    base::Instant deadline_;
    base::Instant sent_;
    bool is_sent_{};
    bool is_confirmed_{};
    std::uint64_t reports_{};
    Server server_;
};

} // namespace

int run(const Settings& settings, const Monitor& command, const Output& output)
{
    return run_session<MonitorSession>(settings, command, output);
}

int run(const Settings&, const Listing& command, const Output& output)
{
    const auto list = StateFile{command.state}.read();
    if (!list) {
        output.problem(list.error().text);
        return status::usage;
    }
    show(output, *list);
    return status::success;
}

} // namespace iwf::scs
