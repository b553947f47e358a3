// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/audit_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <utility>

#include "iwf/audit/line.hpp"

namespace iwf::ctl {
namespace {

base::Result<std::uint64_t> first_number(const std::string& file)
{
    std::ifstream in{file, std::ios::binary};
    std::string line;
    if (!in) {
        return base::fail(file + ": cannot be read: " + std::strerror(errno));
    }
    while (std::getline(in, line)) {
        if (const auto read = audit::read_line(line)) {
            return read->number;
        }
    }
    return std::numeric_limits<std::uint64_t>::max();
}

} // namespace

base::Result<std::vector<std::string>> in_order_of_the_chain(std::vector<std::string> files)
{
    std::vector<std::pair<std::uint64_t, std::string>> numbered;
    for (std::string& file : files) {
        const auto number = first_number(file);
        if (!number) {
            return tl::unexpected{number.error()};
        }
        numbered.emplace_back(*number, std::move(file));
    }
    std::ranges::stable_sort(numbered, {}, [](const auto& one) { return one.first; });
    std::vector<std::string> sorted;
    for (auto& [number, file] : numbered) {
        sorted.push_back(std::move(file));
    }
    return sorted;
}

base::Result<void> for_each_line(
    const std::string& file, const std::function<void(std::uint64_t, std::string_view)>& use
)
{
    std::ifstream in{file, std::ios::binary};
    std::string line;
    std::uint64_t number = 0;
    while (std::getline(in, line)) {
        use(++number, line);
    }
    if (in.bad() || !in.eof()) {
        return base::fail(file + ": cannot be read to its end");
    }
    return {};
}

} // namespace iwf::ctl
