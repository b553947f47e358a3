// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "iwf/core/protection/binding.hpp"

namespace iwf::test {

inline domain::Network network(std::string_view text)
{
    return *domain::Network::parse(text);
}

/// As charon told of the lab's first server.
inline core::ChildSa child_sa(std::uint64_t id, std::string_view remote = "10.200.1.1/32")
{
    return {
        .id = core::ChildSaId{id},
        .name = "dia",
        .is_usable = true,
        .is_esp = true,
        .algorithms = {"AES_GCM_16", 256, "", "", ""},
        .local = {{.addresses = network("10.200.0.1/32")}},
        .remote = {{.addresses = network(remote)}},
    };
}

inline core::IkeSa
ike_sa(std::uint64_t id, std::vector<core::ChildSa> children = {}, std::string name = "scs1")
{
    return {
        .id = core::IkeSaId{id},
        .connection = name,
        .is_established = true,
        .local_identity = "iwf.lab.example",
        .remote_identity = name + ".lab.example",
        .remote_address = "198.51.100.11",
        .algorithms =
            {.encryption = "AES_GCM_16",
             .key_bits = 256,
             .integrity = {},
             .prf = "PRF_HMAC_SHA2_384",
             .group = "ECP_384"},
        .children = std::move(children),
    };
}

inline core::SaEvent baseline(std::vector<core::IkeSa> associations = {})
{
    return core::sa_event::Baseline{std::move(associations)};
}

inline core::SaEvent up(core::IkeSa association)
{
    return core::sa_event::Up{std::move(association)};
}

inline core::SaEvent ike_down(std::uint64_t ike)
{
    return core::sa_event::IkeDown{core::IkeSaId{ike}};
}

inline core::SaEvent child_down(std::uint64_t ike, std::uint64_t child)
{
    return core::sa_event::ChildrenDown{core::IkeSaId{ike}, {core::ChildSaId{child}}};
}

inline core::SaEvent child_rekeyed(std::uint64_t ike, std::uint64_t old, core::ChildSa replacement)
{
    return core::sa_event::ChildRekeyed{
        core::IkeSaId{ike}, core::ChildSaId{old}, std::move(replacement)};
}

inline core::SaEvent ike_rekeyed(std::uint64_t old, core::IkeSa replacement)
{
    return core::sa_event::IkeRekeyed{core::IkeSaId{old}, std::move(replacement)};
}

inline core::ProtectedServer server(std::string name, std::string_view block)
{
    return {
        .contract = name,
        .identity = name + ".lab.example",
        .blocks = {network(block)},
        .authentication = core::Authentication::certificate,
        .connection = {},
    };
}

/// scs1 at 10.200.1.1, scs2 at 10.200.2.0/24.
inline core::BindingSnapshot::Rules lab_rules()
{
    auto servers = core::ProtectedServers::create(
        {server("scs1", "10.200.1.1/32"), server("scs2", "10.200.2.0/24")}
    );
    return {
        .servers = std::make_shared<const core::ProtectedServers>(std::move(*servers)),
        .floor = {},
        .grace = std::chrono::seconds{30},
    };
}

/// To our Diameter port.
inline core::Flow flow_from(std::string_view remote)
{
    return {
        .remote = network(remote),
        .remote_port = {},
        .local = network("10.200.0.1"),
        .local_port = 3868,
    };
}

/// A table that applies events, and what it looks like to another thread.
struct Lab
{
    static constexpr base::Instant start{std::chrono::hours{1}};

    explicit Lab(std::size_t max = 1000)
        : table{max, start}
    {
        apply(baseline());
    }

    core::SaChange apply(const core::SaEvent& event) { return table.apply(event, now); }

    [[nodiscard]] core::BindingSnapshot snapshot() const { return {table, rules}; }

    /// "3/7" for IKE_SA 3 and CHILD_SA 7, or the link that is broken.
    [[nodiscard]] std::string
    bound(std::string_view remote = "10.200.1.1", std::string_view contract = "scs1") const
    {
        const auto binding = snapshot().check_new(flow_from(remote), contract);
        return binding ? std::to_string(binding->ike.value()) + "/" +
                             std::to_string(binding->child.value())
                       : std::string{name_of(binding.error().link)};
    }

    base::Instant now = start;
    core::SaTable table;
    core::BindingSnapshot::Rules rules = lab_rules();
};

} // namespace iwf::test
