// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ipsec/plan.hpp"
#include "ipsec/vici/message.hpp"

/// A plan in charon's words. Pure. The settings are those that charon 5.9 was measured to keep, and
/// NDS/IP's (TS 33.210).
namespace iwf::ipsec {

/// All that we name in charon begins with it; what does not is somebody else's, and never touched.
constexpr std::string_view own_prefix = "iwf-";

/// The name of the CHILD_SA of every connection of ours.
constexpr std::string_view child_name = "diameter";

/// One side of a tunnel: blocks of addresses, each with the TCP port it is about; 0: any.
using PlannedSelectors = std::vector<std::pair<domain::Network, std::uint16_t>>;

/// Where servers connect to; where we connect somewhere, of any port.
[[nodiscard]] PlannedSelectors local_selectors(const Plan& plan, const PlannedLink& link);
[[nodiscard]] PlannedSelectors remote_selectors(const PlannedLink& link);

/// "iwf-NAME"
[[nodiscard]] std::string connection_name(const PlannedLink& link);
[[nodiscard]] std::string authority_name(std::size_t index);
/// By the address, for charon changes no pool that is in use: "iwf-10-200-1-1". A dot would have
/// swanctl --list-pools show nothing.
[[nodiscard]] std::string pool_name(const domain::Network& address);

/// One thing to load, which replaces what has the same command and name.
struct Loadable
{
    std::string command;
    std::string name; ///< in charon; of certificates and keys: for people
    vici::Message message;

    /// The same for the same content; of no use to who wants to know a secret in it.
    [[nodiscard]] std::uint64_t digest() const;
};

/// CA certificates of the plan and of its links, each once.
[[nodiscard]] std::vector<Loadable> authority_certificates(const Plan& plan);
/// After these: flush-certs of type X509_CRL, or charon goes on with the list it had.
[[nodiscard]] std::vector<Loadable> revocation_lists(const Plan& plan);
/// None without local end.
[[nodiscard]] std::vector<Loadable> private_keys(const Plan& plan);
[[nodiscard]] std::vector<Loadable> authorities(const Plan& plan);
[[nodiscard]] std::vector<Loadable> shared_keys(const Plan& plan);
/// One for each address that is assigned, with nothing else in it.
[[nodiscard]] std::vector<Loadable> pools(const Plan& plan);
/// In the order of the links. The plan must have a local end.
[[nodiscard]] std::vector<Loadable> connections(const Plan& plan);

[[nodiscard]] vici::Message flush_revocation_lists();
/// Never with a time to wait: that holds a thread of charon and all requests behind it.
[[nodiscard]] vici::Message initiation(const std::string& connection);
[[nodiscard]] vici::Message termination(core::IkeSaId association);

} // namespace iwf::ipsec
