// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

/// What the programs' command lines have in common.
namespace iwf::command_line {

/// The program ends at once: with help (status 0), or because the line is wrong.
struct EarlyEnd
{
    int status{};
    std::string out;
    std::string err;
};

/// `words`: without the program's name; `usage`: the status when they are wrong. Nothing: the
/// program goes on.
[[nodiscard]] std::optional<EarlyEnd>
parse(CLI::App& app, std::vector<std::string> words, int usage);

/// Prints it; the exit status.
[[nodiscard]] int say(const EarlyEnd& end);

} // namespace iwf::command_line
