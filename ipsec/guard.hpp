// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "ipsec/guard_rules.hpp"
#include "ipsec/nft.hpp"
#include "iwf/base/result.hpp"

namespace iwf::ipsec {

/// Fail closed (S4): the kernel itself drops TCP to the protected addresses and port, and TCP from
/// the peers we connect to, that came in through neither the device nor lo, and rejects TCP of the
/// same connections that would go out elsewhere, whether or not charon runs, and after this process
/// has ended too. It does so by nftables, in a table of its own, `inet iwfd_guard`; no other table
/// is read, written or depended on, and none can let through what this one drops.
///
/// install() comes before the listener opens. Each call runs the program nft, once or twice: root,
/// or CAP_NET_ADMIN as an ambient capability, in the network namespace of the calling thread. What
/// does not end in 5 s is killed, and is an error. The io_context's thread. The times below are of
/// one processor of a virtual machine with Linux 6.18, with 5000 rules of others.
///
/// One call at a time: the next one may come when the handler of the last is called, or from
/// inside it. install() and remove() that block may come always, and end a call that is under way;
/// its handler is not called then.
class Guard
{
public:
    /// Called once, from the io_context, never from inside the call. It may not destroy the guard.
    using Handler = std::function<void(base::Result<void>)>;

    /// An error when the settings are not as said there. `program` is for tests.
    [[nodiscard]] static base::Result<std::unique_ptr<Guard>>
    create(boost::asio::io_context& io, const GuardSettings& settings, NftProgram program = {});

    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    /// Ends a call that is under way. The table stays.
    ~Guard();

    /// Puts the table there, in place of any of that name, and remembers how the kernel lists it.
    /// At every moment the old rules or the new ones are in force. On an error nothing has changed,
    /// unless it says that the table could not be read, or that nft was killed. Blocks for
    /// 20 ms, with 64 addresses 25 ms; most of it is nft reading all tables.
    [[nodiscard]] base::Result<void> install();

    /// The same, but does not block.
    void install(Handler handler);

    /// Nothing when the table is exactly what install() put there, its counters apart; else what
    /// is the matter: gone, changed, never installed, or not to be read. Meant to be called again
    /// and again: it does not block but to start the process, for 0.2 ms; of 100
    /// calls 1 for 12 ms on a busy machine. The handler is called after 3 ms, with 64 addresses 5
    /// ms.
    void check(Handler handler);

    /// Takes the table away, if there is one. Nothing else does: the destructor neither. Blocks
    /// for 9 to 16 ms.
    [[nodiscard]] base::Result<void> remove();

private:
    Guard(boost::asio::io_context& io, NftProgram program, std::string rules);

    void run(boost::asio::io_context& io, const std::string& commands, NftRun::Handler handler);
    void put(boost::asio::io_context& io, Handler handler);
    void list(boost::asio::io_context& io, NftRun::Handler handler);
    void end_run();
    base::Result<void> await(const std::function<void(boost::asio::io_context&, Handler)>& start);

    boost::asio::io_context& io_;
    NftProgram program_;
    std::string rules_;
    std::string installed_; ///< as listed right after install(); empty: not installed
    std::shared_ptr<NftRun> run_;
};

} // namespace iwf::ipsec
