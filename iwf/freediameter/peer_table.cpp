// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/peer_table.hpp"

#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include "iwf/domain/identity.hpp"
#include "iwf/freediameter/address.hpp"
#include "iwf/freediameter/fd.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

/// A passive peer must have somewhere to be dialled, or libfdcore asks the DNS: nothing listens on
/// port 1 of this host, and the first attempt is 115 days away (see fd_psm_next_timeout in
/// corrections.cpp). Ten times that would overflow the delay, which a DPR "do not want to talk to
/// you" multiplies by 200.
const Endpoint nowhere{"127.0.0.1", 1};
constexpr int never_again_s = 10'000'000;

/// A peer whose thread begins to run after libfdcore was started is dialled not at once but up to
/// 4 s later (p_psm.c, created_started): a start right after this one must not overtake it.
void await_thread(::peer_hdr* peer)
{
    const auto deadline = std::chrono::steady_clock::now() + 1s;
    while (::fd_peer_get_state(peer) == STATE_NEW && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(100us);
    }
}

} // namespace

base::Result<::fd_peer*> PeerTable::register_peer(const PeerConfig& config)
{
    const Endpoint& endpoint = config.dial ? *config.dial : nowhere;
    auto address = SocketAddress::parse(endpoint.address, endpoint.port);
    if (!address) {
        return tl::unexpected{address.error()};
    }
    ::peer_info info{};
    info.pi_diamid = c_name(config.identity.c_str());
    info.config.pic_flags.pro4 = PI_P4_TCP;
    info.config.pic_flags.sec = PI_SEC_NONE;
    info.config.pic_flags.exp = PI_EXP_NONE;
    info.config.pic_flags.persist = PI_PRST_ALWAYS;
    info.config.pic_port = endpoint.port;
    info.config.pic_tctimer = config.dial ? 0 : never_again_s;
    ::fd_list_init(&info.pi_endpoints, nullptr);
    if (auto added = check(
            ::fd_ep_add_merge(
                &info.pi_endpoints, address->generic(), address->size(), EP_FL_CONF | EP_ACCEPTALL
            ),
            "fd_ep_add_merge"
        );
        !added) {
        return tl::unexpected{added.error()};
    }
    if (auto added = check(::fd_peer_add(&info, "configuration", nullptr, nullptr), "fd_peer_add");
        !added) {
        return tl::unexpected{added.error()};
    }
    ::peer_hdr* object = nullptr;
    (void)::fd_peer_getbyid(c_name(config.identity.c_str()), config.identity.size(), 1, &object);
    if (object == nullptr) {
        return base::fail("libfdcore does not find the peer just added");
    }
    await_thread(object);
    return whole(object);
}

base::Result<PeerSlot*> PeerTable::add(PeerConfig config)
{
    if (!domain::is_fqdn(config.identity)) {
        return base::fail("peer '" + config.identity + "': not a Diameter identity (FQDN)");
    }
    // Held until the object is known here: its state machine may reach its first connection before
    // fd_peer_add returns.
    const std::unique_lock lock{mutex_};
    const std::string identity = domain::lower_case(config.identity);
    if (by_identity_.contains(identity)) {
        return base::fail("peer '" + identity + "' is configured already");
    }
    auto object = register_peer(config);
    if (!object) {
        return base::fail("peer '" + identity + "': " + object.error().text);
    }
    const diameter::PeerId id{static_cast<std::uint32_t>(slots_.size())};
    slots_.push_back(std::make_unique<PeerSlot>(id, std::move(config), limits_, backlog_));
    PeerSlot* slot = slots_.back().get();
    by_identity_.emplace(identity, slot);
    by_object_.emplace(*object, slot);
    return slot;
}

PeerSlot* PeerTable::at(diameter::PeerId id) const
{
    const std::shared_lock lock{mutex_};
    return id.value() < slots_.size() ? slots_[id.value()].get() : nullptr;
}

PeerSlot* PeerTable::find(std::string_view identity) const
{
    const std::shared_lock lock{mutex_};
    const auto found = by_identity_.find(domain::lower_case(identity));
    return found == by_identity_.end() ? nullptr : found->second;
}

PeerSlot* PeerTable::find_by(const void* object) const
{
    const std::shared_lock lock{mutex_};
    const auto found = by_object_.find(object);
    return found == by_object_.end() ? nullptr : found->second;
}

void PeerTable::link(PeerSlot& slot, ::cnxctx* connection, const ::fifo* events)
{
    const std::unique_lock lock{mutex_};
    if (slot.link != nullptr) {
        by_object_.erase(slot.link);
    }
    slot.link = connection;
    by_object_[connection] = &slot;
    by_object_[events] = &slot;
}

void PeerTable::unlink(PeerSlot& slot)
{
    const std::unique_lock lock{mutex_};
    if (slot.link != nullptr) {
        by_object_.erase(slot.link);
        slot.link = nullptr;
    }
}

std::size_t PeerTable::size() const
{
    const std::shared_lock lock{mutex_};
    return slots_.size();
}

} // namespace iwf::freediameter
