// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "iwf/diameter/message.hpp"

namespace iwf::diameter {

/// The answers with one protocol error (3xxx; RFC 6733, 7.1.3), as error_answer() gives them. What
/// is the same in all is encoded once: who refuses much should not pay much for it.
class ErrorAnswers
{
public:
    ErrorAnswers(std::uint32_t result_code, std::string origin_host, std::string origin_realm);

    /// The answer to `request`, behind what `out` holds.
    void answer_onto(base::Bytes& out, const MessageView& request) const;

private:
    std::uint32_t result_code_;
    std::string origin_host_;
    std::string origin_realm_;
    base::Bytes usual_; ///< AVPs behind the Session-Id, of an answer without Proxy-Info
};

} // namespace iwf::diameter
