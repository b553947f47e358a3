// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ipsec/child.hpp"
#include "iwf/base/result.hpp"

namespace iwf::ipsec {

/// Which nft, and how long it may take. Others than these are for tests: there is no way to
/// configure what is run with our rights.
struct NftProgram
{
    std::string path{"/usr/sbin/nft"};
    std::chrono::milliseconds patience{5000};
};

/// One run of nft, which reads commands from its stdin. Never blocks but for the start of the
/// process, some 0.5 ms. The io_context's thread.
///
/// Shared by its owner and the operations that Asio has not ended yet.
class NftRun : public std::enable_shared_from_this<NftRun>
{
public:
    /// What nft printed, without counters and names of services; or in one line why not.
    using Handler = std::function<void(base::Result<std::string>)>;

    /// More is an error, on stdout and stderr each. 1000 addresses are listed in 60 KiB.
    static constexpr std::size_t output_limit = 1U << 20U;

    /// `handler` is called once, never from inside, and within the program's patience and 1 s: what
    /// has not ended by its deadline is killed, and told when it is gone, but after 1 s anyway.
    [[nodiscard]] static std::shared_ptr<NftRun> start(
        boost::asio::io_context& io,
        const NftProgram& program,
        const std::string& commands,
        Handler handler
    );

    NftRun(boost::asio::io_context& io, const NftProgram& program, Handler handler);

    /// Kills nft if it still runs, waits for its end for 1 s at most, and does not call the
    /// handler.
    void abandon();

    /// False while nft runs: told of or not.
    [[nodiscard]] bool has_ended() const { return !child_; }

private:
    using Stream = boost::asio::posix::stream_descriptor;

    base::Result<void> begin(const std::string& commands);
    void read(Stream& stream, std::string& into);
    void arm(std::chrono::milliseconds patience, void (NftRun::*then)());
    void on_deadline();
    void on_grace_over();
    void give_up(const std::string& fault);
    void step();
    void tell(base::Result<std::string> told);
    base::Result<std::string> verdict(const std::string& end);

    NftProgram program_;
    Handler handler_;
    std::unique_ptr<Child> child_; ///< until it is reaped
    Stream output_;
    Stream errors_;
    Stream ended_;
    boost::asio::steady_timer timer_;
    std::string printed_;
    std::string said_;
    std::string fault_; ///< set: killed because of this
    int unread_{2};     ///< of stdout and stderr, how many have not come to their end
    bool is_dead_{};
};

} // namespace iwf::ipsec
