// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/ike_identity.hpp"

#include "iwf/domain/identity.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::core {

std::string canonical_identity(std::string_view identity)
{
    if (const auto address = domain::Network::parse(identity); address && address->is_single()) {
        return address->text();
    }
    const bool is_distinguished_name = identity.find('=') != std::string_view::npos;
    return is_distinguished_name ? std::string{identity} : domain::lower_case(identity);
}

} // namespace iwf::core
