// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/domain/network.hpp"

struct nft_ctx;

namespace iwf::ipsec {

struct GuardSettings
{
    /// Where what came out of ESP comes in: kernel-libipsec's TUN device, or an XFRM interface. It
    /// need not exist yet. 1 to 15 of a-z, A-Z, 0-9, '_', '-', '.'; not "lo".
    std::string device;
    /// What the Diameter listener is bound to: one or more single addresses, IPv4 or IPv6. The
    /// unspecified ones and IPv4 written as IPv6 are refused: no packet carries them, so that
    /// nothing would be guarded.
    std::vector<domain::Network> addresses;
    std::uint16_t port{}; ///< TCP, 1 to 65535
};

/// The commands, as nft reads them, that put the guard's table in place of one that may be there,
/// in one transaction; an error when the settings are not as said above.
[[nodiscard]] base::Result<std::string> guard_rules(const GuardSettings& settings);

/// Fail closed (S4): the kernel itself drops TCP to the protected addresses and port that came in
/// through neither the device nor lo, and rejects TCP from them that would go out elsewhere,
/// whether or not charon runs, and after this process has ended too. It does so by nftables, in a
/// table of its own, `inet iwfd_guard`; no other table is read, written or depended on, and none
/// can let through what this one drops.
///
/// install() comes before the listener opens. Root or CAP_NET_ADMIN; in the network namespace of
/// the thread that first called. One thread. Each call blocks while the kernel works; the times
/// below are of one processor of a virtual machine with Linux 6.18, with 5000 rules of others.
/// While two others load tables without pause, a call can take as long as theirs: 65 ms was seen.
///
/// libnftables ends the process when it cannot open its socket; install() and remove() try that
/// first, and keep the socket, so that check() opens none.
class Guard
{
public:
    static constexpr std::string_view table = "inet iwfd_guard";

    /// An error when the settings are not as said there.
    [[nodiscard]] static base::Result<Guard> create(const GuardSettings& settings);

    /// Puts the table there, in place of any of that name, and remembers how the kernel lists it.
    /// At every moment the old rules or the new ones are in force. On an error nothing has changed,
    /// unless it says that the table could not be read. Blocks for 0.5 ms, with 64 addresses 1 ms;
    /// 1 of 100 calls for 2 to 6 ms.
    [[nodiscard]] base::Result<void> install();

    /// Nothing when the table is exactly what install() put there, its counters apart; else what
    /// is the matter: gone, changed, never installed, or not to be read. Meant to be called again
    /// and again: it blocks for 0.2 ms, with 64 addresses 0.3 ms; of 1000 calls 1 for 4 ms. It
    /// needs the same rights.
    [[nodiscard]] base::Result<void> check();

    /// Takes the table away, if there is one. Nothing else does: the destructor neither. Blocks
    /// for 0.4 ms.
    [[nodiscard]] base::Result<void> remove();

private:
    struct Free
    {
        void operator()(::nft_ctx* context) const;
    };

    explicit Guard(std::string rules)
        : rules_{std::move(rules)}
    {}

    base::Result<void> open();
    base::Result<std::string> run(const std::string& commands);

    std::string rules_;
    std::string installed_; ///< as listed right after install(); empty: not installed
    std::unique_ptr<::nft_ctx, Free> context_;
};

} // namespace iwf::ipsec
