// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <stdlib.h>

#include "iwf/app/config/config.hpp"

namespace iwf::config {

/// Gone with all that is in it at the end of its scope.
class TemporaryFolder
{
public:
    TemporaryFolder()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "iwf_config_XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error{"no temporary folder"};
        }
        path_ = pattern;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// The path of the new file.
    [[nodiscard]] std::string write(const std::string& name, const std::string& content) const
    {
        const std::filesystem::path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream{file, std::ios::binary} << content;
        return file.string();
    }

private:
    std::filesystem::path path_;
};

/// As a person reads them; none when the configuration is good.
inline std::vector<std::string> errors_of(const LoadResult& result)
{
    std::vector<std::string> out;
    if (!result) {
        for (const ConfigError& error : result.error()) {
            out.push_back(text(error));
        }
    }
    return out;
}

/// The smallest iwfd.yaml.
inline const std::string smallest_daemon = R"(identity:
  host: iwf.example.net
  realm: example.net
listen:
  - address: 127.0.0.1
hss:
  peers:
    - host: hss.core.example
      address: 127.0.0.2
      protection: none
sms_sc:
  peers:
    - host: smsc.core.example
      address: 127.0.0.3
      protection: none
  recall_replace: true
)";

inline std::string daemon_with_contract(const std::filesystem::path& contract)
{
    return smallest_daemon + "contracts: [\"" + contract.string() + "\"]\n";
}

/// The smallest contract, of a server of its own.
inline std::string contract_number(int number)
{
    const std::string digits = std::to_string(100'000 + number);
    return "name: server" + digits + "\nidentity:\n  host: scs" + digits +
           ".example.com\n  realm: example.com\n  scs_identity: [\"49" + digits +
           "\"]\nprotection: none\ndevices:\n  external_id_domains: [d" + digits +
           ".example.com]\n  msisdn_prefixes: [\"491" + digits +
           "\"]\nactions: [request, recall, replace]\n";
}

} // namespace iwf::config
