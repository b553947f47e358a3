// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdarg>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string_view>

#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"

namespace iwf::freediameter {

/// What the node and libfdcore log, limited so that no peer can fill the disk: 10 lines a second
/// about who was refused, 20 others of ours and 5 of libfdcore's, of about 400 octets, which is
/// under 1 MB a minute. None of the three keeps another out. What was held back is counted, and
/// told with the next line that passes. Any thread.
class LogBridge
{
public:
    explicit LogBridge(base::Log& log)
        : log_{log}
    {}
    LogBridge(const LogBridge&) = delete;
    LogBridge& operator=(const LogBridge&) = delete;
    ~LogBridge();

    void event(
        base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
    );

    /// From now on libfdcore's errors come here. Once, before fd_core_initialize; the bridge must
    /// outlive libfdcore's threads.
    [[nodiscard]] base::Result<void> take_over();

    /// What libfdcore logs on this thread is not wanted: the matter was logged already.
    static void mute_this_thread(bool is_muted);
    [[nodiscard]] static bool is_this_thread_muted();

    [[nodiscard]] std::uint64_t suppressed() const { return suppressed_; }

private:
    /// So many lines in each second.
    struct Budget
    {
        int lines_a_second;
        std::chrono::steady_clock::time_point second{};
        int lines{};
    };

    [[gnu::format(printf, 2, 0)]] static void
    on_libfdcore_line(int level, const char* format, std::va_list arguments);

    void event(
        Budget& budget,
        base::Severity severity,
        std::string_view name,
        std::initializer_list<base::LogField> fields
    );
    [[nodiscard]] bool may_pass(Budget& budget);

    base::Log& log_;
    std::mutex mutex_;    ///< the budgets
    Budget refusals_{10}; ///< peer.refused: who it was must not be lost in what else happens
    Budget ours_{20};
    Budget libfdcores_{5};
    std::atomic<std::uint64_t> suppressed_{};
    std::atomic<std::uint64_t> untold_{};
};

} // namespace iwf::freediameter
