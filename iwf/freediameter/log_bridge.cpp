// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/log_bridge.hpp"

#include <cstdarg>
#include <cstdio>

#include "iwf/base/bytes.hpp"
#include "iwf/freediameter/cancel.hpp"
#include "iwf/freediameter/fd.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr int lines_a_second = 20;
constexpr std::size_t longest_line = 300;

/// libfdcore knows one handler without an argument, and calls it under a lock of its own.
LogBridge* bridge = nullptr;

__attribute__((format(printf, 2, 0))) void
on_line(int level, const char* format, std::va_list arguments)
{
    if (level < FD_LOG_ERROR || bridge == nullptr) {
        return; // thousands a second, formatted for nothing
    }
    const CancelOff cancel_off;
    char line[longest_line + 1] = {};
    (void)std::vsnprintf(line, sizeof line, format, arguments);
    bridge->event(
        level >= FD_LOG_FATAL ? base::Severity::error : base::Severity::warning,
        "libfdcore",
        {{"text", base::printable(line, longest_line)}}
    );
}

} // namespace

LogBridge::~LogBridge()
{
    if (bridge == this) {
        bridge = nullptr;
    }
}

void LogBridge::event(
    base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
)
{
    if (!may_pass()) {
        ++suppressed_;
        ++untold_;
        return;
    }
    if (const auto untold = untold_.exchange(0); untold != 0) {
        log_.event(base::Severity::warning, "log.suppressed", {{"lines", untold}});
    }
    log_.event(severity, name, fields);
}

bool LogBridge::may_pass()
{
    const std::lock_guard lock{mutex_};
    const auto now = std::chrono::steady_clock::now();
    if (now - second_ >= 1s) {
        second_ = now;
        lines_ = 0;
    }
    return ++lines_ <= lines_a_second;
}

base::Result<void> LogBridge::take_over()
{
    bridge = this;
    if (auto taken = check(::fd_log_handler_register(&on_line), "fd_log_handler_register");
        !taken) {
        return taken;
    }
    fd_g_debug_lvl = 1; // the library does not even call for what is below
    return {};
}

} // namespace iwf::freediameter
