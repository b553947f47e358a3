// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/load.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "iwf/app/scs/load_report.hpp"
#include "iwf/app/scs/load_tally.hpp"
#include "iwf/app/scs/session.hpp"

namespace iwf::scs {
namespace {

using namespace std::chrono_literals;
using neighbour::Station;

constexpr auto tick = 1ms;

constexpr auto held_back = "not sent: --backlog is unanswered";

class LoadSession
{
public:
    LoadSession(Station& station, const Settings& settings, const Load& load, const Output& output)
        : station_{station}
        , load_{load}
        , report_{output, load.timeline}
        , tally_{load.first}
        , server_{
              station,
              settings,
              {.open = [this] { begin(); },
               .closed = [&output](std::string_view why) { output.problem(why); },
               .report = [this](const Report& report) { return on_report(report); },
               .monitoring = {}}}
    {
        station_.on_signal([this] {
            report_.result(tally_, elapsed());
            station_.stop(exit_on_signal);
        });
        station_.timers().at(station_.now() + load.patience, [this, &settings, &output] {
            if (!is_begun_) {
                output.problem("no connection to " + settings.iwf_host);
                station_.stop(status::unreachable);
            }
        });
    }

    Server& server() { return server_; }

private:
    [[nodiscard]] std::chrono::microseconds elapsed() const
    {
        const auto end = is_sending_ ? station_.now() : sent_last_;
        return std::chrono::duration_cast<std::chrono::microseconds>(end - begun_);
    }

    void begin()
    {
        if (std::exchange(is_begun_, true)) {
            return;
        }
        begun_ = station_.now();
        sent_last_ = begun_;
        is_sending_ = true;
        station_.timers().at(begun_ + 1s, [this] { tell_progress(); });
        if (load_.rate) {
            return send_due();
        }
        for (std::uint32_t place = 0; place < load_.window; ++place) {
            send_next();
        }
    }

    void tell_progress()
    {
        report_.progress(tally_);
        station_.timers().at(station_.now() + 1s, [this] { tell_progress(); });
    }

    [[nodiscard]] base::Instant::duration whole_duration() const
    {
        return *load_.duration + (load_.then ? load_.then->duration : 0ms);
    }

    [[nodiscard]] bool may_send() const
    {
        const bool in_time = !load_.duration || station_.now() < begun_ + whole_duration();
        return is_sending_ && in_time && (!load_.count || tally_.counts().sent < *load_.count);
    }

    /// Open loop: whatever is due leaves, also what is late.
    void send_due()
    {
        const base::Instant now = station_.now();
        while (may_send()) {
            const base::Instant due = begun_ + due_after(load_, tally_.counts().sent);
            if (due > now) {
                break;
            }
            send(due);
        }
        if (may_send()) {
            station_.timers().at(station_.now() + tick, [this] { send_due(); });
        } else {
            end_sending();
        }
    }

    /// Closed loop: one more in the place of one that ended.
    void send_next()
    {
        if (may_send()) {
            send(station_.now());
        } else {
            end_sending();
        }
    }

    void send(base::Instant due)
    {
        const bool has_room =
            !load_.rate || tally_.in_flight() < most_unanswered(load_, due - begun_);
        const domain::ReferenceNumber reference = tally_.send(due);
        if (!has_room) {
            return tally_.confirm(reference, tl::unexpected<std::string>{held_back}, due);
        }
        const DeviceAction action{
            .type = domain::ActionType::device_trigger_request,
            .device = load_.devices[(tally_.counts().sent - 1) % load_.devices.size()],
            .reference = reference,
            .old_reference = {},
            .trigger_data = load_.trigger_data,
            .validity_time_s = load_.validity_time_s,
        };
        server_.act(
            action,
            station_.now() + load_.patience,
            [this, reference](const ActionResult& result) { on_result(reference, result); }
        );
    }

