// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "iwf/app/scs/arguments.hpp"

/// Command lines of a server that says who it is.
namespace iwf::scs::test {

inline std::vector<std::string> with_identity(std::vector<std::string> words)
{
    for (const char* const word :
         {"--host",
          "scs.test",
          "--realm",
          "test",
          "--connect",
          "127.0.0.1:3868",
          "--iwf-host",
          "iwf.test",
          "--iwf-realm",
          "op.test",
          "--scs-identity",
          "4930"}) {
        words.emplace_back(word);
    }
    return words;
}

template <class Command>
Command parsed(const std::vector<std::string>& words)
{
    auto arguments = parse_arguments(with_identity(words), 4711);
    EXPECT_TRUE(arguments) << arguments.error().err;
    return std::get<Command>(arguments->command);
}

inline EarlyEnd refused(const std::vector<std::string>& words)
{
    const auto arguments = parse_arguments(words, 1);
    EXPECT_FALSE(arguments);
    return arguments ? EarlyEnd{} : arguments.error();
}

inline std::string fault(const std::vector<std::string>& words)
{
    const EarlyEnd end = refused(with_identity(words));
    EXPECT_EQ(end.status, status::usage);
    EXPECT_TRUE(end.out.empty());
    return end.err;
}

} // namespace iwf::scs::test
