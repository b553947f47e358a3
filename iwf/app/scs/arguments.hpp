// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "iwf/app/command_line/early_end.hpp"
#include "iwf/app/scs/commands.hpp"
#include "iwf/app/scs/load.hpp"
#include "iwf/app/scs/monitor.hpp"
#include "iwf/app/scs/settings.hpp"

namespace iwf::scs {

using Command = std::variant<Listening, OneShot, Load, Monitor, Listing>;

/// A command line, understood.
struct Arguments
{
    Settings settings;
    Command command;
    bool json{};
};

using command_line::EarlyEnd;

/// `words`: without the program's name. `random_reference`: for an action without --ref.
[[nodiscard]] tl::expected<Arguments, EarlyEnd>
parse_arguments(std::vector<std::string> words, std::uint32_t random_reference);

} // namespace iwf::scs
