// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "iwf/diameter/common.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/diameter/transport.hpp"

namespace iwf::gateways {

/// Our own name in Diameter.
struct Self
{
    std::string host;
    std::string realm;
};

/// A request of a peer that is owed an answer. Given back unanswered it answers itself with
/// DIAMETER_UNABLE_TO_COMPLY: exactly one answer leaves for each request.
class Incoming
{
public:
    /// The three referred to outlive the object.
    Incoming(
        diameter::Transport& transport,
        const Self& self,
        diameter::Connection connection,
        diameter::Message request
    )
        : transport_{&transport}
        , self_{&self}
        , connection_{connection}
        , request_{std::move(request)}
    {}

    Incoming(Incoming&& other) noexcept
        : transport_{std::exchange(other.transport_, nullptr)}
        , self_{other.self_}
        , connection_{other.connection_}
        , request_{std::move(other.request_)}
    {}

    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;
    Incoming& operator=(Incoming&&) = delete;
    ~Incoming();

    [[nodiscard]] const diameter::Message& request() const { return request_; }
    [[nodiscard]] diameter::Connection connection() const { return connection_; }

    /// Of a request that waits, only what finds its way back is kept: a peer must not fill the
    /// memory with messages of the largest size (S6). An answer it gives itself then has no
    /// Session-Id.
    void drop_content() { request_.avps = {}; }

    /// Sends the answer with the identifiers of the request. Once.
    void answer(diameter::Message answer);

    /// The same, of a request for which nothing was done.
    void answer_refused(diameter::Message answer);

    /// Answers with what is wrong with the request.
    void refuse(const diameter::Fault& fault);

private:
    diameter::Transport* transport_; ///< null: answered, or moved from
    const Self* self_;
    diameter::Connection connection_;
    diameter::Message request_;
};

} // namespace iwf::gateways
