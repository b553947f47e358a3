// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/expectation.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

#include "iwf/core/monitoring/alignment.hpp"
#include "iwf/core/monitoring/communication.hpp"
#include "iwf/core/monitoring/place_digest.hpp"

namespace iwf::core {
namespace {

using base::WallTime;
using domain::BrokenExpectation;
using domain::CommunicationPattern;
using domain::EventReport;
using std::chrono::milliseconds;

constexpr std::array all_faults{elsewhere, too_soon, overdue, too_long, out_of_time};

BrokenExpectation expectation_of(Fault fault)
{
    switch (fault) {
    case elsewhere:
        return BrokenExpectation::stationary;
    case too_soon:
    case overdue:
        return BrokenExpectation::periodic_time;
    case too_long:
        return BrokenExpectation::duration;
    case out_of_time:
        return BrokenExpectation::scheduled_time;
    }
    return {};
}

std::size_t told_index(Fault fault)
{
    return static_cast<std::size_t>(expectation_of(fault)) - 1;
}

/// What is wrong by the pattern that is kept best: nothing if one is kept, or none is valid.
/// `faults_by` gets a pattern.
template <class FaultsBy>
Faults fewest_faults(const Agreement& agreement, WallTime now, FaultsBy faults_by)
{
    std::optional<Faults> fewest;
    for (const CommunicationPattern& pattern : agreement.patterns) {
        if (is_valid(pattern, now)) {
            const Faults faults = faults_by(pattern);
            if (!fewest || std::popcount(faults) < std::popcount(*fewest)) {
                fewest = faults;
            }
        }
    }
    return fewest.value_or(0);
}

Faults lasting_now(const Agreement& agreement, const ExpectationMemory& memory, WallTime now)
{
    return fewest_faults(agreement, now, [&](const CommunicationPattern& pattern) {
        return lasting_faults(pattern, agreement, memory, now);
    });
}

bool has_valid(const Agreement& agreement, WallTime now)
{
    return std::ranges::any_of(agreement.patterns, [now](const CommunicationPattern& pattern) {
        return is_valid(pattern, now);
    });
}

/// Times in the future are from before the clock was set back: nothing can be counted from them.
void forget_the_future(ExpectationMemory& memory, WallTime now)
{
    if (memory.last_spoken > now || memory.speaking_since > now) {
        forget_times(memory);
    }
    for (WallTime& told_at : memory.told_at) {
        told_at = std::min(told_at, now);
    }
}

/// From when on a fault may be told again.
WallTime quiet_until(const Agreement& agreement, const ExpectationMemory& memory, Fault fault)
{
    const WallTime told_at = memory.told_at.at(told_index(fault));
    return told_at == WallTime{} ? told_at : told_at + agreement.settings.quiet;
}

/// Less than this after the last begin, another is still the same communication.
milliseconds same_communication(const Agreement& agreement, WallTime now)
{
    milliseconds shortest = agreement.settings.tolerance;
    for (const CommunicationPattern& pattern : agreement.patterns) {
        if (is_valid(pattern, now)) {
            shortest = std::min(shortest, tolerance_of(pattern, agreement.settings));
        }
    }
    return shortest;
}

/// What a device does, turned into breaches.
class Judgement
{
public:
    Judgement(const Agreement& agreement, ExpectationMemory& memory, WallTime at)
        : agreement_(agreement)
        , memory_(memory)
        , at_(at)
    {}

    void see(const EventReport& report);
    void hear(const EventReport& report);
    void wait();

    std::vector<Breach> take() { return std::move(breaches_); }

private:
    void begin(CommunicationSign sign, const EventReport& report);
    void end(WallTime moment, const EventReport& report);
    bool goes_on(CommunicationSign sign) const;
    void tell(Faults faults, Faults looked_at, const EventReport& evidence);
    void tell(Fault fault, EventReport evidence);

