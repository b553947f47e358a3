// SPDX-License-Identifier: Apache-2.0
/// iwf-scs: a server (SCS) that triggers devices through an MTC-IWF.
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

#include "iwf/app/scs/arguments.hpp"

int main(int count, char** values)
{
    using namespace iwf::scs;
    const auto arguments = parse_arguments({values + 1, values + count}, std::random_device{}());
    if (!arguments) {
        return iwf::command_line::say(arguments.error());
    }
    const auto on_terminal = ::isatty(STDOUT_FILENO) != 0 ? Format::coloured : Format::plain;
    const Output output{arguments->json ? Format::json : on_terminal};
    return std::visit(
        [&](const auto& command) { return run(arguments->settings, command, output); },
        arguments->command
    );
}
