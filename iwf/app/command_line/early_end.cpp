// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/command_line/early_end.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>

namespace iwf::command_line {

std::optional<EarlyEnd> parse(CLI::App& app, std::vector<std::string> words, int usage)
{
    std::ranges::reverse(words); // as CLI11 wants them
    try {
        app.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        std::ostringstream err;
        const int code = app.exit(error, out, err);
        return EarlyEnd{code == 0 ? 0 : usage, out.str(), err.str()};
    }
    return std::nullopt;
}

int say(const EarlyEnd& end)
{
    std::cout << end.out;
    std::cerr << end.err;
    return end.status;
}

} // namespace iwf::command_line
