// SPDX-License-Identifier: Apache-2.0
#include "ipsec/guard.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <linux/netlink.h>
#include <nftables/libnftables.h>
#include <sys/socket.h>
#include <unistd.h>

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
    if (!is_device_name(settings.device) || settings.device == "lo") {
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
    for (const Network& address : settings.addresses) {
        if (const auto fault = fault_of(address); !fault.empty()) {
            return base::fail("guard: " + address.text() + ' ' + std::string{fault});
        }
    }
    return {};
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

struct Direction
{
    std::string_view chain, hook, address, port, device, verdict;
};
constexpr Direction incoming{"in", "input", "daddr", "dport", "iifname", "drop"};
// Rejected and not dropped: the sender learns at once, instead of when TCP gives up.
constexpr Direction outgoing{
    "out", "output", "saddr", "sport", "oifname", "reject with icmpx admin-prohibited"};

std::string chain_of(const Direction& direction, const GuardSettings& settings)
{
    const auto text = [](std::string_view view) { return std::string{view}; };
    std::string chain = "    chain " + text(direction.chain) + " {\n        type filter hook " +
                        text(direction.hook) + " priority 0; policy accept;\n";
    for (const bool is_ipv4 : {true, false}) {
        if (const std::string set = set_of(settings.addresses, is_ipv4); !set.empty()) {
            chain += (is_ipv4 ? "        ip " : "        ip6 ") + text(direction.address) + ' ' +
                     set + " tcp " + text(direction.port) + ' ' + std::to_string(settings.port) +
                     ' ' + text(direction.device) + " != { \"" + settings.device +
                     "\", \"lo\" } counter " + text(direction.verdict) + '\n';
        }
    }
    return chain + "    }\n";
}

/// In place of a table that may be there or not: deleting what is not there is an error, making
/// what is there is none.
std::string without_table()
{
    const std::string table{Guard::table};
    return "table " + table + "\ndelete table " + table + '\n';
}

/// One line of what libnftables says, which adds the command and a mark below it.
std::string reason(std::string_view said)
{
    constexpr std::string_view prefix = "Error: ";
    if (const auto start = said.find(prefix); start != std::string_view::npos) {
        said.remove_prefix(start + prefix.size());
    }
    return base::printable(said.substr(0, said.find('\n')), 200);
}

std::string advice(const std::string& why)
{
    if (why.find("not permitted") != std::string::npos) {
        return why + ". Run as root, or with CAP_NET_ADMIN";
    }
    return why + ". The kernel must have nf_tables with the family inet, and its reject";
}

tl::unexpected<base::Error> table_fault(std::string_view fault)
{
    return base::fail("nftables: table " + std::string{Guard::table} + ' ' + std::string{fault});
}

} // namespace

base::Result<std::string> guard_rules(const GuardSettings& settings)
{
    if (auto good = check_settings(settings); !good) {
        return tl::unexpected{std::move(good).error()};
    }
    return without_table() + "table " + std::string{Guard::table} + " {\n" +
           chain_of(incoming, settings) + chain_of(outgoing, settings) + "}\n";
}

void Guard::Free::operator()(::nft_ctx* context) const
{
    ::nft_ctx_free(context);
}

base::Result<Guard> Guard::create(const GuardSettings& settings)
{
    return guard_rules(settings).map([](std::string rules) { return Guard{std::move(rules)}; });
}

base::Result<void> Guard::open()
{
    if (context_) {
        return {};
    }
    // nft_ctx_new() does the same, and calls exit() when it fails.
    const int probe = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (probe < 0) {
        return base::fail(
            "nftables: no socket to the kernel: " + std::generic_category().message(errno) +
            ". The kernel must have nfnetlink, and the unit allow AF_NETLINK"
        );
    }
    ::close(probe);
    context_.reset(::nft_ctx_new(NFT_CTX_DEFAULT));
    if (!context_ || ::nft_ctx_buffer_output(context_.get()) != 0 ||
        ::nft_ctx_buffer_error(context_.get()) != 0) {
        context_.reset();
        return base::fail("nftables: libnftables does not start");
    }
    ::nft_ctx_output_set_flags(
        context_.get(), NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_NUMERIC_ALL
    );
    return {};
}

/// What nft prints of these commands; on failure the reason. After open().
base::Result<std::string> Guard::run(const std::string& commands)
{
    const int status = ::nft_run_cmd_from_buffer(context_.get(), commands.c_str());
    // Both, each time: reading is what empties them.
    std::string printed = ::nft_ctx_get_output_buffer(context_.get());
    const std::string_view said = ::nft_ctx_get_error_buffer(context_.get());
    return status == 0 ? base::Result<std::string>{std::move(printed)} : base::fail(reason(said));
}

base::Result<void> Guard::install()
{
    if (auto opened = open(); !opened) {
        return opened;
    }
    if (const auto done = run(rules_); !done) {
        return table_fault("cannot be installed: " + advice(done.error().text));
    }
    auto listed = run("list table " + std::string{table});
    installed_ = std::move(listed).value_or("");
    if (installed_.empty()) {
        return table_fault("is installed, but cannot be read. Is somebody else changing it?");
    }
    return {};
}

base::Result<void> Guard::check()
{
    if (installed_.empty()) {
        return table_fault("was not installed");
    }
    const auto listed = run("list table " + std::string{table});
    if (!listed) {
        return table_fault("is gone, or cannot be read: " + listed.error().text);
    }
    return *listed == installed_ ? base::Result<void>{}
                                 : table_fault("is not what was installed: somebody changed it");
}

base::Result<void> Guard::remove()
{
    if (auto opened = open(); !opened) {
        return opened;
    }
    if (const auto done = run(without_table()); !done) {
        return table_fault("cannot be removed: " + advice(done.error().text));
    }
    installed_.clear();
    return {};
}

} // namespace iwf::ipsec
