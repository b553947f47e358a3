// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/control/control_server.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "iwf/app/control/control_socket.hpp"
#include "iwf/app/control/json.hpp"
#include "iwf/base/bytes.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

namespace iwf::control {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Local = asio::local::stream_protocol;

/// When no connection can be taken (no descriptors left), before the next attempt.
constexpr auto accept_pause = 1s;

std::map<std::string, std::string> query_of(std::string_view text)
{
    std::map<std::string, std::string> query;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        const std::size_t equals = pair.find('=');
        query.emplace(
            pair.substr(0, equals),
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1)
        );
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
    }
    return query;
}

Request request_of(const http::request<http::string_body>& message, std::uint32_t user)
{
    const std::string_view target{message.target().data(), message.target().size()};
    const std::size_t mark = target.find('?');
    return {
        .method = std::string{message.method_string()},
        .path = std::string{target.substr(0, mark)},
        .query = query_of(mark == std::string_view::npos ? "" : target.substr(mark + 1)),
        .body = message.body(),
        .user = user,
    };
}

/// What to say to what could not be read; nothing: there is nobody to say it to.
std::optional<Response> complaint(const error_code& error, const Limits& limits)
{
    if (error == http::error::end_of_stream || error == asio::error::operation_aborted ||
        error == beast::error::timeout) { // the last has closed it
        return std::nullopt;
    }
    if (error == http::error::body_limit) {
        return failure(
            413, "the body is too long; expected at most " + std::to_string(limits.body_octets)
        );
    }
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return failure(
            431, "the header is too long; expected at most " + std::to_string(limits.header_octets)
        );
    }
    return failure(400, "not HTTP/1.1 as expected: " + error.message());
}

} // namespace

Response failure(unsigned status, const std::string& text)
{
    mtciwf::v1::Failure failure;
    failure.set_error(text);
    return {status, to_json(failure)};
}

/// What the connections share.
struct ControlServer::Core : std::enable_shared_from_this<ControlServer::Core>
{
    Core(
        asio::io_context& context,
        ListeningSocket socket,
        Routes served,
        base::Log& to,
        Limits to_keep
    )
        : io{context}
        , file{std::move(socket)}
        , acceptor{context, Local{}, file.release()}
        , retry{context}
        , routes{std::move(served)}
        , log{to}
        , limits{to_keep}
    {}

    asio::io_context& io;
    ListeningSocket file;
    Local::acceptor acceptor;
    asio::steady_timer retry;
    Routes routes;
    base::Log& log;
    Limits limits;
    std::size_t connections{};
    bool is_accepting{};
    bool is_open{true};

    void accept();
    void on_accepted(const error_code& error, Local::socket socket);
    [[nodiscard]] std::chrono::milliseconds patience_for(const std::string& path) const;
    void serve(const Request& request, const Answer& answer);
    void close();
};

namespace {

/// From accept to close.
template <class Core>
class Exchange : public std::enable_shared_from_this<Exchange<Core>>
{
public:
    Exchange(std::shared_ptr<Core> core, Local::socket socket)
        : core_{std::move(core)}
        , stream_{std::move(socket)}
        , deadline_{core_->io} // The parser keeps a header in it; more than one is never read.
        , buffer_{core_->limits.header_octets + core_->limits.body_octets}
    {
        ++core_->connections;
        parser_.header_limit(static_cast<std::uint32_t>(core_->limits.header_octets));
        parser_.body_limit(core_->limits.body_octets);
    }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange()
    {
        --core_->connections;
        core_->accept();
    }

    void start()
    {
        const auto user = permitted_user(stream_.socket().native_handle(), core_->file.path());
        if (!user) {
            core_->log.event(
                base::Severity::warning, "control.refused", {{"error", user.error().text}}
            );
            return respond(failure(403, user.error().text));
        }
        user_ = *user;
        stream_.expires_after(core_->limits.read);
        http::async_read(
            stream_,
            buffer_,
            parser_,
            [self = this->shared_from_this()](const error_code& error, std::size_t) {
                self->on_read(error);
            }
        );
    }

private:
    void on_read(const error_code& error)
    {
        if (error) {
            if (auto said = complaint(error, core_->limits)) {
                respond(std::move(*said));
            }
            return;
        }
        const Request request = request_of(parser_.get(), user_);
        deadline_.expires_after(core_->patience_for(request.path));
        deadline_.async_wait([self = this->shared_from_this()](const error_code& cancelled) {
            if (!cancelled) {
                self->respond(failure(504, "not done in time; it may be done later"));
            }
        });
        core_->serve(request, [weak = this->weak_from_this()](Response response) {
            if (const auto self = weak.lock()) { // the deadline keeps it alive so long
                self->respond(std::move(response));
            }
        });
    }

