// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "iwf/app/scs/monitoring.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"

namespace iwf::scs {

/// What the event of a communication pattern is called in the list.
inline constexpr std::string_view pattern_event = "COMMUNICATION_PATTERN";

/// A subscription that a server remembers.
struct Subscription
{
    std::uint64_t reference{};
    std::string device;
    std::string event; ///< name of a MonitoringType, or pattern_event
    std::uint64_t reports{};
    std::optional<base::WallTime> last_report;

    friend bool operator==(const Subscription&, const Subscription&) = default;
};

using Subscriptions = std::vector<Subscription>;

/// What a command that succeeded changes.
void note(Subscriptions& list, const Configuration& configuration);

/// What a report changes: it is counted, and ends those that it cancels. One that is not in the
/// list is added, as the MTC-IWF has it.
void note(Subscriptions& list, const MonitoringReport& report, base::WallTime now);

/// Likewise of a report in a CIA on `device`.
void note(
    Subscriptions& list,
    const diameter::monitoring::EventReport& report,
    const std::string& device,
    base::WallTime now
);

/// A line each, tabs between: reference, device, event, reports, moment of the last or "-".
[[nodiscard]] std::string write_subscriptions(const Subscriptions& list);
[[nodiscard]] base::Result<Subscriptions> read_subscriptions(const std::string& text);

/// The file that commands share, even those that run at the same time.
class StateFile
{
public:
    explicit StateFile(std::string path)
        : path_{std::move(path)}
    {}

    /// A file that is not there is an empty list.
    [[nodiscard]] base::Result<Subscriptions> read() const;

    /// Reads, changes and writes while nobody else does.
    [[nodiscard]] base::Result<void> change(const std::function<void(Subscriptions&)>& change
    ) const;

private:
    std::string path_;
};

} // namespace iwf::scs
