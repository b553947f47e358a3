// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/admission.hpp"

#include <algorithm>
#include <string>
#include <thread>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/wire.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t capabilities_exchange = 257;
constexpr std::uint32_t relay_application = 0xffffffff;

namespace code {
constexpr std::uint32_t auth_application_id = 258;
constexpr std::uint32_t acct_application_id = 259;
constexpr std::uint32_t vendor_specific_application_id = 260;
constexpr std::uint32_t origin_host = 264;
constexpr std::uint32_t origin_realm = 296;
} // namespace code

/// A peer that reconnects at once may be here before its old connection has been put away.
constexpr auto patience_with_old_connection = 200ms;
constexpr auto poll_interval = 5ms;

/// What an honest CER says once.
struct Capabilities
{
    std::string_view origin_host;
    std::string_view origin_realm;
    int origin_hosts{};
    int origin_realms{};
    bool has_common_application{};
};

bool is_common(const NodeConfig& config, const diameter::Avp& avp)
{
    if (avp.value.size() != 4) {
        return false;
    }
    const std::uint32_t id = diameter::get_u32(avp.value);
    return id == relay_application ||
           std::any_of(
               config.applications.begin(),
               config.applications.end(),
               [id](const Application& ours) { return ours.id.value() == id; }
           );
}

void read(base::ByteView avps, const NodeConfig& config, Capabilities& found, int depth)
{
    diameter::AvpWalker walker{avps};
    diameter::Avp avp;
    while (walker.next(avp)) {
        if (avp.vendor != 0) {
            continue;
        }
        if (avp.code == code::origin_host) {
            found.origin_host = base::as_text(avp.value);
            ++found.origin_hosts;
        } else if (avp.code == code::origin_realm) {
            found.origin_realm = base::as_text(avp.value);
            ++found.origin_realms;
        } else if (avp.code == code::auth_application_id || avp.code == code::acct_application_id) {
            found.has_common_application = found.has_common_application || is_common(config, avp);
        } else if (avp.code == code::vendor_specific_application_id && depth == 0) {
            read(avp.value, config, found, depth + 1);
        }
    }
}

bool is_free(const PeerSlot& slot)
{
    const auto deadline = std::chrono::steady_clock::now() + patience_with_old_connection;
    while (slot.is_connected()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(poll_interval);
    }
    return true;
}

std::string quoted(std::string_view text)
{
    return "'" + base::printable(text) + "'";
}

} // namespace

base::Result<void> judge_newcomer(
    const diameter::Message& first,
    std::string_view remote,
    const Crossing& node,
    const std::function<base::Result<void>(const Applicant&)>& admit
)
{
    const diameter::Header& header = first.header;
    if (header.command.value() != capabilities_exchange || header.application.value() != 0 ||
        !header.is_request()) {
        return base::fail("the first message is not a CER");
    }
    if (remote.empty()) {
        return base::fail("its address cannot be told");
    }
    Capabilities cer;
    read(first.avps, node.config, cer, 0);
    if (cer.origin_hosts != 1 || cer.origin_realms != 1) {
        return base::fail("the CER does not say one Origin-Host and one Origin-Realm");
    }
    if (!domain::is_fqdn(cer.origin_host) || !domain::is_fqdn(cer.origin_realm)) {
        return base::fail("Origin-Host or Origin-Realm of the CER is not an FQDN");
    }
    if (domain::lower_case(cer.origin_host) == domain::lower_case(node.config.identity)) {
        return base::fail("it claims our own identity");
    }
    const PeerSlot* const slot = node.peers.find(cer.origin_host);
    if (slot == nullptr || !slot->is_admissible) {
        return base::fail("peer " + quoted(cer.origin_host) + " is not configured");
    }
    if (!slot->is_passive()) {
        return base::fail("peer " + quoted(cer.origin_host) + " is one that we connect to");
    }
    if (!cer.has_common_application) {
        return base::fail(
            "peer " + quoted(cer.origin_host) + " has no application in common with us"
        );
    }
    if (auto admitted = admit({slot->id(), remote, cer.origin_host, cer.origin_realm}); !admitted) {
        return admitted;
    }
    if (!is_free(*slot)) {
        return base::fail("peer " + quoted(cer.origin_host) + " is connected already");
    }
    return {};
}

std::string_view remote_in(std::string_view connection_id)
{
    const auto begin = connection_id.find('[');
    const auto end = connection_id.find(']', begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) {
        return {};
    }
    return connection_id.substr(begin + 1, end - begin - 1);
}

} // namespace iwf::freediameter
