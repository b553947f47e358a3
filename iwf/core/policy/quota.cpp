// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/quota.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace iwf::core {
namespace {

/// A crash loses twice as many at most: some percent of a quota, and never many.
std::uint64_t block_of(std::uint64_t limit)
{
    return std::clamp<std::uint64_t>(limit / 64, 1, 1024);
}

} // namespace

std::string_view name(QuotaPeriod period)
{
    switch (period) {
    case QuotaPeriod::hour:
        return "hour";
    case QuotaPeriod::day:
        return "day";
    case QuotaPeriod::month:
        break;
    }
    return "month";
}

bool Quotas::any() const
{
    return std::ranges::any_of(quota_periods, [this](QuotaPeriod period) {
        return limits[period].has_value();
    });
}

std::int64_t number_of(QuotaPeriod period, base::WallTime now, const TimeZone& zone)
{
    const auto day = std::chrono::floor<std::chrono::days>(zone.local(now));
    switch (period) {
    case QuotaPeriod::hour: {
        const std::chrono::seconds beyond = zone.offset_at(now) % std::chrono::hours{1};
        return std::chrono::floor<std::chrono::hours>(now + beyond).time_since_epoch().count();
    }
    case QuotaPeriod::day:
        return day.time_since_epoch().count();
    case QuotaPeriod::month:
        break;
    }
    const std::chrono::year_month_day date{day};
    return std::int64_t{static_cast<int>(date.year())} * 12 + static_cast<unsigned>(date.month()) -
           1;
}

bool QuotaCounter::Count::begun() const
{
    return period != std::numeric_limits<std::int64_t>::min();
}

QuotaCounter::QuotaCounter(std::string contract)
    : contract_{std::move(contract)}
{}

QuotaCounter::QuotaCounter(const QuotaRecord& left)
    : contract_{left.contract}
{
    for (const QuotaPeriod period : quota_periods) {
        if (const auto& grant = left.grants[period]) {
            counts_[period] = {grant->period, grant->granted, grant->granted};
        }
    }
}

std::optional<QuotaPeriod> QuotaCounter::exceeded(const Quotas& quotas, base::WallTime now)
{
    std::optional<QuotaPeriod> first;
    for (const QuotaPeriod period : quota_periods) {
        const auto& limit = quotas.limits[period];
        if (!limit) {
            continue;
        }
        Count& count = counts_[period];
        const std::int64_t number = number_of(period, now, quotas.zone);
        if (number > count.period) {
            count = {.period = number};
        }
        if (!first && count.used >= limit->value) {
            first = period;
        }
    }
    return first;
}

bool QuotaCounter::is_ahead(QuotaPeriod period, const Quotas& quotas, base::WallTime now) const
{
    return counts_[period].period > number_of(period, now, quotas.zone);
}

bool QuotaCounter::has_unit(const Quotas& quotas) const
{
    return std::ranges::all_of(quota_periods, [&](QuotaPeriod period) {
        return !quotas.limits[period] || counts_[period].used < counts_[period].granted;
    });
}

void QuotaCounter::use_unit(const Quotas& quotas)
{
    assert(has_unit(quotas));
    for (const QuotaPeriod period : quota_periods) {
        if (quotas.limits[period]) {
            ++counts_[period].used;
        }
    }
}

std::optional<QuotaRecord> QuotaCounter::reserve(const Quotas& quotas, std::uint64_t wanted)
{
    if (writing_) {
        return std::nullopt;
    }
    QuotaRecord next = record();
    for (const QuotaPeriod period : quota_periods) {
        const Count& count = counts_[period];
        const auto& limit = quotas.limits[period];
        if (!limit || !count.begun()) {
            continue;
        }
        const std::uint64_t block = block_of(limit->value);
        const std::uint64_t ahead = count.granted - count.used;
        if (ahead < wanted || ahead <= block / 2) {
            const std::uint64_t enough = count.used + std::max(wanted, block);
            next.grants[period]->granted = std::max(count.granted, std::min(enough, limit->value));
        }
    }
    if (next == record()) {
        return std::nullopt;
    }
    writing_ = next;
    return next;
}

void QuotaCounter::written()
{
    if (!writing_) {
        return;
    }
    for (const QuotaPeriod period : quota_periods) {
        const auto& grant = writing_->grants[period];
        Count& count = counts_[period];
        // Of a period that has ended meanwhile nothing is needed any more.
        if (grant && grant->period == count.period) {
            count.granted = std::max(count.granted, grant->granted);
        }
    }
    writing_.reset();
}

void QuotaCounter::failed()
{
    writing_.reset();
}

std::optional<QuotaRecord> QuotaCounter::give_back()
{
    const QuotaRecord before = writing_.value_or(record());
    writing_.reset();
    for (const QuotaPeriod period : quota_periods) {
        counts_[period].granted = counts_[period].used;
    }
    const QuotaRecord now = record();
    return now == before ? std::nullopt : std::optional{now};
}

QuotaRecord QuotaCounter::record() const
{
    QuotaRecord record{.contract = contract_, .grants = {}};
    for (const QuotaPeriod period : quota_periods) {
        const Count& count = counts_[period];
        if (count.begun()) {
            record.grants[period] = QuotaGrant{count.period, count.granted};
        }
    }
    return record;
}

} // namespace iwf::core
