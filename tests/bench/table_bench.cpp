// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>

#include <malloc.h>
#include <time.h>

#include "iwf/core/trigger_table.hpp"
#include "support/core_samples.hpp"

// What the table of triggers costs by how many it remembers: for each number given, what it takes
// to fill it, then the same at that number, where each that comes is one that is forgotten.

namespace iwf::test {
namespace {

using namespace std::chrono_literals;

/// What this thread has used of a processor: others may be at work.
std::chrono::nanoseconds used()
{
    ::timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

struct Cost
{
    double each_ns{};
    double longest_ms{};
};

class Filled
{
public:
    /// So many triggers come, get their report and are over; from `kept` on each makes room.
    Cost run(std::size_t count, std::size_t kept)
    {
        Cost cost;
        const auto start = used();
        auto before = start;
        for (std::size_t done = 0; done < count; ++done) {
            one(kept);
            const auto after = used();
            cost.longest_ms = std::max(
                cost.longest_ms, std::chrono::duration<double, std::milli>{after - before}.count()
            );
            before = after;
        }
        cost.each_ns = std::chrono::duration<double, std::nano>{before - start}.count() /
                       static_cast<double>(count);
        return cost;
    }

private:
    void one(std::size_t kept)
    {
        now_ += 100us;
        ++last_;
        record_.id = core::TriggerId{last_};
        record_.reference = domain::ReferenceNumber{last_ * 7};
        record_.dar_end_to_end = last_ * 13;
        table_.add(record_);
        found_ += table_.by_end_to_end(record_.contract, last_ * 13 + 1).has_value() ? 1U : 0U;
        core::Trigger* const trigger = table_.by_report(record_.scs_identity, record_.reference);
        table_.close(*trigger, now_);
        if (table_.size() > kept) {
            found_ += table_.forget_due(now_).has_value() ? 1U : 0U;
        }
    }

    core::TriggerRecord record_{sample_record()};
    core::TriggerTable table_;
    base::Instant now_;
    std::uint32_t last_{};
    std::size_t found_{}; ///< so that nothing is left out
};

double heap_octets()
{
    const auto info = ::mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

void measure(std::size_t kept)
{
    constexpr std::size_t measured = 200'000;
    const double before = heap_octets();
    Filled filled;
    const Cost filling = filled.run(kept, kept);
    const double octets = (heap_octets() - before) / static_cast<double>(kept);
    const Cost steady = filled.run(measured, kept);
    std::cout << kept << " remembered: filling " << filling.each_ns << " ns each, longest "
              << filling.longest_ms << " ms; then " << steady.each_ns << " ns each, longest "
              << steady.longest_ms << " ms; " << octets << " octets each" << std::endl;
}

} // namespace
} // namespace iwf::test

int main(int count, char** values)
{
    const std::span<char*> words{values, static_cast<std::size_t>(count)};
    for (const char* const word : words.subspan(1)) {
        iwf::test::measure(std::strtoul(word, nullptr, 10));
    }
    return EXIT_SUCCESS;
}
