// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <yaml-cpp/yaml.h>

#include "ipsec/vici/message.hpp"

namespace iwf::ipsec {

inline vici::Message message_of(const YAML::Node& node)
{
    vici::Message message;
    for (const auto& entry : node) {
        const auto name = entry.first.as<std::string>();
        if (entry.second.IsMap()) {
            message.add(name, message_of(entry.second));
        } else if (entry.second.IsSequence()) {
            message.add(name, entry.second.as<vici::List>());
        } else {
            message.add(name, entry.second.as<std::string>());
        }
    }
    return message;
}

/// Of JSON, as swanctl and the recordings show messages.
inline vici::Message message_of(const std::string& json)
{
    return message_of(YAML::Load(json));
}

} // namespace iwf::ipsec
