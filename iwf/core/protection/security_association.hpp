// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "iwf/base/strong_id.hpp"
#include "iwf/domain/network.hpp"

/// Security associations as the IKE daemon negotiated them: facts, not configuration. Names of
/// algorithms are the daemon's ("AES_GCM_16", "PRF_HMAC_SHA2_384", "ECP_384"); empty: none.
namespace iwf::core {

/// The IKE daemon's own numbers. Unique while it runs; another run counts from the beginning.
using IkeSaId = base::StrongId<struct IkeSaTag>;
using ChildSaId = base::StrongId<struct ChildSaTag>;

/// One side's traffic selector (RFC 7296, 3.13).
struct TrafficSelector
{
    domain::Network addresses;
    std::uint8_t protocol{}; ///< 0: any
    std::uint16_t first_port{};
    std::uint16_t last_port{0xffff};

    friend bool operator==(const TrafficSelector&, const TrafficSelector&) = default;
};

/// What protects the packets of one SA.
struct Algorithms
{
    std::string encryption;
    std::uint32_t key_bits{}; ///< of the encryption; 0: not said
    std::string integrity;    ///< empty: the encryption is authenticated, or there is none
    std::string prf;          ///< of an IKE_SA
    std::string group; ///< key exchange; a CHILD_SA has none of its own before its first rekey
    bool esn{};        ///< extended sequence numbers, of a CHILD_SA

    friend bool operator==(const Algorithms&, const Algorithms&) = default;
};

/// "AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384"
[[nodiscard]] std::string suite_of(const Algorithms& algorithms);

struct ChildSa
{
    ChildSaId id;
    std::string name; ///< of its configuration
    bool is_usable{}; ///< packets come and go through it: INSTALLED, REKEYING, REKEYED
    bool is_esp{};    ///< and not AH
    Algorithms algorithms;
    std::vector<TrafficSelector> local;
    std::vector<TrafficSelector> remote;

    friend bool operator==(const ChildSa&, const ChildSa&) = default;
};

struct IkeSa
{
    IkeSaId id;
    std::string connection; ///< name of its configuration
    bool is_established{};
    std::string local_identity;
    std::string remote_identity; ///< authenticated
    std::string remote_address;  ///< outer, numeric
    Algorithms algorithms;
    bool has_ppk{}; ///< post-quantum pre-shared key mixed in (RFC 8784)
    std::vector<ChildSa> children;

    friend bool operator==(const IkeSa&, const IkeSa&) = default;
};

/// What the IKE daemon tells about associations, in its order. A table that applies these is right
/// after each, whatever is repeated.
namespace sa_event {

/// All there is: the answer to a question, after each (re)connection to the daemon.
struct Baseline
{
    std::vector<IkeSa> associations;
};

/// CHILD_SAs came up, or an IKE_SA became established. `association` holds the children concerned
/// only: those it does not name are as they were.
struct Up
{
    IkeSa association;
};

/// These CHILD_SAs of this IKE_SA are gone.
struct ChildrenDown
{
    IkeSaId ike;
    std::vector<ChildSaId> children;
};

/// This IKE_SA is gone, with all its children.
struct IkeDown
{
    IkeSaId ike;
};

/// One CHILD_SA takes the place of another; the old one may still carry packets for a while.
struct ChildRekeyed
{
    IkeSaId ike;
    ChildSaId old;
    ChildSa replacement;
};

/// One IKE_SA takes the place of another and inherits its children. No event names them.
struct IkeRekeyed
{
    IkeSaId old;
    IkeSa replacement;
};

/// The daemon cannot be asked any more: it ended, or does not answer.
struct Unreachable
{
    std::string reason;
};

} // namespace sa_event

using SaEvent = std::variant<
    sa_event::Baseline,
    sa_event::Up,
    sa_event::ChildrenDown,
    sa_event::IkeDown,
    sa_event::ChildRekeyed,
    sa_event::IkeRekeyed,
    sa_event::Unreachable>;

} // namespace iwf::core
