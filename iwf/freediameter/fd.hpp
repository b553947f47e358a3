// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The only header that sees freeDiameter: private to iwf/freediameter.
///
/// freeDiameter's headers define global enumerators (NONE, INFO, ...) and macros, and redefine
/// __func__ in every C++ translation unit: renamed before, undone after.
#define NONE fd_level_none
#define INFO fd_level_info
#define FULL fd_level_full
#define ANNOYING fd_level_annoying
#define FCTS fd_level_fcts
#define CALL fd_level_call
#include <freeDiameter/freeDiameter-host.h>
#include <freeDiameter/libfdcore.h>
#include <freeDiameter/libfdproto.h>
#undef NONE
#undef INFO
#undef FULL
#undef ANNOYING
#undef FCTS
#undef CALL
#undef __func__
#undef __PRETTY_FUNCTION__
#undef ASSERT
#undef LOG
#undef ASCII
#undef sSS
#undef sSA
#undef sSA4
#undef sSA6

#include <memory>
#include <string>

#include "iwf/base/result.hpp"

// Exported by the libraries, in no header of theirs. The builds they are known to be in are listed
// in proof.cpp; another build is refused at start.
extern "C" {
struct fd_peer;
struct cnxctx;
extern struct fifo* fd_g_incoming;
extern struct fifo* fd_g_outgoing;
int fd_fifo_post_internal(struct fifo* queue, void** item, int skip_max);
int fd_cnx_recv_setaltfifo(struct cnxctx* connection, struct fifo* events);
int fd_cnx_send(struct cnxctx* connection, unsigned char* octets, size_t size);
int fd_p_dw_timeout(struct fd_peer* peer);
int fd_psm_change_state(struct fd_peer* peer, int state);
int fd_psm_terminate(struct fd_peer* peer, char* reason);
void fd_psm_next_timeout(struct fd_peer* peer, int add_random, int delay);
int fd_p_dw_reopen(struct fd_peer* peer);
int fd_p_dp_handle(struct msg** message, int request, struct fd_peer* peer);
int fd_cnx_receive(
    struct cnxctx* connection, struct timespec* deadline, unsigned char** octets, size_t* size
);
struct cnxctx* fd_cnx_serv_accept(struct cnxctx* server);
int fd_cnx_getremoteeps(struct cnxctx* connection, struct fd_list* endpoints);
int fd_p_ce_process_receiver(struct fd_peer* peer);
void fd_psm_cleanup(struct fd_peer* peer, int is_the_end);
int fd_ep_filter(struct fd_list* endpoints, uint32_t keep);
}

namespace iwf::freediameter {

struct MessageDeleter
{
    void operator()(::msg* message) const { ::fd_msg_free(message); }
};
using MessagePtr = std::unique_ptr<::msg, MessageDeleter>;

/// The public part is the first member of libfdcore's own struct fd_peer.
[[nodiscard]] inline ::fd_peer* whole(::peer_hdr* peer)
{
    return reinterpret_cast<::fd_peer*>(peer);
}
[[nodiscard]] inline ::peer_hdr* head(::fd_peer* peer)
{
    return reinterpret_cast<::peer_hdr*>(peer);
}

[[nodiscard]] inline ::msg_hdr* header_of(::msg* message)
{
    ::msg_hdr* header = nullptr;
    ::fd_msg_hdr(message, &header);
    return header;
}

/// The libraries take names as char* and do not write to them.
[[nodiscard]] inline char* c_name(const char* text)
{
    return const_cast<char*>(text);
}

/// Every return code of the libraries goes through here, or is ignored by a cast to void.
[[nodiscard]] base::Result<void> check(int code, const char* call);

} // namespace iwf::freediameter
