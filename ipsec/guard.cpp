// SPDX-License-Identifier: Apache-2.0
#include "ipsec/guard.hpp"

#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

namespace iwf::ipsec {

namespace asio = boost::asio;

namespace {

std::string advice(const std::string& why)
{
    if (why.find("not permitted") != std::string::npos) {
        return why + ". Run as root, or with CAP_NET_ADMIN as an ambient capability";
    }
    if (why.find("cannot be run") != std::string::npos) {
        return why + ". The package nftables must be installed";
    }
    if (why.find("killed") != std::string::npos) {
        return why;
    }
    if (why.find("Netlink socket") != std::string::npos) {
        return why + ". The kernel must have nfnetlink, and the unit allow AF_NETLINK";
    }
    return why + ". The kernel must have nf_tables with the family inet, and its reject";
}

tl::unexpected<base::Error> table_fault(std::string_view fault)
{
    return base::fail("nftables: table " + std::string{guard_table} + ' ' + std::string{fault});
}

} // namespace

base::Result<std::unique_ptr<Guard>>
Guard::create(asio::io_context& io, const GuardSettings& settings, NftProgram program)
{
    auto rules = guard_rules(settings);
    if (!rules) {
        return tl::unexpected{std::move(rules.error())};
    }
    // The constructor is private: make_unique cannot.
    return std::unique_ptr<Guard>{new Guard{io, std::move(program), std::move(*rules)}};
}

Guard::Guard(asio::io_context& io, NftProgram program, std::string rules)
    : io_{io}
    , program_{std::move(program)}
    , rules_{std::move(rules)}
{}

Guard::~Guard()
{
    end_run();
}

void Guard::end_run()
{
    if (run_) {
        run_->abandon();
        run_.reset();
    }
}

void Guard::run(asio::io_context& io, const std::string& commands, NftRun::Handler handler)
{
    if (run_ && !run_->has_ended()) {
        // Killed, but the kernel has not let it go: more of them would not get any further.
        asio::post(io, [handler = std::move(handler), path = program_.path] {
            handler(base::fail(path + " was killed, but has not ended yet"));
        });
        return;
    }
    run_ = NftRun::start(io, program_, commands, std::move(handler));
}

void Guard::list(asio::io_context& io, NftRun::Handler handler)
{
    run(io, "list table " + std::string{guard_table} + '\n', std::move(handler));
}

void Guard::put(asio::io_context& io, Handler handler)
{
    run(io,
        rules_,
        [this, &io, handler = std::move(handler)](const base::Result<std::string>& done) {
            if (!done) {
                return handler(table_fault("cannot be installed: " + advice(done.error().text)));
            }
            // Not in one run with the rules: they are in force only when nft has read to the end.
            list(io, [this, handler](base::Result<std::string> listed) {
                installed_ = std::move(listed).value_or("");
                handler(
                    installed_.empty()
                        ? table_fault("is installed, but cannot be read. Is somebody changing it?")
                        : base::Result<void>{}
                );
            });
        });
}

base::Result<void> Guard::await(const std::function<void(asio::io_context&, Handler)>& start)
{
    end_run();
    asio::io_context own{1};
    std::optional<base::Result<void>> told;
    start(own, [&told](base::Result<void> result) { told = std::move(result); });
    while (!told && own.run_one() != 0) {
    }
    end_run(); // its streams belong to this io_context
    return told.value();
}

base::Result<void> Guard::install()
{
    return await([this](asio::io_context& io, Handler handler) { put(io, std::move(handler)); });
}

void Guard::install(Handler handler)
{
    put(io_, std::move(handler));
}

void Guard::check(Handler handler)
{
    if (installed_.empty()) {
        asio::post(io_, [handler = std::move(handler)] {
            handler(table_fault("was not installed"));
        });
        return;
    }
    list(io_, [this, handler = std::move(handler)](const base::Result<std::string>& listed) {
        if (!listed) {
            return handler(table_fault("is gone, or cannot be read: " + listed.error().text));
        }
        handler(
            *listed == installed_ ? base::Result<void>{}
                                  : table_fault("is not what was installed: somebody changed it")
        );
    });
}

base::Result<void> Guard::remove()
{
    auto removed = await([this](asio::io_context& io, const Handler& handler) {
        run(io, guard_removal(), [handler](const base::Result<std::string>& done) {
            handler(
                done ? base::Result<void>{}
                     : table_fault("cannot be removed: " + advice(done.error().text))
            );
        });
    });
    if (removed) {
        installed_.clear();
    }
    return removed;
}

} // namespace iwf::ipsec
