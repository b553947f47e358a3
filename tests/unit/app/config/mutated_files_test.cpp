// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/app/config/files.hpp"
#include "tests/support/rounds.hpp"
#include "tests/unit/app/config/config_files.hpp"
#include "tests/unit/app/config/try_text.hpp"

#include <gtest/gtest.h>

namespace iwf::config {
namespace {

constexpr std::array<std::string_view, 24> tokens{
    ":",   ": ",  "- ", "\n", "\n  ",  "[",  "]",    "{", "}",        "\"", "'", "#",
    "&a ", "*a ", "!!", "|",  "---\n", "\t", "null", "~", "99999999", "?",  "%", "\x80",
};

/// Small changes of the kind that hands and bad disks make.
class Mutator
{
public:
    explicit Mutator(std::uint32_t seed)
        : random_{seed}
    {}

    std::string mutate(std::string text)
    {
        for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
            change(text);
        }
        return text;
    }

    std::size_t below(std::size_t bound)
    {
        return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
    }

private:
    void change(std::string& text)
    {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = std::min(1 + below(20), text.size() - at);
        switch (below(6)) {
        case 0:
            text.erase(at, length);
            break;
        case 1:
            text.insert(at, tokens[below(tokens.size())]);
            break;
        case 2:
            text.insert(below(text.size() + 1), text.substr(at, length));
            break;
        case 3:
            if (at < text.size()) {
                text[at] = static_cast<char>(below(256));
            }
            break;
        case 4:
            text.resize(at);
            break;
        default:
            std::swap_ranges(
                text.begin() + static_cast<std::ptrdiff_t>(at),
                text.begin() + static_cast<std::ptrdiff_t>(at + length / 2),
                text.begin() + static_cast<std::ptrdiff_t>(at + (length + 1) / 2)
            );
        }
    }

    std::mt19937 random_;
};

std::vector<std::string> seeds()
{
    std::vector<std::string> out{smallest_daemon, contract_number(1)};
    for (const char* file : {"iwfd.yaml", "contracts/acme.yaml", "contracts/fleet.yaml"}) {
        out.push_back(*read_file(std::string{IWF_SOURCE_DIR "/deploy/lab/"} + file));
    }
    return out;
}

void expect_well_formed(const std::vector<ConfigError>& errors, const std::string& content)
{
    for (const ConfigError& error : errors) {
        ASSERT_TRUE(is_well_formed(error)) << text(error) << "\nin\n" << content;
    }
}

TEST(MutatedFilesTest, B6_ten_thousand_mutated_files_are_judged_and_every_refusal_has_its_place)
{
    const auto valid = seeds();
    Mutator mutator{682};
    std::size_t accepted = 0;
    std::size_t refused = 0;
    for (int i = 0; i < test::rounds(10'000); ++i) {
        const std::string content = mutator.mutate(valid[mutator.below(valid.size())]);
        const Tried tried = try_text(content);
        expect_well_formed(tried.as_daemon, content);
        expect_well_formed(tried.as_contract, content);
        const bool good = tried.as_daemon.empty() || tried.as_contract.empty();
        ++(good ? accepted : refused);
    }
    // Both happen, or the mutations test nothing.
    EXPECT_GT(accepted, test::rounds(100U));
    EXPECT_GT(refused, test::rounds(1000U));
}

TEST(MutatedFilesTest, the_seeds_themselves_are_accepted)
{
    for (const std::string& content : seeds()) {
        const Tried tried = try_text(content);
        EXPECT_TRUE(tried.as_daemon.empty() || tried.as_contract.empty()) << content;
    }
}

TEST(MutatedFilesTest, no_tower_of_brackets_or_aliases_takes_the_process_down)
{
    for (const std::string& content :
         {std::string(100'000, '['),
          std::string(100'000, '{'),
          "a: " + std::string(100'000, '-'),
          std::string{"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n"},
          std::string{"a: &a [*a]\n"}}) {
        const Tried tried = try_text(content);
        EXPECT_FALSE(tried.as_daemon.empty());
        EXPECT_FALSE(tried.as_contract.empty());
    }
}

} // namespace
} // namespace iwf::config
