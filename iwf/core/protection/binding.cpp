// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/binding.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace iwf::core {
namespace {

constexpr std::uint8_t tcp = 6;

using Checked = tl::expected<Binding, BrokenBinding>;
using Found = std::vector<const Carrier*>;

/// As Network::contains() of a single address, octets at once: this is asked of every message.
bool holds(const domain::Network& block, const domain::Network& address)
{
    return block.is_ipv4() == address.is_ipv4() && address.widened(block.length()) == block;
}

bool covers(
    const TrafficSelector& selector,
    const domain::Network& address,
    std::optional<std::uint16_t> port
)
{
    const bool any_port = selector.first_port == 0 && selector.last_port == 0xffff;
    const bool port_fits =
        any_port || (port && *port >= selector.first_port && *port <= selector.last_port);
    return (selector.protocol == 0 || selector.protocol == tcp) && port_fits &&
           holds(selector.addresses, address);
}

bool covers(const ChildSa& child, const Flow& flow)
{
    const auto any = [](const auto& selectors, const auto& address, auto port) {
        return std::ranges::any_of(selectors, [&](const TrafficSelector& selector) {
            return covers(selector, address, port);
        });
    };
    return any(child.remote, flow.remote, flow.remote_port) &&
           any(child.local, flow.local, flow.local_port);
}

/// As the connection was made.
std::string text_of(const Flow& flow)
{
    const bool is_ours = !flow.local_port;
    const std::string from = (is_ours ? flow.local : flow.remote).text();
    const std::string to = (is_ours ? flow.remote : flow.local).text();
    const auto port = is_ours ? flow.remote_port : flow.local_port;
    return "TCP from " + from + " to " + to + (port ? " port " + std::to_string(*port) : "");
}

std::string ids(const Carrier& carrier)
{
    return "IKE_SA " + std::to_string(carrier.ike->association.id.value()) + ", CHILD_SA " +
           std::to_string(carrier.child.id.value());
}

/// The chain for one connection, link by link. Lives as long as one question.
class Chain
{
public:
    Chain(const Flow& flow, std::string_view contract)
        : flow_{flow}
        , contract_{contract}
    {}

    [[nodiscard]] Checked
    follow(const CarrierIndex& carriers, const BindingSnapshot::Rules& rules) const;

    [[nodiscard]] tl::unexpected<BrokenBinding>
    broken(BrokenLink link, const std::string& why) const;

private:
    using Broken = std::optional<tl::unexpected<BrokenBinding>>;

    [[nodiscard]] Broken check_carriers(const Found& usable, bool is_covered) const;
    [[nodiscard]] tl::expected<const ProtectedServer*, BrokenBinding>
    server_of(const Carrier& carrier, const ProtectedServers& servers) const;
    [[nodiscard]] Broken check_server(const ProtectedServer& server, const Found& usable) const;
    [[nodiscard]] Broken check_floor(
        const ProtectionFloor& floor, const ProtectedServer& server, const Found& usable
    ) const;

