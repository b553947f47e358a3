// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine_promises.hpp"

namespace iwf::test {

/// Does anything that servers, HSS, SMS-SCs, disk, clock and fate may do to an engine, at random
/// but repeatably, and has EnginePromises look on.
class EngineWalk
{
public:
    explicit EngineWalk(std::uint32_t seed);

    /// One thing happens.
    void step();

    /// Everybody answers, nothing fails, time goes on until nothing is left.
    void settle();

    struct Seen
    {
        std::size_t crashes{};
        std::size_t failed_writes{};
        std::size_t successes{};
        std::size_t retransmissions{};
        std::size_t repeated_notifications{};
        std::size_t acknowledged{};
        std::size_t given_up{};
        std::size_t withdrawn{};
        std::size_t forged{};
        std::size_t duplicates{};
    };
    [[nodiscard]] Seen seen() const;
    [[nodiscard]] const std::vector<std::string>& broken() const { return promises_.broken(); }

private:
    std::size_t below(std::size_t limit);
    bool one_in(std::size_t chances) { return below(chances) == 0; }
    template <class T>
    T take(std::vector<T>& from);

    void look();
    void ask();
    core::DeviceActionEvent new_request();
    void answer_lookup();
    void answer_submission();
    void answer_notification();
    void late_acknowledgement();
    void write();
    void report();
    void let_time_pass();
    void crash();
    void resume();
    void count_before_crash();

    static core::EngineSettings settings();

    std::mt19937 random_;
    World world_{settings()};
    EnginePromises promises_{world_, settings()};
    std::vector<core::DeviceActionEvent> history_;
    EnginePromises::News open_; ///< what waits for its answer
    std::uint64_t last_request_{};
    std::uint64_t last_report_{};
    std::uint32_t last_end_to_end_{};
    std::size_t crashes_{};
    std::size_t failed_writes_{};
    std::size_t acknowledged_{};
    std::size_t forged_{};
    std::size_t duplicates_{};
};

} // namespace iwf::test
