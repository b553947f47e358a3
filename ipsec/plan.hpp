// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/core/protection/protection_floor.hpp"
#include "iwf/domain/network.hpp"

/// What charon is to have: connections and what they need, in plain values. Certificates, keys and
/// CRLs are contents, PEM or DER, of at most 65,535 octets each; texts are one line.
namespace iwf::ipsec {

struct LocalEnd
{
    std::string identity;
    std::string certificate;
    std::string key;
    std::vector<std::string> addresses; ///< outside the tunnels

    friend bool operator==(const LocalEnd&, const LocalEnd&) = default;
};

struct PlannedAuthority
{
    std::string certificate;
    std::vector<std::string> revocation_lists;

    friend bool operator==(const PlannedAuthority&, const PlannedAuthority&) = default;
};

/// A node that we connect to.
struct PlannedNode
{
    domain::Network address; ///< inside the tunnel
    std::uint16_t port{};    ///< TCP

    friend bool operator==(const PlannedNode&, const PlannedNode&) = default;
};

/// One connection of ours: one IKE identity, behind which several servers and nodes may stand.
struct PlannedLink
{
    std::string name; ///< without our prefix; of a contract or peer: unique among the links
    std::string identity;
    std::vector<std::string> remote_addresses; ///< outside the tunnel; empty: from anywhere
    std::vector<domain::Network> selectors;    ///< inside; no two links may share an address
    std::vector<PlannedNode> dialled;          ///< likewise
    std::vector<std::string> authorities;      ///< CA certificates; empty: those of the plan
    std::string certificate;                   ///< the only one accepted; empty: any of the CAs'
    std::string pre_shared_key; ///< both ends authenticate by it; empty: by certificates
    bool initiate{};            ///< call, and not only wait; needs one remote address
    /// The other end asks for its address in IKE and gets the only selector, one address.
    bool assigns_address{};

    friend bool operator==(const PlannedLink&, const PlannedLink&) = default;
};

/// A connection that somebody else loads.
struct ExternalLink
{
    std::string connection;

    friend bool operator==(const ExternalLink&, const ExternalLink&) = default;
};

struct LinkTimers
{
    std::chrono::seconds dead_peer_delay{5};
    std::chrono::seconds ike_rekey{4 * 3600};
    std::chrono::seconds child_rekey{3600};

    friend bool operator==(const LinkTimers&, const LinkTimers&) = default;
};

struct Plan
{
    std::optional<LocalEnd> local; ///< there when there are links
    std::vector<PlannedAuthority> authorities;
    std::vector<PlannedLink> links;
    std::vector<ExternalLink> external;
    /// charon's words, strongest first; one list for all: the responder picks before it knows who
    /// is calling.
    std::vector<std::string> ike_proposals;
    std::vector<std::string> esp_proposals;
    LinkTimers timers;
    /// Key sizes and hashes a certificate chain may have (TS 33.310, 6.1.1), in charon's words. A
    /// hash is of the type before it only.
    std::string certificate_strength{
        "rsa-2048-sha256-sha384-sha512-ecdsa-256-sha256-sha384-sha512"};
    std::uint32_t if_id{}; ///< of the XFRM interface; 0: none
    /// ESP in the kernel without such an interface: policies are there before the tunnels are.
    bool by_policy{};
    std::vector<domain::Network> listening; ///< protected addresses of the Diameter listener
    std::uint16_t port{3868};

    friend bool operator==(const Plan&, const Plan&) = default;
};

} // namespace iwf::ipsec
