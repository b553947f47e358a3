// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "iwf/base/clock.hpp"
#include "iwf/core/policy/sourced.hpp"
#include "iwf/core/policy/time_zone.hpp"

namespace iwf::core {

enum class QuotaPeriod : std::uint8_t
{
    hour,
    day,
    month,
};

inline constexpr std::array quota_periods{QuotaPeriod::hour, QuotaPeriod::day, QuotaPeriod::month};

/// "hour", "day", "month".
[[nodiscard]] std::string_view name(QuotaPeriod period);

/// A value for each period.
template <class T>
class OfPeriods
{
public:
    T& operator[](QuotaPeriod period) { return values_[static_cast<std::size_t>(period)]; }
    const T& operator[](QuotaPeriod period) const
    {
        return values_[static_cast<std::size_t>(period)];
    }

    friend bool operator==(const OfPeriods&, const OfPeriods&) = default;

private:
    std::array<T, quota_periods.size()> values_{};
};

/// How many requests a server may make in each period of the wall clock.
struct Quotas
{
    OfPeriods<std::optional<Sourced<std::uint64_t>>> limits;
    TimeZone zone; ///< where its hours, days and months begin

    [[nodiscard]] bool any() const;
};

/// Counts days from 1970 and months from the year 0 in that zone; hours from 1970 in UTC, moved by
/// what the zone has beyond full hours, so that each has 60 minutes and comes once also when the
/// zone's clock is put back.
[[nodiscard]] std::int64_t number_of(QuotaPeriod period, base::WallTime now, const TimeZone& zone);

/// Requests of one period that may have been made, for all the journal knows.
struct QuotaGrant
{
    std::int64_t period{}; ///< number_of()
    std::uint64_t granted{};

    friend bool operator==(const QuotaGrant&, const QuotaGrant&) = default;
};

/// What must survive the process about the quotas of one server. Written whole.
struct QuotaRecord
{
    std::string contract; ///< name of the server's contract
    OfPeriods<std::optional<QuotaGrant>> grants;

    friend bool operator==(const QuotaRecord&, const QuotaRecord&) = default;
};

/// Counts the requests of one server. A request may be made only once its unit is on disk, so units
/// are reserved there some at a time, ahead of their use: a crash loses the unused ones of the last
/// reservation, and never counts less than was used. Periods only go forward: when the wall clock
/// is set back, the later period goes on until the clock has reached it again, and none runs twice.
class QuotaCounter
{
public:
    explicit QuotaCounter(std::string contract);

    /// What an earlier process left: all that it had reserved counts as used.
    explicit QuotaCounter(const QuotaRecord& left);

    /// The period whose quota is used up, the shortest of several. Goes to the periods of `now`.
    [[nodiscard]] std::optional<QuotaPeriod> exceeded(const Quotas& quotas, base::WallTime now);

    /// That period began later than the clock says it is.
    [[nodiscard]] bool is_ahead(QuotaPeriod period, const Quotas& quotas, base::WallTime now) const;

    /// After exceeded() said none: whether a unit of each quota is on disk and unused.
    [[nodiscard]] bool has_unit(const Quotas& quotas) const;

    /// Only when has_unit().
    void use_unit(const Quotas& quotas);

    /// What to write now so that at least `wanted` more requests, and some ahead, have units;
    /// nothing when there are enough, or a write is on its way. written() or failed() must follow.
    [[nodiscard]] std::optional<QuotaRecord> reserve(const Quotas& quotas, std::uint64_t wanted);
    void written();
    void failed();

    /// What to write when no request will follow: gives the unused units back. Nothing when there
    /// are none. Also those of a write on its way, which must reach the disk before.
    [[nodiscard]] std::optional<QuotaRecord> give_back();

private:
    struct Count
    {
        std::int64_t period{std::numeric_limits<std::int64_t>::min()}; ///< that: none yet
        std::uint64_t used{};
        std::uint64_t granted{}; ///< on disk

        [[nodiscard]] bool begun() const;
    };

    [[nodiscard]] QuotaRecord record() const;

    std::string contract_;
    OfPeriods<Count> counts_;
    std::optional<QuotaRecord> writing_;
};

} // namespace iwf::core
