// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/received.hpp"

#include "iwf/diameter/avp.hpp"

namespace iwf::freediameter {
namespace {

constexpr std::size_t longest_base_message = 16'384;
constexpr std::uint32_t session_id_code = 263;

} // namespace

Received& received_here()
{
    thread_local Received received;
    return received;
}

bool is_link_local(const diameter::Header& header)
{
    return header.application.value() == 0 && (header.flags & diameter::flag::proxiable) == 0;
}

bool is_fit_for_libfdcore(const diameter::Message& message)
{
    if (message.avps.size() > longest_base_message) {
        return false;
    }
    diameter::AvpWalker walker{message.avps};
    diameter::Avp avp;
    while (walker.next(avp)) {
        if (avp.code == session_id_code && avp.vendor == 0) {
            return false;
        }
    }
    return !walker.is_broken();
}

} // namespace iwf::freediameter
