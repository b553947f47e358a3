// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <ostream>
#include <string_view>
#include <vector>

#include "iwf/core/monitoring/expectation.hpp"

/// A device that is watched: its reports, and time that passes as next_due() asks for it.
namespace iwf::core::test {

constexpr base::WallTime monday = std::chrono::sys_days{std::chrono::year{2027} / 3 / 22};

struct Told
{
    std::chrono::milliseconds at{}; ///< since `monday`
    domain::BrokenExpectation what{};

    friend bool operator==(const Told&, const Told&) = default;
};

std::ostream& operator<<(std::ostream& out, const Told& told);

class WatchedDevice
{
public:
    explicit WatchedDevice(std::vector<domain::CommunicationPattern> patterns)
        : patterns_(std::move(patterns))
    {}

    /// Lets time pass until `at`, since `monday`: on_time() whenever it is due, then the report.
    void reports(std::chrono::milliseconds at, const domain::EventReport& report);
    void waits_until(std::chrono::milliseconds at);

    /// The clock goes back, and nobody says so.
    void turns_clock_to(std::chrono::milliseconds at) { now_ = monday + at; }

    void is_watched_since(std::chrono::milliseconds at) { watched_since_ = monday + at; }
    void has(ExpectationSettings settings) { settings_ = settings; }
    void has(domain::Accuracy accuracy) { accuracy_ = accuracy; }

    [[nodiscard]] const std::vector<Told>& told() const { return told_; }
    [[nodiscard]] const std::vector<Breach>& breaches() const { return breaches_; }
    [[nodiscard]] base::WallTime now() const { return now_; }
    [[nodiscard]] std::size_t ticks() const { return ticks_; }
    [[nodiscard]] ExpectationMemory& memory() { return memory_; }
    [[nodiscard]] Agreement agreement() const;

private:
    void keep(std::vector<Breach> breaches);

    std::vector<domain::CommunicationPattern> patterns_;
    domain::Accuracy accuracy_{domain::Accuracy::cell};
    ExpectationSettings settings_;
    ExpectationMemory memory_;
    base::WallTime now_{monday};
    base::WallTime watched_since_{monday};
    std::vector<Told> told_;
    std::vector<Breach> breaches_;
    std::size_t ticks_{};
};

domain::EventReport in_cell(std::string_view cell);
domain::EventReport in_service_area(std::string_view area); ///< of 2G and 3G
domain::EventReport connected();
domain::EventReport idle();
domain::EventReport pdn(domain::PdnConnectivityType type);
domain::EventReport lost();

domain::CommunicationPattern staying();
domain::CommunicationPattern each(std::chrono::seconds period);
domain::CommunicationPattern at_most(std::chrono::seconds duration);
domain::CommunicationPattern within(std::vector<domain::ScheduledTime> times);

} // namespace iwf::core::test
