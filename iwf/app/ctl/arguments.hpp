// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "iwf/app/command_line/early_end.hpp"

namespace iwf::ctl {

/// Exit statuses; scripts rely on them.
namespace status {
inline constexpr int success = 0;
inline constexpr int refused = 1; ///< by iwfd, or something was found that is not as it should be
inline constexpr int usage = 2;
inline constexpr int unreachable = 3; ///< iwfd gave no answer
} // namespace status

struct ShowStatus
{};

struct ShowLinks
{
    std::string server; ///< empty: all
};

struct Terminate
{
    std::string server;
};

struct Apply
{};

struct Reload
{
    bool dry_run{};
};

struct Check
{
    std::string server;
    std::string config;
    std::string certificate; ///< that the server will show; empty: ike.certificate, if any
};

struct VerifyAudit
{
    std::vector<std::string> files;
    std::string key_file; ///< empty: the chain alone is checked
    std::string head;     ///< "N:HASH"; empty: none was noted
};

struct RevealAudit
{
    std::vector<std::string> files;
    std::string key_file;
    std::string pseudonym; ///< or the begin of one
    std::string device;    ///< in clear; either this or the other
};

struct NewAuditKey
{
    std::string file;
};

/// A request that nobody sends.
struct Explain
{
    std::string server;
    std::string device;
    std::string action;
    std::string at; ///< empty: now
    std::uint32_t payload_octets{};
    std::optional<std::uint32_t> port;
    bool priority{};
    std::optional<std::uint32_t> validity_s;
    std::string scs_identity;                   ///< empty: the first of the contract
    std::optional<std::uint32_t> reference;     ///< in a recall the number of the trigger
    std::optional<std::uint32_t> old_reference; ///< likewise in a replace
    // Of events:
    std::optional<std::uint32_t> reports;
    std::optional<std::uint32_t> duration_s;
    std::string accuracy; ///< empty: none is asked for
    std::optional<std::uint32_t> interval_s;
    std::optional<std::uint32_t> detection_time_s;
    bool group{};
    std::string config; ///< empty: iwfd is asked
};

struct PolicyCheck
{
    std::string config;
};

struct PolicyDiff
{
    std::string from;
    std::string to;
};

struct PolicyTest
{
    std::string cases;
    std::string config;
};

using Command = std::variant<
    ShowStatus,
    Reload,
    ShowLinks,
    Terminate,
    Apply,
    Check,
    VerifyAudit,
    RevealAudit,
    NewAuditKey,
    Explain,
    PolicyCheck,
    PolicyDiff,
    PolicyTest>;

/// A command line, understood.
struct Arguments
{
    std::string socket;
    bool json{};
    Command command;
};

using command_line::EarlyEnd;

/// `words`: without the program's name.
[[nodiscard]] tl::expected<Arguments, EarlyEnd> parse_arguments(std::vector<std::string> words);

} // namespace iwf::ctl