    void on_result(domain::ReferenceNumber reference, const ActionResult& result)
    {
        tally_.confirm(reference, result, station_.now());
        if (load_.rate) {
            return end_if_over();
        }
        if (!result) {
            // Without a connection each would fail at once, as fast as the processor goes.
            station_.timers().at(station_.now() + 100ms, [this] { send_next(); });
            return;
        }
        send_next();
    }

    Acknowledge on_report(const Report& report)
    {
        tally_.report(report, station_.now());
        end_if_over();
        return Acknowledge::yes;
    }

    void end_sending()
    {
        if (std::exchange(is_sending_, false)) {
            sent_last_ = station_.now();
        }
        end_if_over();
    }

    /// All answered, and all reported when that is waited for.
    void end_if_over()
    {
        if (is_sending_ || tally_.in_flight() > 0 || is_ending_) {
            return;
        }
        if (!load_.wait_reports || tally_.unreported() == 0) {
            is_ending_ = true;
            station_.timers().at(station_.now() + 100ms, [this] { finish(); });
        } else if (!std::exchange(is_waiting_, true)) {
            station_.timers().at(station_.now() + *load_.wait_reports, [this] { finish(); });
        }
    }

    void finish()
    {
        report_.result(tally_, elapsed());
        const auto& counts = tally_.counts();
        int status = status::success;
        if (load_.wait_reports && tally_.unreported() > 0) {
            status = status::no_report;
        } else if (counts.unanswered > 0) {
            status = status::unreachable;
        } else if (counts.refused > 0) {
            status = status::refused;
        }
        station_.stop(status);
    }

    Station& station_;
    const Load& load_;
    LoadReport report_;
    LoadTally tally_;
    base::Instant begun_;
    base::Instant sent_last_;
    bool is_begun_{};
    bool is_sending_{};
    bool is_waiting_{};
    bool is_ending_{};
    Server server_;
};

} // namespace

base::Instant::duration due_after(const Load& load, std::uint64_t before)
{
    using Seconds = std::chrono::duration<double>;
    Seconds after{static_cast<double>(before) / *load.rate};
    if (load.then && after >= *load.duration) {
        const Seconds first{*load.duration};
        after = first + (after - first) * (*load.rate / load.then->rate);
    }
    return std::chrono::round<base::Instant::duration>(after);
}

std::uint64_t most_unanswered(const Load& load, base::Instant::duration after)
{
    if (!load.backlog) {
        return std::numeric_limits<std::uint64_t>::max();
    }
    const bool is_second = load.then && after >= *load.duration;
    const std::chrono::duration<double> time{*load.backlog};
    const double many = time.count() * (is_second ? load.then->rate : *load.rate);
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(many));
}

int run(const Settings& settings, const Load& command, const Output& output)
{
    return run_session<LoadSession>(settings, command, output);
}

base::Result<std::vector<domain::DeviceIdentity>>
device_range(const std::string& pattern, std::uint32_t count)
{
    constexpr std::uint32_t most = 2'000'000;
    if (count == 0 || count > most) {
        return base::fail("from 1 to 2000000 devices");
    }
    std::vector<domain::DeviceIdentity> devices;
    const std::size_t place = pattern.find("{}");
    const bool is_number = domain::Msisdn::parse(pattern).has_value();
    if (count > 1 && place == std::string::npos && !is_number) {
        return base::fail("'" + base::printable(pattern) + "' needs a {} to name several devices");
    }
    for (std::uint32_t index = 0; index < count; ++index) {
        std::string name = pattern;
        if (is_number) {
            name = std::to_string(std::stoull(pattern) + index);
        } else if (place != std::string::npos) {
            name.replace(place, 2, std::to_string(index + 1));
        }
        auto device = parse_device(name);
        if (!device) {
            return tl::unexpected{device.error()};
        }
        devices.push_back(std::move(*device));
    }
    return devices;
}

} // namespace iwf::scs
