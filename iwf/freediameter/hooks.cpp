// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/hooks.hpp"

#include "iwf/freediameter/admission.hpp"
#include "iwf/freediameter/cancel.hpp"
#include "iwf/freediameter/fd.hpp"
#include "iwf/freediameter/received.hpp"

namespace iwf::freediameter {
namespace {

constexpr std::uint32_t capabilities_exchange = 257;
constexpr std::uint32_t vendor_3gpp = 10415;
constexpr std::uint32_t no_application = 1; ///< makes libfdcore close: "expected CER"

/// Resolved once; libfdcore's dictionary keeps them for good.
struct NameObjects
{
    ::dict_object* vendor_id{};
    ::dict_object* product_name{};
};
NameObjects names;

void set_value(::msg* message, ::dict_object* model, ::avp_value value)
{
    ::avp* avp = nullptr;
    if (::fd_msg_search_avp(message, model, &avp) == 0 && avp != nullptr) {
        (void)::fd_msg_avp_setvalue(avp, &value);
    }
}

void refuse(HookContext& context, ::msg* message, std::string_view remote, const base::Error& why)
{
    ++context.node.refused;
    header_of(message)->msg_appl = no_application;
    LogBridge::mute_this_thread(true); // until libfdcore has said that it closes
    context.log.event(
        base::Severity::warning,
        "peer.refused",
        {{"remote", base::printable(remote)}, {"reason", why.text}}
    );
}

/// HOOK_MESSAGE_RECEIVED: `other` is the connection's name when there is no peer yet.
void on_received(
    ::fd_hook_type,
    ::msg* message,
    ::peer_hdr* peer,
    void* other,
    ::fd_hook_permsgdata*,
    void* context
)
{
    if (peer != nullptr || message == nullptr) {
        return;
    }
    const CancelOff cancel_off;
    auto& ours = *static_cast<HookContext*>(context);
    const auto remote = remote_in(other == nullptr ? "" : static_cast<const char*>(other));
    const Received& received = received_here();
    if (received.object != message) {
        refuse(ours, message, remote, {"its first message was not read"});
        return;
    }
    if (auto judged = judge_newcomer(received.message, remote, ours.node, ours.admit); !judged) {
        refuse(ours, message, remote, judged.error());
        return;
    }
    ++ours.node.admitted;
}

/// HOOK_MESSAGE_SENDING: libfdcore's own vendor and product are compiled in.
void on_sending(
    ::fd_hook_type, ::msg* message, ::peer_hdr*, void*, ::fd_hook_permsgdata*, void* context
)
{
    const ::msg_hdr* header = header_of(message);
    if (header->msg_code != capabilities_exchange || header->msg_appl != 0) {
        return;
    }
    ::avp_value value{};
    value.u32 = vendor_3gpp;
    set_value(message, names.vendor_id, value);
    // libfdcore copies what it takes for its to change.
    const std::string& product = static_cast<HookContext*>(context)->node.config.product;
    value.os.data = reinterpret_cast<unsigned char*>(const_cast<char*>(product.data()));
    value.os.len = product.size();
    set_value(message, names.product_name, value);
}

void on_connect_failed(
    ::fd_hook_type, ::msg*, ::peer_hdr* peer, void* other, ::fd_hook_permsgdata*, void* context
)
{
    if (peer == nullptr && LogBridge::is_this_thread_muted()) {
        LogBridge::mute_this_thread(false);
        return;
    }
    const CancelOff cancel_off;
    auto& ours = *static_cast<HookContext*>(context);
    const char* identity = peer == nullptr ? "" : peer->info.pi_diamid;
    PeerSlot* const slot =
        peer == nullptr ? nullptr : ours.node.peers.find(reinterpret_cast<::fd_peer*>(peer));
    const bool told_before = slot != nullptr && slot->is_failure_told.exchange(true);
    ours.log.event(
        told_before ? base::Severity::debug : base::Severity::notice,
        "peer.connect_failed",
        {{"peer", identity},
         {"reason", base::printable(other == nullptr ? "" : static_cast<const char*>(other), 200)}}
    );
}

void on_nothing(::fd_hook_type, ::msg*, ::peer_hdr*, void*, ::fd_hook_permsgdata*, void*) {}

/// For a peer object that libfdcore made from a CER: no such peer is configured.
int refuse_unknown(::peer_info*, int* verdict, int (**)(::peer_info*))
{
    *verdict = -1;
    return 0;
}

using Hook = void(::fd_hook_type, ::msg*, ::peer_hdr*, void*, ::fd_hook_permsgdata*, void*);

base::Result<void> add(std::uint32_t mask, Hook* hook, HookContext& context)
{
    ::fd_hook_hdl* handle = nullptr; // libfdcore's, until the end of the process
    return check(::fd_hook_register(mask, hook, &context, nullptr, &handle), "fd_hook_register");
}

base::Result<::dict_object*> base_avp(const char* name)
{
    ::dict_object* found = nullptr;
    return check(
               ::fd_dict_search(
                   fd_g_config->cnf_dict, DICT_AVP, AVP_BY_NAME, c_name(name), &found, ENOENT
               ),
               name
    )
        .map([&found] { return found; });
}

constexpr std::uint32_t bit(::fd_hook_type type)
{
    return 1U << static_cast<unsigned>(type);
}

constexpr std::uint32_t silent =
    bit(HOOK_MESSAGE_LOCAL) | bit(HOOK_MESSAGE_SENT) | bit(HOOK_MESSAGE_FAILOVER) |
    bit(HOOK_MESSAGE_PARSING_ERROR) | bit(HOOK_MESSAGE_ROUTING_ERROR) |
    bit(HOOK_MESSAGE_ROUTING_FORWARD) | bit(HOOK_MESSAGE_ROUTING_LOCAL) |
    bit(HOOK_MESSAGE_DROPPED) | bit(HOOK_PEER_CONNECT_SUCCESS);

} // namespace

base::Result<void> register_hooks(HookContext& context)
{
    auto vendor = base_avp("Vendor-Id");
    auto product_name = base_avp("Product-Name");
    if (!vendor || !product_name) {
        return base::fail("libfdcore's base dictionary lacks Vendor-Id or Product-Name");
    }
    names = {*vendor, *product_name};
    return check(::fd_peer_validate_register(&refuse_unknown), "fd_peer_validate_register")
        .and_then([&] { return add(bit(HOOK_MESSAGE_RECEIVED), &on_received, context); })
        .and_then([&] { return add(bit(HOOK_MESSAGE_SENDING), &on_sending, context); })
        .and_then([&] { return add(bit(HOOK_PEER_CONNECT_FAILED), &on_connect_failed, context); })
        .and_then([&] { return add(silent, &on_nothing, context); });
}

} // namespace iwf::freediameter