    /// The first answer counts.
    void respond(Response response)
    {
        if (std::exchange(is_answered_, true)) {
            return;
        }
        deadline_.cancel();
        response_.result(response.status);
        response_.set(http::field::content_type, "application/json");
        response_.keep_alive(false);
        response_.body() = std::move(response.body);
        response_.prepare_payload();
        stream_.expires_after(core_->limits.write);
        http::async_write(
            stream_,
            response_,
            [self = this->shared_from_this()](const error_code&, std::size_t) { self->shut(); }
        );
    }

    void shut()
    {
        error_code ignored; // the other end may have gone first
        stream_.socket().shutdown(Local::socket::shutdown_both, ignored);
        stream_.socket().close(ignored);
    }

    std::shared_ptr<Core> core_;
    beast::basic_stream<Local> stream_;
    asio::steady_timer deadline_;
    beast::flat_buffer buffer_;
    http::request_parser<http::string_body> parser_;
    http::response<http::string_body> response_;
    std::uint32_t user_{};
    bool is_answered_{};
};

} // namespace

void ControlServer::Core::accept()
{
    if (!is_open || is_accepting || connections >= limits.connections) {
        return;
    }
    is_accepting = true;
    acceptor.async_accept([self =
                               shared_from_this()](const error_code& error, Local::socket socket) {
        self->on_accepted(error, std::move(socket));
    });
}

void ControlServer::Core::on_accepted(const error_code& error, Local::socket socket)
{
    if (!is_open) {
        return;
    }
    if (error) {
        log.event(base::Severity::error, "control.not_accepted", {{"error", error.message()}});
        retry.expires_after(accept_pause);
        retry.async_wait([weak = weak_from_this()](const error_code& cancelled) {
            if (const auto self = weak.lock(); self && !cancelled) {
                self->is_accepting = false;
                self->accept();
            }
        });
        return;
    }
    is_accepting = false;
    std::make_shared<Exchange<Core>>(shared_from_this(), std::move(socket))->start();
    accept();
}

std::chrono::milliseconds ControlServer::Core::patience_for(const std::string& path) const
{
    const auto route = routes.find(path);
    const bool has_own = route != routes.end() && route->second.patience.count() != 0;
    return has_own ? route->second.patience : limits.answer;
}

void ControlServer::Core::serve(const Request& request, const Answer& answer)
{
    if (!is_open) {
        return answer(failure(503, "the daemon is ending"));
    }
    const auto route = routes.find(request.path);
    if (route == routes.end()) {
        std::string known;
        for (const auto& [path, one] : routes) {
            known += (known.empty() ? "" : ", ") + one.method + " " + path;
        }
        return answer(
            failure(404, "no resource " + base::printable(request.path) + "; there are " + known)
        );
    }
    if (route->second.method != request.method) {
        return answer(failure(405, "expected " + route->second.method + " for " + request.path));
    }
    if (request.method != "GET") {
        log.event(
            base::Severity::notice,
            "control.request",
            {{"user", request.user}, {"method", request.method}, {"path", request.path}}
        );
    }
    route->second.serve(request, answer);
}

void ControlServer::Core::close()
{
    is_open = false;
    error_code ignored;
    acceptor.close(ignored);
    retry.cancel();
    routes.clear();
}

base::Result<std::unique_ptr<ControlServer>> ControlServer::open(
    asio::io_context& io, const std::string& path, Routes routes, base::Log& log, Limits limits
)
{
    auto socket = ListeningSocket::open(path);
    if (!socket) {
        return tl::unexpected{std::move(socket.error())};
    }
    auto core = std::make_shared<Core>(io, std::move(*socket), std::move(routes), log, limits);
    core->accept();
    return std::unique_ptr<ControlServer>{new ControlServer{std::move(core)}};
}

ControlServer::ControlServer(std::shared_ptr<Core> core)
    : core_{std::move(core)}
{}

ControlServer::~ControlServer()
{
    core_->close();
    core_->file.remove();
}

} // namespace iwf::control
