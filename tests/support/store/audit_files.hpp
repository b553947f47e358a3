// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "iwf/audit/verifier.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/store/audit_log.hpp"

namespace iwf::testing {

/// The clocks of the machine.
class RealClock final : public base::Clock
{
public:
    [[nodiscard]] base::Instant now() const override { return std::chrono::steady_clock::now(); }
    [[nodiscard]] base::WallTime wall_now() const override
    {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
};

[[nodiscard]] audit::Key audit_key();

[[nodiscard]] std::string content_of(const std::filesystem::path& file);
[[nodiscard]] std::vector<std::string> lines_of(const std::filesystem::path& file);

/// Texts of what is wrong with the log in these files; remarks are left out.
[[nodiscard]] std::vector<std::string> faults_of(const std::vector<std::filesystem::path>& files);

/// "trigger.refused" of acme.
[[nodiscard]] audit::Entry refused_trigger(const std::string& rule);

/// Until `done`, or the deadline. What `done` said last.
[[nodiscard]] bool eventually(
    const std::function<bool()>& done, std::chrono::milliseconds deadline = std::chrono::seconds{20}
);

} // namespace iwf::testing
