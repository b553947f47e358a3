// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/tables.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "iwf/diameter/generated/all.hpp"

namespace iwf::diameter {

const AvpDefinition* find_avp(std::uint32_t vendor, std::uint32_t code)
{
    const auto key = std::pair{vendor, code};
    const auto key_of = [](const AvpDefinition* avp) { return std::pair{avp->vendor, avp->code}; };
    const auto* const found = std::ranges::lower_bound(all_avps, key, {}, key_of);
    return found != std::end(all_avps) && key_of(*found) == key ? *found : nullptr;
}

const ApplicationDefinition* find_application(ApplicationId application)
{
    const auto* const found =
        std::ranges::find(all_applications, application, &ApplicationDefinition::id);
    return found == std::end(all_applications) ? nullptr : *found;
}

const CommandDefinition*
find_command(const ApplicationDefinition& application, CommandCode code, bool request)
{
    const auto wanted = [&](const CommandDefinition* command) {
        return command->code == code && ((command->flags & flag::request) != 0) == request;
    };
    const auto found = std::ranges::find_if(application.commands, wanted);
    return found == application.commands.end() ? nullptr : *found;
}

const CommandDefinition* find_command(const Header& header)
{
    const ApplicationDefinition* const application = find_application(header.application);
    return application == nullptr ? nullptr
                                  : find_command(*application, header.command, header.is_request());
}

} // namespace iwf::diameter
