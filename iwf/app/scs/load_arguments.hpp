// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "iwf/app/scs/judge.hpp"
#include "iwf/app/scs/load.hpp"

namespace CLI {
class App;
} // namespace CLI

/// The command line of load.
namespace iwf::scs {

/// What CLI11 fills in, as text.
struct LoadWords
{
    std::string device;
    std::string devices{"1"};
    std::string rate;
    std::string window;
    std::string then;
    std::string backlog;
    bool timeline{};
    std::string duration;
    std::string count;
    std::string wait_reports;
    std::string timeout{"10s"};
    std::string reference;
    std::string payload{"wake up"};
    std::string validity;
};

/// `words` outlives what is returned.
CLI::App* add_load(CLI::App& app, LoadWords& words);

/// What they mean, once parsed; faults are `judge`'s.
[[nodiscard]] Load load(const LoadWords& words, std::uint32_t random_reference, Judge& judge);

} // namespace iwf::scs
