// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

// Stands in for libFuzzer's main() in builds without it: each seed once, whole and cut at every
// length, then inputs of one repeated octet.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run_prefixes(const std::vector<std::uint8_t>& input)
{
    for (std::size_t size = 0; size <= input.size(); ++size) {
        LLVMFuzzerTestOneInput(input.data(), size);
    }
}

std::vector<std::uint8_t> read_file(const std::filesystem::path& path)
{
    std::string content(std::filesystem::file_size(path), '\0');
    std::ifstream{path, std::ios::binary}.read(
        content.data(), static_cast<std::streamsize>(content.size())
    );
    return {content.begin(), content.end()};
}

} // namespace

int main(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::directory_iterator{argv[i]}) {
            run_prefixes(read_file(entry.path()));
        }
    }
    for (unsigned octet = 0; octet < 256; ++octet) {
        run_prefixes(std::vector<std::uint8_t>(64, static_cast<std::uint8_t>(octet)));
    }
    std::cout << "replayed\n";
    return 0;
}
