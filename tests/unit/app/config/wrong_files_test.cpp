// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "iwf/app/config/config.hpp"
#include "tests/unit/app/config/config_files.hpp"

#include <gtest/gtest.h>

/// B7: each file of wrong/ holds one mistake and, in `# expect:` lines, all that must be said of
/// it, to the letter; FILE stands for its path. daemon_*: an iwfd.yaml. contract_*: a contract.
namespace iwf::config {
namespace {

namespace fs = std::filesystem;

const fs::path folder = IWF_SOURCE_DIR "/tests/unit/app/config/wrong";

std::vector<std::string> case_names()
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder}) {
        if (entry.path().extension() == ".yaml") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

std::string with_file_for(std::string text, const std::string& path)
{
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) {
        text.replace(at, path.size(), "FILE");
    }
    return text;
}

std::vector<std::string> expected_in(const fs::path& path)
{
    constexpr std::string_view mark = "# expect: ";
    std::vector<std::string> out;
    std::ifstream in{path};
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(mark)) {
            out.push_back("FILE:" + line.substr(mark.size()));
        }
    }
    return out;
}

class WrongFileTest : public testing::TestWithParam<std::string>
{};

TEST_P(WrongFileTest, is_refused_with_these_words)
{
    const fs::path path = folder / (GetParam() + ".yaml");
    const TemporaryFolder temporary;
    const bool is_contract = GetParam().starts_with("contract_");
    const std::string daemon =
        is_contract ? temporary.write("iwfd.yaml", daemon_with_contract(path)) : path.string();

    const auto config = load_config(daemon);

    ASSERT_FALSE(config.has_value());
    std::vector<std::string> said;
    for (const ConfigError& error : config.error()) {
        said.push_back(with_file_for(text(error), path.string()));
    }
    EXPECT_EQ(said, expected_in(path));
}

INSTANTIATE_TEST_SUITE_P(B7, WrongFileTest, testing::ValuesIn(case_names()), [](const auto& wrong) {
    return wrong.param;
});

TEST(WrongFilesTest, are_as_many_as_they_were)
{
    EXPECT_GE(case_names().size(), 250U);
}

} // namespace
} // namespace iwf::config
