// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <utility>

#include "iwf/diameter/avp.hpp"
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

/// Who sends it, and which request it answers, is the fuzzer's to say.
bool is_of_the_head(const iwf::diameter::Avp& avp)
{
    constexpr std::array<std::uint32_t, 8> head{263, 264, 268, 277, 283, 293, 296, 297};
    return avp.vendor == 0 && std::ranges::find(head, avp.code) != head.end();
}

bool names_an_event(const iwf::diameter::Avp& avp)
{
    constexpr std::array<std::uint32_t, 5> names{3124, 3125, 3126, 3186, 3187};
    return std::ranges::find(names, avp.code) != names.end();
}

/// The AVPs but those, as they stand.
template <class Left>
iwf::base::Bytes without(iwf::base::ByteView avps, Left is_left)
{
    iwf::base::Bytes out;
    iwf::diameter::AvpWalker walker{avps};
    iwf::base::ByteView before = walker.rest();
    for (iwf::diameter::Avp avp; walker.next(avp); before = walker.rest()) {
        if (!is_left(avp)) {
            const auto whole = before.subspan(0, before.size() - walker.rest().size());
            out.insert(out.end(), whole.begin(), whole.end());
        }
    }
    return out;
}

/// For fuzz_watching: the scene, and what is said in it.
bool write_scene(
    const std::filesystem::path& folder, const std::string& name, const iwf::base::Bytes& avps
)
{
    const std::map<std::string, std::pair<std::uint8_t, std::uint32_t>> scenes{
        {"CIR_S6t", {0, 3122}},
        {"CIA_S6t", {2, 0}},
        {"RIA_S6t", {3, 0}},
        {"RIR_S6t", {4, 3123}},
        {"RIR_T6a", {6, 3123}}};
    const auto scene = scenes.find(name.substr(0, name.find('-')));
    if (scene == scenes.end()) {
        return true;
    }
    const auto [number, group] = scene->second;
    iwf::base::Bytes whole{number};
    const auto said = without(avps, is_of_the_head);
    whole.insert(whole.end(), said.begin(), said.end());
    bool written = write(folder / "watching" / name, whole);
    iwf::diameter::AvpWalker walker{avps};
    for (iwf::diameter::Avp avp; walker.next(avp);) {
        if (group != 0 && avp.code == group) {
            iwf::base::Bytes inside{static_cast<std::uint8_t>(number + 1)};
            const auto members = without(avp.value, names_an_event);
            inside.insert(inside.end(), members.begin(), members.end());
            written = write(folder / "watching" / (name + "-inside"), inside) && written;
        }
    }
    return written;
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
        written = write_scene(folder, name, message.avps) && written;
    }
    return written ? 0 : 1;
}
