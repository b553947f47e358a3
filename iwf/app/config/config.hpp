// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "iwf/app/config/config_error.hpp"
#include "iwf/core/policy/contract_book.hpp"
#include "proto/mtciwf/v1/config.pb.h"

#include <tl/expected.hpp>

/// The configuration: iwfd.yaml and the contracts it names. This folder and iwf/app know its
/// schema (proto/mtciwf/v1); everybody else gets plain values.
namespace iwf::config {

/// ipsec.device and listen.device: what is protected is for the kernel's policies to say.
constexpr std::string_view no_device = "none";

/// One valid configuration. Nothing in it needs another check. Paths of certificates, keys and
/// CRLs are absolute: in the files they are relative to the folder of the file that names them.
struct Config
{
    /// Where a contract or a group was read, and the SHA-256 of that file, hexadecimal.
    struct Source
    {
        std::string file;
        std::string digest;
    };

    mtciwf::v1::Daemon daemon;                   ///< with all defaults; inline_contracts empty
    std::vector<mtciwf::v1::Contract> contracts; ///< likewise; of files and inline, in this order
    std::vector<Source> sources;                 ///< of each contract, in the order of `contracts`
    core::ContractSnapshot book;                 ///< the contracts as the policy reads them
    core::GroupsSnapshot groups;                 ///< that they may name; of `daemon`, in its order
    std::vector<Source> group_sources;           ///< of each group, in the order of `groups`
    mtciwf::v1::Daemon written;                  ///< `daemon` without defaults, for the dump
    std::vector<mtciwf::v1::Contract> written_contracts; ///< likewise, in the order of `contracts`
};

using LoadResult = tl::expected<Config, std::vector<ConfigError>>;

/// Reads the file and all it names. Either everything is right, or all that is wrong is told at
/// once, sorted. Reads files; touches nothing else. May be called again at any time (SIGHUP).
[[nodiscard]] LoadResult load_config(const std::string& path);

/// The configuration as one file of YAML that loads to the same configuration: contracts inline,
/// what was not written marked "# default". Holds no secret, as the schema has none.
[[nodiscard]] std::string print_effective(const Config& config);

/// Of a duration in the schema.
[[nodiscard]] constexpr std::chrono::milliseconds duration(std::uint64_t milliseconds)
{
    return std::chrono::milliseconds{milliseconds};
}

} // namespace iwf::config
