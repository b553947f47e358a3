// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/diameter/monitoring.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::scs {

/// What the command line and the file of --config say, as text, together.
struct Words
{
    std::string config; ///< path of the file; empty: none
    std::string host;
    std::string realm;
    std::string connect;
    std::string iwf_host;
    std::string iwf_realm;
    std::string scs_identity;
    std::string enterprise; ///< empty: the default
};

/// Who we are, and where the MTC-IWF is.
struct Settings
{
    std::string host;
    std::string realm;
    freediameter::Endpoint connect;
    std::string iwf_host;
    std::string iwf_realm;
    domain::ScsIdentity scs_identity;
    /// Whose AVP Broken-Expectation is, an IANA enterprise number: monitoring.enterprise of iwfd.
    std::uint32_t enterprise{diameter::monitoring::default_enterprise};
};

/// Reads the file, if there is one; the command line goes before it. The error has a line for each
/// thing that is wrong.
[[nodiscard]] base::Result<Settings> make_settings(Words words);

/// DEVICE: an external identifier has an '@', an MSISDN has digits only.
[[nodiscard]] base::Result<domain::DeviceIdentity> parse_device(const std::string& text);

} // namespace iwf::scs
