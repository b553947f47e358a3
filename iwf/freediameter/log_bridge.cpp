// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/log_bridge.hpp"

#include <cstdio>

#include "iwf/base/bytes.hpp"
#include "iwf/freediameter/cancel.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/fd.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_line = 300;

/// libfdcore knows one handler without an argument, and calls it under a lock of its own.
LogBridge* bridge = nullptr;

thread_local bool is_muted_here = false;

} // namespace

LogBridge::~LogBridge()
{
    if (bridge == this) {
        bridge = nullptr;
    }
}

void LogBridge::on_libfdcore_line(int level, const char* format, std::va_list arguments)
{
    if (level < FD_LOG_ERROR || bridge == nullptr || is_muted_here) {
        return; // thousands a second, formatted for nothing
    }
    const CancelOff cancel_off;
    char line[longest_line + 1] = {};
    (void)std::vsnprintf(line, sizeof line, format, arguments);
    // At its end, which we asked for, it says things that would be alarming at another time.
    const Crossing* const node = crossing();
    const bool is_ending = node != nullptr && node->is_stopping;
    const auto severity = level >= FD_LOG_FATAL ? base::Severity::error : base::Severity::warning;
    bridge->event(
        bridge->libfdcores_,
        is_ending ? base::Severity::debug : severity,
        "libfdcore",
        {{"text", base::printable(line, longest_line)}}
    );
}

void LogBridge::event(
    base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
)
{
    event(name == "peer.refused" ? refusals_ : ours_, severity, name, fields);
}

void LogBridge::event(
    Budget& budget,
    base::Severity severity,
    std::string_view name,
    std::initializer_list<base::LogField> fields
)
{
    if (!may_pass(budget)) {
        ++suppressed_;
        ++untold_;
        return;
    }
    if (const auto untold = untold_.exchange(0); untold != 0) {
        log_.event(base::Severity::warning, "log.suppressed", {{"lines", untold}});
    }
    log_.event(severity, name, fields);
}

void LogBridge::mute_this_thread(bool is_muted)
{
    is_muted_here = is_muted;
}

bool LogBridge::is_this_thread_muted()
{
    return is_muted_here;
}

bool LogBridge::may_pass(Budget& budget)
{
    const std::lock_guard lock{mutex_};
    const auto now = std::chrono::steady_clock::now();
    if (now - budget.second >= 1s) {
        budget.second = now;
        budget.lines = 0;
    }
    return ++budget.lines <= budget.lines_a_second;
}

base::Result<void> LogBridge::take_over()
{
    bridge = this;
    if (auto taken =
            check(::fd_log_handler_register(&on_libfdcore_line), "fd_log_handler_register");
        !taken) {
        return taken;
    }
    fd_g_debug_lvl = 1; // the library does not even call for what is below
    return {};
}

} // namespace iwf::freediameter
