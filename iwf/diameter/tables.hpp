// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/diameter/dictionary.hpp"

/// Searches in the generated tables.
namespace iwf::diameter {

/// More rules than any command or Grouped AVP has: room for counters. A unit test holds the
/// dictionaries against it.
inline constexpr std::size_t max_rules = 64;

/// The AVP, or null when no dictionary of ours has it.
[[nodiscard]] const AvpDefinition* find_avp(std::uint32_t vendor, std::uint32_t code);

/// The application, or null.
[[nodiscard]] const ApplicationDefinition* find_application(ApplicationId application);

/// The command of the application with this code and R bit, or null.
[[nodiscard]] const CommandDefinition*
find_command(const ApplicationDefinition& application, CommandCode code, bool request);

/// Likewise, by the header of a message.
[[nodiscard]] const CommandDefinition* find_command(const Header& header);

} // namespace iwf::diameter
