// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store/audit_files.hpp"

#include <fstream>
#include <sstream>
#include <thread>

namespace iwf::testing {

audit::Key audit_key()
{
    return audit::Key::parse(std::string(64, 'a')).value();
}

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

std::vector<std::string> lines_of(const std::filesystem::path& file)
{
    std::istringstream in{content_of(file)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> faults_of(const std::vector<std::filesystem::path>& files)
{
    audit::Verifier verifier{{audit_key(), std::nullopt}};
    for (const auto& file : files) {
        verifier.begin_file(file.filename().string());
        for (const std::string& line : lines_of(file)) {
            verifier.line(line);
        }
    }
    std::vector<std::string> faults;
    for (const audit::Found& found : verifier.finish()) {
        if (found.finding != audit::Finding::remark) {
            faults.push_back(
                text_of(found.place) + ": " + std::string{name(found.finding)} + ": " + found.text
            );
        }
    }
    return faults;
}

audit::Entry refused_trigger(const std::string& rule)
{
    audit::Entry entry;
    entry.event = "trigger.refused";
    entry.who = "acme";
    entry.device = "meter1@meters.acme.example";
    entry.rule = rule;
    return entry;
}

bool eventually(const std::function<bool()>& done, std::chrono::milliseconds deadline)
{
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!done()) {
        if (std::chrono::steady_clock::now() >= end) {
            return done();
        }
        // Between two looks, which order nothing: the writer counts, and tells nobody of it.
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return true;
}

} // namespace iwf::testing
