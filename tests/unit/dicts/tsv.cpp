// SPDX-License-Identifier: Apache-2.0
#include "tsv.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace iwf::diameter {

namespace {

std::vector<std::string> columns(const std::string& line)
{
    std::vector<std::string> found;
    std::istringstream in{line};
    for (std::string column; std::getline(in, column, '\t');) {
        found.push_back(column);
    }
    return found;
}

} // namespace

std::vector<std::vector<std::string>> read_tsv(const std::string& file)
{
    std::ifstream in{file};
    EXPECT_TRUE(in) << file << " cannot be read";
    std::string line;
    std::getline(in, line);
    const auto width = columns(line).size();
    std::vector<std::vector<std::string>> rows;
    while (std::getline(in, line)) {
        rows.push_back(columns(line));
        EXPECT_EQ(rows.back().size(), width) << file << ": " << line;
        rows.back().resize(width);
    }
    return rows;
}

} // namespace iwf::diameter
