// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/protected_link.hpp"

#include <utility>

namespace iwf::core {
namespace {

template <class Check>
tl::expected<Binding, BrokenBinding>
check_link(const ProtectedLink& link, const domain::Network& remote, const Check& check)
{
    BrokenBinding broken{
        BrokenLink::foreign_address,
        "contract \"" + link.contract + "\": no protected address of ours is of the family of " +
            remote.text()};
    for (const domain::Network& local : link.local) {
        if (local.is_ipv4() != remote.is_ipv4()) {
            continue;
        }
        auto binding = check(Flow{
            .remote = remote,
            .remote_port = link.remote_port,
            .local = local,
            .local_port = link.local_port,
        });
        if (binding) {
            return binding;
        }
        broken = std::move(binding.error());
    }
    return tl::unexpected{std::move(broken)};
}

} // namespace

tl::expected<Binding, BrokenBinding>
check_new(const BindingSnapshot& snapshot, const ProtectedLink& link, const domain::Network& remote)
{
    return check_link(link, remote, [&](const Flow& flow) {
        return snapshot.check_new(flow, link.contract);
    });
}

tl::expected<Binding, BrokenBinding> check_running(
    const BindingSnapshot& snapshot,
    const ProtectedLink& link,
    const domain::Network& remote,
    base::Instant now
)
{
    return check_link(link, remote, [&](const Flow& flow) {
        return snapshot.check_running(flow, link.contract, now);
    });
}

} // namespace iwf::core
