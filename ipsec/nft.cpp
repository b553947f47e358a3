// SPDX-License-Identifier: Apache-2.0
#include "ipsec/nft.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>

#include "iwf/base/bytes.hpp"

namespace iwf::ipsec {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// For the kernel to take away what was killed. It takes longer when nft waits inside the kernel.
constexpr std::chrono::milliseconds grace{1000};

/// Numbers instead of names, no counters, commands from stdin.
const std::array<std::string, 5> arguments{"nft", "-n", "-s", "-f", "-"};

/// One line of what nft says, which adds the command and a mark below it.
std::string reason(std::string_view said)
{
    constexpr std::string_view prefix = "Error: ";
    if (const auto start = said.find(prefix); start != std::string_view::npos) {
        said.remove_prefix(start + prefix.size());
    }
    return base::printable(said.substr(0, said.find('\n')), 200);
}

bool take(asio::posix::stream_descriptor& stream, Descriptor& descriptor)
{
    error_code error;
    stream.assign(descriptor.number(), error);
    if (!error) {
        descriptor.release();
    }
    return !error;
}

void close(asio::posix::stream_descriptor& stream)
{
    error_code ignored;
    stream.close(ignored);
}

} // namespace

std::shared_ptr<NftRun> NftRun::start(
    asio::io_context& io, const NftProgram& program, const std::string& commands, Handler handler
)
{
    auto run = std::make_shared<NftRun>(io, program, std::move(handler));
    if (auto begun = run->begin(commands); !begun) {
        run->child_.reset();
        asio::post(io, [run, error = std::move(begun.error())] {
            run->tell(tl::unexpected{error});
        });
    }
    return run;
}

NftRun::NftRun(asio::io_context& io, const NftProgram& program, Handler handler)
    : program_{program}
    , handler_{std::move(handler)}
    , output_{io}
    , errors_{io}
    , ended_{io}
    , timer_{io}
{}

base::Result<void> NftRun::begin(const std::string& commands)
{
    auto child = Child::start(program_.path, arguments, commands);
    if (!child) {
        return tl::unexpected{std::move(child.error())};
    }
    child_ = std::move(*child);
    if (!take(output_, child_->output()) || !take(errors_, child_->errors()) ||
        !take(ended_, child_->ended())) {
        return base::fail(program_.path + ": no place in epoll for its pipes");
    }
    read(output_, printed_);
    read(errors_, said_);
    ended_.async_wait(Stream::wait_read, [self = shared_from_this()](const error_code& error) {
        if (!error) {
            self->is_dead_ = true;
            self->step();
        }
    });
    arm(program_.patience, &NftRun::on_deadline);
    return {};
}

void NftRun::read(Stream& stream, std::string& into)
{
    asio::async_read(
        stream,
        asio::dynamic_buffer(into, output_limit),
        [self = shared_from_this()](const error_code& error, std::size_t) {
            if (error == asio::error::operation_aborted) {
                return;
            }
            if (!error) {
                return self->give_up(" printed more than 1 MiB, and was killed");
            }
            --self->unread_;
            self->step();
        }
    );
}

void NftRun::arm(std::chrono::milliseconds patience, void (NftRun::*then)())
{
    timer_.expires_after(patience);
    timer_.async_wait([self = shared_from_this(), then](const error_code& error) {
        if (!error) {
            ((*self).*then)();
        }
    });
}

void NftRun::on_deadline()
{
    give_up(
        " did not end within " + std::to_string(program_.patience.count()) + " ms, and was killed"
    );
}

void NftRun::on_grace_over()
{
    tell(base::fail(program_.path + fault_ + ", but has not ended by that"));
}

void NftRun::give_up(const std::string& fault)
{
    if (!fault_.empty() || !handler_) {
        return;
    }
    fault_ = fault;
    child_->kill();
    close(output_);
    close(errors_);
    arm(grace, &NftRun::on_grace_over);
    step();
}

/// Reaped when nothing of it is left to be killed: its number may be another's then.
void NftRun::step()
{
    if (!child_ || !is_dead_ || (unread_ > 0 && fault_.empty())) {
        return;
    }
    const std::string end = child_->reap().value_or("still running");
    child_.reset();
    tell(verdict(end));
}

base::Result<std::string> NftRun::verdict(const std::string& end)
{
    if (!fault_.empty()) {
        return base::fail(program_.path + fault_);
    }
    if (end.empty()) {
        return std::move(printed_);
    }
    const std::string why = reason(said_);
    return base::fail(why.empty() ? program_.path + " ended with " + end : why);
}

void NftRun::tell(base::Result<std::string> told)
{
    timer_.cancel();
    if (const Handler handler = std::exchange(handler_, nullptr)) {
        handler(std::move(told));
    }
}

void NftRun::abandon()
{
    handler_ = nullptr;
    timer_.cancel();
    close(output_);
    close(errors_);
    close(ended_);
    child_.reset();
}

} // namespace iwf::ipsec
