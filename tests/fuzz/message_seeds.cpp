// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iostream>

#include "iwf/domain/identity.hpp"
#include "support/sample_messages.hpp"

// Writes what the fuzzers of the decoders begin with: AVPs to <folder>/<command>/, whole messages
// to <folder>/message/.

namespace {

bool write(const std::filesystem::path& file, const iwf::base::Bytes& octets)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out << iwf::base::as_text(octets);
    out.close();
    return out.good();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: message_seeds <folder>\n";
        return 2;
    }
    const std::filesystem::path folder{argv[1]};
    bool written = true;
    for (const auto& [name, message] : iwf::test::sample_messages()) {
        const std::string command = iwf::domain::lower_case(name.substr(0, name.find('-')));
        written = write(folder / command / name, message.avps) && written;
        written = write(folder / "message" / name, encode(message)) && written;
    }
    return written ? 0 : 1;
}
