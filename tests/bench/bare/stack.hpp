// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "iwf/freediameter/fd.hpp"

/// libfdcore without anything of ours, used as its documentation has it. Its hooks are muted, since
/// by default it formats each message and throws the text away, and one thread dispatches: what it
/// costs at least.
namespace iwf::bench {

using Handler = int(::msg**, ::avp*, ::session*, void*, ::disp_action*);

/// Ends the process when `code` is not 0: nothing can be measured then.
void must(int code, const char* what);

/// Initialises libfdcore; `handler`, unless null, gets each request. It listens on 127.0.0.1, or
/// nowhere when `port` is 0.
void start(const std::string& identity, std::uint16_t port, Handler* handler);

/// Dials 127.0.0.1:`port` and waits until that peer is open.
void dial(const std::string& peer, std::uint16_t port);

/// Sends a request of some 316 octets to `peer`; `on_answer` owns the answer.
void send_request(
    const std::string& peer, std::uint32_t number, void (*on_answer)(void*, ::msg**), void* context
);

/// Makes `*message`, a request, the answer to it (some 180 octets).
void make_answer(::msg** message);

[[nodiscard]] bool is_success(::msg* answer);

} // namespace iwf::bench
