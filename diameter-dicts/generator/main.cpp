// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "check.hpp"
#include "cpp_tables.hpp"
#include "parser.hpp"
#include "wireshark.hpp"

namespace {

constexpr std::string_view usage = "usage: dictgen --cpp <folder> <file>.dia...\n"
                                   "       dictgen --wireshark <file> <file>.dia...\n"
                                   "Makes C++ tables, or a dictionary for Wireshark, from "
                                   "dictionaries, each listed after those it "
                                   "uses.\n";

std::optional<std::string> read(const std::string& file)
{
    std::ifstream in{file, std::ios::binary};
    if (!in) {
        return std::nullopt;
    }
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Leaves a file with the right content alone, so that nothing is compiled again without need.
bool write(const std::filesystem::path& file, const std::string& text)
{
    if (read(file.string()) == text) {
        return true;
    }
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out << text;
    out.close();
    if (!out) {
        std::cerr << file.string() << ": cannot be written\n";
    }
    return static_cast<bool>(out);
}

bool write_cpp(
    const std::filesystem::path& folder, const std::vector<dictgen::Dictionary>& dictionaries
)
{
    bool written = write(folder / "all.hpp", dictgen::cpp_all_header(dictionaries));
    for (const auto& dictionary : dictionaries) {
        written =
            write(folder / (dictionary.name + ".hpp"), dictgen::cpp_header(dictionary)) && written;
    }
    return written;
}

std::vector<dictgen::Dictionary>
load(const std::vector<std::string>& files, dictgen::Problems& problems)
{
    std::vector<dictgen::Dictionary> dictionaries;
    for (const auto& file : files) {
        if (const auto text = read(file)) {
            dictionaries.push_back(dictgen::parse(file, *text, problems));
        } else {
            problems.push_back({{file, 0}, "cannot be read"});
        }
    }
    if (problems.empty()) {
        dictgen::check(dictionaries, problems);
        dictgen::tell_apart(dictionaries);
    }
    return dictionaries;
}

int run(const std::vector<std::string>& arguments)
{
    if (arguments.size() < 3 || (arguments[0] != "--cpp" && arguments[0] != "--wireshark")) {
        std::cerr << usage;
        return 2;
    }
    dictgen::Problems problems;
    const auto dictionaries = load({arguments.begin() + 2, arguments.end()}, problems);
    for (const auto& problem : problems) {
        std::cerr << problem.place.file << ":" << problem.place.line << ": " << problem.text
                  << "\n";
    }
    if (!problems.empty()) {
        return 1;
    }
    const bool written = arguments[0] == "--cpp"
                             ? write_cpp(arguments[1], dictionaries)
                             : write(arguments[1], dictgen::wireshark_xml(dictionaries));
    return written ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    return run({argv + 1, argv + argc});
}
