// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string_view>

#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"

namespace iwf::freediameter {

/// What the node and libfdcore log, limited so that no peer can fill the disk: at most
/// `lines_a_second` lines of about 400 octets, which is under 1 MB a minute. What was held back is
/// counted, and told with the next line that passes. Any thread.
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

    [[nodiscard]] std::uint64_t suppressed() const { return suppressed_; }

private:
    [[nodiscard]] bool may_pass();

    base::Log& log_;
    std::mutex mutex_; ///< the two below
    std::chrono::steady_clock::time_point second_{};
    int lines_{};
    std::atomic<std::uint64_t> suppressed_{};
    std::atomic<std::uint64_t> untold_{};
};

} // namespace iwf::freediameter