    const Flow& flow_;
    std::string_view contract_;
};

tl::unexpected<BrokenBinding> Chain::broken(BrokenLink link, const std::string& why) const
{
    return tl::unexpected{BrokenBinding{
        link,
        "contract \"" + std::string{contract_} + "\", " + std::string{name_of(link)} + ": " + why}};
}

Checked Chain::follow(const CarrierIndex& carriers, const BindingSnapshot::Rules& rules) const
{
    Found usable; // packets of the connection may have come through any of these
    bool is_covered = false;
    carriers.for_each_around(flow_.remote, [&](const Carrier& carrier) {
        if (covers(carrier.child, flow_)) {
            is_covered = true;
            if (carrier.child.is_usable) {
                usable.push_back(&carrier);
            }
        }
    });
    if (auto link = check_carriers(usable, is_covered)) {
        return *link;
    }
    const auto server = server_of(*usable.front(), *rules.servers);
    if (!server) {
        return tl::unexpected{server.error()};
    }
    if (auto link = check_server(**server, usable)) {
        return *link;
    }
    if (auto link = check_floor(rules.floor, **server, usable)) {
        return *link;
    }
    const Carrier& newest = **std::ranges::max_element(usable, {}, [](const Carrier* carrier) {
        return std::pair{carrier->is_bound(), carrier->child.id};
    });
    return Binding{(*server)->contract, newest.ike->association.id, newest.child.id};
}

Chain::Broken Chain::check_carriers(const Found& usable, bool is_covered) const
{
    if (!is_covered) {
        return broken(BrokenLink::no_association, "no CHILD_SA covers " + text_of(flow_));
    }
    const bool is_bound =
        std::ranges::any_of(usable, [](const Carrier* carrier) { return carrier->is_bound(); });
    if (!is_bound) {
        return broken(
            BrokenLink::not_usable,
            "no CHILD_SA that covers " + flow_.remote.text() +
                " is installed under an established IKE_SA"
        );
    }
    for (const Carrier* carrier : usable) {
        if (carrier->ike->identity != usable.front()->ike->identity) {
            return broken(
                BrokenLink::ambiguous,
                flow_.remote.text() + " is covered by two identities: " + ids(*usable.front()) +
                    " and " + ids(*carrier)
            );
        }
    }
    return std::nullopt;
}

tl::expected<const ProtectedServer*, BrokenBinding>
Chain::server_of(const Carrier& carrier, const ProtectedServers& servers) const
{
    const auto* const behind = servers.behind(carrier.ike->identity);
    if (!behind) {
        return broken(
            BrokenLink::identity_of_no_contract,
            "the identity authenticated in " + ids(carrier) + " is that of no contract"
        );
    }
    const auto found = std::ranges::find(*behind, contract_, &ProtectedServer::contract);
    if (found == behind->end()) {
        return broken(
            BrokenLink::other_contract,
            ids(carrier) + " is of the server of contract \"" + behind->front()->contract + "\""
        );
    }
    return *found;
}

Chain::Broken Chain::check_server(const ProtectedServer& server, const Found& usable) const
{
    const bool any_address = server.blocks.empty();
    const bool its_address =
        any_address || std::ranges::any_of(server.blocks, [this](const domain::Network& block) {
            return holds(block, flow_.remote);
        });
    if (!its_address) {
        return broken(
            BrokenLink::foreign_address,
            flow_.remote.text() + " is not one of the contract's addresses, though " +
                ids(*usable.front()) + " carries it"
        );
    }
    for (const Carrier* carrier : usable) {
        if (!server.connection.empty() &&
            server.connection != carrier->ike->association.connection) {
            return broken(
                BrokenLink::other_connection,
                ids(*carrier) + " is of the connection \"" + carrier->ike->association.connection +
                    "\", not of \"" + server.connection + "\""
            );
        }
    }
    return std::nullopt;
}

Chain::Broken Chain::check_floor(
    const ProtectionFloor& floor, const ProtectedServer& server, const Found& usable
) const
{
    if (const auto weak = floor.weakness(server.authentication)) {
        return broken(BrokenLink::below_floor, weak->text());
    }
    for (const Carrier* carrier : usable) {
        if (floor.holds(carrier->ike->strength) && floor.holds(carrier->strength)) {
            continue;
        }
        auto weak = floor.weakness(carrier->ike->association);
        if (!weak) {
            weak = floor.weakness(carrier->child);
        }
        return broken(
            BrokenLink::below_floor, ids(*carrier) + ": " + (weak ? weak->text() : "too weak")
        );
    }
    return std::nullopt;
}

} // namespace

std::string_view name_of(BrokenLink link)
{
    switch (link) {
    case BrokenLink::stale:
        return "stale";
    case BrokenLink::no_association:
        return "no_association";
    case BrokenLink::not_usable:
        return "not_usable";
    case BrokenLink::ambiguous:
        return "ambiguous";
    case BrokenLink::identity_of_no_contract:
        return "identity_of_no_contract";
    case BrokenLink::other_contract:
        return "other_contract";
    case BrokenLink::other_connection:
        return "other_connection";
    case BrokenLink::foreign_address:
        return "foreign_address";
    case BrokenLink::below_floor:
        return "below_floor";
    }
    return "unknown";
}

BindingSnapshot::BindingSnapshot(const SaTable& table, Rules rules)
    : carriers_{table.carriers()}
    , rules_{std::move(rules)}
    , stale_since_{table.stale_since()}
{}

Checked BindingSnapshot::check_new(const Flow& flow, std::string_view contract) const
{
    if (stale_since_) {
        return Chain{flow, contract}.broken(
            BrokenLink::stale, "the IKE daemon cannot be asked, and nothing new is admitted"
        );
    }
    return check(flow, contract);
}

Checked
BindingSnapshot::check_running(const Flow& flow, std::string_view contract, base::Instant now) const
{
    if (stale_since_ && now >= *stale_since_ + rules_.grace) {
        return Chain{flow, contract}.broken(
            BrokenLink::stale,
            "the IKE daemon was away for longer than running connections may go on"
        );
    }
    return check(flow, contract);
}

Checked BindingSnapshot::check(const Flow& flow, std::string_view contract) const
{
    return Chain{flow, contract}.follow(carriers_, rules_);
}

} // namespace iwf::core
