// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/app/config/proposal.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Daemon;
using mtciwf::v1::Ipsec;

template <class Proposals>
void check_proposals(
    const Proposals& proposals,
    const char* path,
    ProposalFor use,
    const Origin& origin,
    ErrorList& errors
)
{
    for (int i = 0; i < proposals.size(); ++i) {
        if (proposals[i].empty()) {
            continue; // could not be bound
        }
        if (const auto right = check_proposal(proposals[i], use); !right) {
            origin.fail(errors, item(path, i), right.error().text);
        }
    }
}

void check_section(const Ipsec& ipsec, const Origin& origin, ErrorList& errors)
{
    const bool by_policy = ipsec.device() == no_device;
    const bool in_kernel = by_policy || ipsec.if_id() != 0;
    if (by_policy && ipsec.if_id() != 0) {
        origin.fail(
            errors,
            "ipsec.if_id",
            "is of an XFRM interface, and ipsec.device is none; expected its name there, or no "
            "if_id"
        );
    }
    check_proposals(ipsec.ike_proposals(), "ipsec.ike_proposals", ProposalFor::ike, origin, errors);
    check_proposals(
        ipsec.esp_proposals(),
        "ipsec.esp_proposals",
        in_kernel ? ProposalFor::kernel_esp : ProposalFor::esp,
        origin,
        errors
    );
    constexpr std::size_t longest = 107; // of the path of a UNIX socket
    if (ipsec.socket().size() > longest) {
        origin.fail(
            errors, "ipsec.socket", "is too long for a socket; expected 107 octets at most"
        );
    }
}

/// What is not loopback is open to a network: to the one that charon's device stands for, or to
/// anybody.
void check_devices(const Daemon& daemon, const Origin& origin, ErrorList& errors)
{
    for (int i = 0; i < daemon.listen_size(); ++i) {
        const auto& listen = daemon.listen(i);
        const auto address = domain::Network::parse(listen.address());
        if (address && !address->is_loopback() && !listen.has_device()) {
            origin.fail(
                errors,
                item("listen", i) + ".address",
                listen.address() +
                    " is not loopback and has no device: it would be open to who "
                    "comes in clear; expected 'device: " +
                    daemon.ipsec().device() + "' beside it, or an address of 127.0.0.0/8, or ::1"
            );
        }
        if (listen.has_device() && listen.device() != daemon.ipsec().device()) {
            origin.fail(
                errors,
                item("listen", i) + ".device",
                listen.device() +
                    " is not the device through which protected packets come; "
                    "expected " +
                    daemon.ipsec().device() + " (ipsec.device)"
            );
        }
    }
}

} // namespace

void check_ipsec(const Daemon& daemon, const Origin& origin, ErrorList& errors)
{
    check_section(daemon.ipsec(), origin, errors);
    check_devices(daemon, origin, errors);
}

} // namespace iwf::config
