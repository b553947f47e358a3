// SPDX-License-Identifier: Apache-2.0
#include "ipsec/guard_rules.hpp"

#include <algorithm>
#include <set>

#include "iwf/base/bytes.hpp"

namespace iwf::ipsec {
namespace {

using domain::Network;

constexpr std::size_t longest_name = 15; // IFNAMSIZ - 1

bool is_device_name(std::string_view name)
{
    // Fewer than the kernel takes: '*' and '\' mean something to nft, '"' would end the string.
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789_-.";
    return !name.empty() && name.size() <= longest_name && name != "." && name != ".." &&
           name.find_first_not_of(letters) == std::string_view::npos;
}

/// Why packets cannot be told by this address; empty when they can.
std::string_view fault_of(const Network& address)
{
    static const Network mapped = *Network::parse("::ffff:0:0/96");
    if (!address.is_single()) {
        return "is not a single address";
    }
    if (address == *Network::parse("0.0.0.0") || address == *Network::parse("::")) {
        return "stands for any address: name those that are protected";
    }
    return mapped.contains(address) ? "is an IPv4 address: write it as one" : "";
}

base::Result<void> check_settings(const GuardSettings& settings)
{
    const bool by_policy = settings.device.empty();
    if (!by_policy && (!is_device_name(settings.device) || settings.device == "lo")) {
        return base::fail(
            "guard: device \"" + base::printable(settings.device) +
            "\" is not a name of 1 to 15 of a-z, A-Z, 0-9, '_', '-', '.', other than lo"
        );
    }
    if (settings.port == 0) {
        return base::fail("guard: port 0 is none");
    }
    if (settings.addresses.empty()) {
        return base::fail("guard: no address to protect");
    }
    std::vector<Network> addresses = settings.addresses;
    for (const GuardedPeer& peer : settings.peers) {
        if (peer.port == 0) {
            return base::fail("guard: port 0 of " + peer.address.text() + " is none");
        }
        addresses.push_back(peer.address);
    }
    for (const Network& address : addresses) {
        if (const auto fault = fault_of(address); !fault.empty()) {
            return base::fail("guard: " + address.text() + ' ' + std::string{fault});
        }
    }
    return {};
}

/// "{ a, b }" of what is sorted, each once; empty when there is none.
std::string braced(const std::set<std::string>& elements)
{
    std::string set;
    for (const std::string& element : elements) {
        set += (set.empty() ? "{ " : ", ") + element;
    }
    return set.empty() ? set : set + " }";
}

/// "{ 10.200.0.1, 10.200.0.2 }" of one family, each once; empty when there is none.
std::string set_of(std::vector<Network> addresses, bool is_ipv4)
{
    std::ranges::sort(addresses);
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    std::string set;
    for (const Network& address : addresses) {
        if (address.is_ipv4() == is_ipv4) {
            set += (set.empty() ? "{ " : ", ") + address.text();
        }
    }
    return set.empty() ? set : set + " }";
}

/// "{ 10.200.4.1 . 3868 }" likewise.
std::string set_of(const std::vector<GuardedPeer>& peers, bool is_ipv4)
{
    std::set<std::string> elements;
    for (const GuardedPeer& peer : peers) {
        if (peer.address.is_ipv4() == is_ipv4) {
            elements.insert(peer.address.text() + " . " + std::to_string(peer.port));
        }
    }
    return braced(elements);
}

/// `address` and `port` are our listeners', the others those of who we connect to.
struct Direction
{
    std::string_view chain, hook, address, port, peer_address, peer_port, device, unprotected,
        verdict;
};
constexpr Direction incoming{
    "in", "input", "daddr", "dport", "saddr", "sport", "iifname", "meta ipsec missing", "drop"};
// Rejected and not dropped: the sender learns at once, instead of when TCP gives up.
constexpr Direction outgoing{
    "out",
    "output",
    "saddr",
    "sport",
    "daddr",
    "dport",
    "oifname",
    "rt ipsec missing",
    "reject with icmpx admin-prohibited"};

/// What no association carries. Through lo there is none, and no need of one.
std::string condition(const Direction& direction, const GuardSettings& settings)
{
    const std::string device{direction.device};
    return settings.device.empty() ? device + " != \"lo\" " + std::string{direction.unprotected}
                                   : device + " != { \"" + settings.device + "\", \"lo\" }";
}

std::string chain_of(const Direction& direction, const GuardSettings& settings)
{
    const auto text = [](std::string_view view) { return std::string{view}; };
    std::string chain = "    chain " + text(direction.chain) + " {\n        type filter hook " +
                        text(direction.hook) + " priority 0; policy accept;\n";
    const std::string rest =
        ' ' + condition(direction, settings) + " counter " + text(direction.verdict) + '\n';
    for (const bool is_ipv4 : {true, false}) {
        const std::string family = is_ipv4 ? "        ip " : "        ip6 ";
        if (const std::string set = set_of(settings.addresses, is_ipv4); !set.empty()) {
            chain += family + text(direction.address) + ' ' + set + " tcp " + text(direction.port) +
                     ' ' + std::to_string(settings.port) + rest;
        }
        if (const std::string set = set_of(settings.peers, is_ipv4); !set.empty()) {
            chain += family + text(direction.peer_address) + " . tcp " + text(direction.peer_port) +
                     ' ' + set + rest;
        }
    }
    return chain + "    }\n";
}

} // namespace

std::string guard_removal()
{
    const std::string table{guard_table};
    return "table " + table + "\ndelete table " + table + '\n';
}

base::Result<std::string> guard_rules(const GuardSettings& settings)
{
    if (auto good = check_settings(settings); !good) {
        return tl::unexpected{std::move(good).error()};
    }
    return guard_removal() + "table " + std::string{guard_table} + " {\n" +
           chain_of(incoming, settings) + chain_of(outgoing, settings) + "}\n";
}

} // namespace iwf::ipsec
