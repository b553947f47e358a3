// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/check_command.hpp"

#include <ostream>

#include "iwf/app/config/config.hpp"

namespace iwf::config {
namespace {

int print_errors(const std::vector<ConfigError>& errors, std::ostream& err)
{
    for (const ConfigError& error : errors) {
        err << text(error) << '\n';
    }
    err << errors.size() << (errors.size() == 1 ? " error" : " errors")
        << "; nothing was changed\n";
    return 1;
}

} // namespace

int check_config(const std::string& path, std::ostream& out, std::ostream& err)
{
    const LoadResult config = load_config(path);
    if (!config) {
        return print_errors(config.error(), err);
    }
    out << path << ": correct; " << config->daemon.identity().host() << ", "
        << config->contracts.size() << (config->contracts.size() == 1 ? " contract" : " contracts")
        << '\n';
    return 0;
}

int dump_config(const std::string& path, std::ostream& out, std::ostream& err)
{
    const LoadResult config = load_config(path);
    if (!config) {
        return print_errors(config.error(), err);
    }
    out << print_effective(*config);
    return 0;
}

} // namespace iwf::config