    const Agreement& agreement_;
    ExpectationMemory& memory_;
    WallTime at_;
    std::vector<Breach> breaches_;
};

void Judgement::see(const EventReport& report)
{
    if (!report.location && report.type != domain::MonitoringType::location_reporting) {
        return;
    }
    const bool other_kind = memory_.place != 0 && !place_like(memory_.place, report);
    std::uint64_t& first = other_kind ? memory_.other_place : memory_.place;
    const auto place =
        first == 0 ? place_of(report, agreement_.accuracy) : place_like(first, report);
    if (!place) {
        return;
    }
    if (first == 0 && memory_.away) {
        return; // elsewhere: what it sees there is nothing to compare with
    }
    if (first == 0) {
        first = *place;
    }
    memory_.away = first != *place;
    tell(lasting_now(agreement_, memory_, at_), elsewhere, report);
}

void Judgement::hear(const EventReport& report)
{
    const std::optional<CommunicationSign> sign = communication_in(report, at_);
    if (!sign) {
        return;
    }
    if (sign->kind == CommunicationSign::Kind::ended) {
        end(sign->moment, report);
    } else {
        begin(*sign, report);
    }
}

void Judgement::begin(CommunicationSign sign, const EventReport& report)
{
    if (memory_.last_spoken > sign.moment) {
        return; // overtaken by a later one
    }
    if (goes_on(sign)) {
        memory_.speaking_since = memory_.last_spoken;
        return;
    }
    const Faults faults = fewest_faults(agreement_, at_, [&](const CommunicationPattern& pattern) {
        return faults_of_begin(pattern, agreement_, memory_, sign.moment);
    });
    memory_.speaking_since = memory_.last_spoken = sign.moment;
    tell(faults, too_soon | overdue | out_of_time, report);
}

bool Judgement::goes_on(CommunicationSign sign) const
{
    if (!memory_.last_spoken) {
        return false;
    }
    const bool speaks = memory_.speaking_since >= agreement_.watched_since;
    return (speaks && sign.kind == CommunicationSign::Kind::pdn_created) ||
           sign.moment < *memory_.last_spoken + same_communication(agreement_, at_);
}

void Judgement::end(WallTime moment, const EventReport& report)
{
    if (!memory_.speaking_since || moment < *memory_.speaking_since) {
        return;
    }
    const Faults faults = lasting_now(agreement_, memory_, moment);
    memory_.speaking_since.reset();
    // Scheduled times are kept by beginning in them: an end in time aligns nothing.
    tell(faults, too_long | (faults & out_of_time), report);
}

void Judgement::wait()
{
    const Faults faults = lasting_now(agreement_, memory_, at_);
    for (const Fault fault : all_faults) {
        if ((faults & fault) != 0) {
            EventReport evidence;
            evidence.type = fault == elsewhere ? domain::MonitoringType::location_reporting
                                               : domain::MonitoringType::ue_reachability;
            evidence.generated = at_;
            tell(fault, std::move(evidence));
        }
    }
}

/// `looked_at`: what the event is about. What of that is not wrong is aligned again.
void Judgement::tell(Faults faults, Faults looked_at, const EventReport& evidence)
{
    memory_.told &= faults | ~looked_at;
    for (const Fault fault : all_faults) {
        if ((faults & looked_at & fault) != 0) {
            tell(fault, evidence);
        }
    }
}

void Judgement::tell(Fault fault, EventReport evidence)
{
    if ((memory_.told & fault) != 0 || at_ < quiet_until(agreement_, memory_, fault)) {
        return;
    }
    memory_.told |= fault;
    memory_.told_at.at(told_index(fault)) = at_;
    evidence.broken = expectation_of(fault);
    breaches_.push_back({expectation_of(fault), std::move(evidence)});
}

} // namespace

std::vector<Breach> observe(
    const Agreement& agreement, ExpectationMemory& memory, const EventReport& report, WallTime at
)
{
    if (report.handling || !has_valid(agreement, at)) {
        return {};
    }
    forget_the_future(memory, at);
    Judgement judgement{agreement, memory, at};
    judgement.see(report);
    judgement.hear(report);
    return judgement.take();
}

std::vector<Breach> on_time(const Agreement& agreement, ExpectationMemory& memory, WallTime now)
{
    forget_the_future(memory, now);
    Judgement judgement{agreement, memory, now};
    judgement.wait();
    return judgement.take();
}

std::optional<WallTime>
next_due(const Agreement& agreement, const ExpectationMemory& memory, WallTime now)
{
    std::optional<WallTime> due;
    const auto consider = [&due](WallTime moment) { due = std::min(due.value_or(moment), moment); };
    for (const CommunicationPattern& pattern : agreement.patterns) {
        if (is_valid(pattern, now)) {
            if (const auto change = next_change(pattern, agreement, memory, now)) {
                consider(*change);
            }
        }
    }
    const Faults untold = lasting_now(agreement, memory, now) & ~memory.told;
    for (const Fault fault : all_faults) {
        if ((untold & fault) != 0) {
            consider(std::max(now, quiet_until(agreement, memory, fault)));
        }
    }
    return due;
}

void forget_times(ExpectationMemory& memory)
{
    memory.speaking_since.reset();
    memory.last_spoken.reset();
}

} // namespace iwf::core
