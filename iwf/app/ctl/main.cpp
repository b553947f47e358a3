// SPDX-License-Identifier: Apache-2.0
/// iwfctl: asks a running iwfd, and tells it what to do.
#include <cstdlib>
#include <exception>
#include <iostream>

#include "iwf/app/ctl/commands.hpp"

int main(int count, char** values)
{
    try {
        const auto arguments = iwf::ctl::parse_arguments({values + 1, values + count});
        if (!arguments) {
            return iwf::command_line::say(arguments.error());
        }
        return iwf::ctl::run(*arguments, std::cout, std::cerr);
    } catch (const std::exception& error) {
        // Only libraries throw; what they could not do is not recovered from here.
        std::cerr << "iwfctl: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
