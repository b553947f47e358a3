// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <glob.h>

namespace iwf::config {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t max_file_size = 16U * 1024 * 1024;

/// The matches are freed with it.
class Matches
{
public:
    explicit Matches(const std::string& pattern)
    {
        ::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found_);
    }
    Matches(const Matches&) = delete;
    Matches& operator=(const Matches&) = delete;
    ~Matches() { ::globfree(&found_); }

    [[nodiscard]] std::vector<std::string> files() const
    {
        std::vector<std::string> out;
        for (std::size_t i = 0; i < found_.gl_pathc; ++i) {
            out.emplace_back(found_.gl_pathv[i]);
        }
        std::ranges::sort(out);
        return out;
    }

private:
    ::glob_t found_{};
};

base::Result<std::vector<std::string>> files_of_folder(const fs::path& folder)
{
    std::vector<std::string> out;
    std::error_code error;
    for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".yaml") {
            out.push_back(at->path().string());
        }
    }
    if (error) {
        return base::fail("folder cannot be read: " + error.message());
    }
    std::ranges::sort(out);
    return out;
}

} // namespace

base::Result<std::string> read_file(const std::string& path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
        return base::fail("cannot be read: " + (error ? error.message() : "no such file"));
    }
    if (!fs::is_regular_file(status)) {
        return base::fail("is not a file");
    }
    std::ifstream in{path, std::ios::binary};
    if (!in) {
        return base::fail("cannot be read: " + std::string{std::strerror(errno)});
    }
    std::string content;
    std::array<char, 65536> chunk{};
    while (in.read(chunk.data(), chunk.size()) || in.gcount() > 0) {
        content.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
        if (content.size() > max_file_size) {
            return base::fail("is larger than 16 MiB; expected a configuration");
        }
    }
    if (in.bad()) {
        return base::fail("cannot be read to its end");
    }
    return content;
}

base::Result<std::vector<std::string>>
contract_files(const std::string& daemon_file, const std::string& entry)
{
    const fs::path path = fs::path{daemon_file}.parent_path() / entry;
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) {
        return files_of_folder(path);
    }
    if (fs::exists(status)) {
        return std::vector{path.string()};
    }
    if (entry.find_first_of("*?[") == std::string::npos) {
        return base::fail("\"" + entry + "\": " + (error ? error.message() : "no such file"));
    }
    auto files = Matches{path.string()}.files();
    if (files.empty()) {
        return base::fail("\"" + entry + "\" matches no file");
    }
    return files;
}

} // namespace iwf::config
