// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/protected_servers.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "iwf/core/protection/ike_identity.hpp"

namespace iwf::core {
namespace {

struct Claim
{
    domain::Network block;
    std::string identity;
    const ProtectedServer* server{};
};

/// A block stands right before those inside it.
std::vector<Claim> sorted_claims(const std::vector<ProtectedServer>& servers)
{
    std::vector<Claim> claims;
    for (const ProtectedServer& server : servers) {
        const std::string identity = canonical_identity(server.identity);
        for (const domain::Network& block : server.blocks) {
            claims.push_back({block, identity, &server});
        }
    }
    std::ranges::stable_sort(claims, {}, &Claim::block);
    return claims;
}

Overlap overlap_of(const Claim& outer, const Claim& inner)
{
    return {
        inner.server->contract,
        "contract \"" + outer.server->contract + "\" (" + outer.block.text() + ") and contract \"" +
            inner.server->contract + "\" (" + inner.block.text() +
            ") have different IKE identities and addresses in common: give each server its own"};
}

} // namespace

std::vector<Overlap> overlaps(const std::vector<ProtectedServer>& servers)
{
    std::vector<Overlap> errors;
    const std::vector<Claim> claims = sorted_claims(servers);
    std::vector<const Claim*> around; // each inside the one before
    for (const Claim& claim : claims) {
        while (!around.empty() && !around.back()->block.contains(claim.block)) {
            around.pop_back();
        }
        const auto other = std::find_if(around.rbegin(), around.rend(), [&](const Claim* outer) {
            return outer->identity != claim.identity;
        });
        if (other != around.rend()) {
            errors.push_back(overlap_of(**other, claim));
        }
        around.push_back(&claim);
    }
    return errors;
}

base::Result<ProtectedServers> ProtectedServers::create(std::vector<ProtectedServer> servers)
{
    if (auto errors = overlaps(servers); !errors.empty()) {
        return base::fail(std::move(errors.front().text));
    }
    ProtectedServers book;
    book.servers_ = std::move(servers);
    for (const ProtectedServer& server : book.servers_) {
        if (server.identity.empty() || server.identity.front() == '%') {
            return base::fail(
                "contract \"" + server.contract + "\" has no IKE identity of one server"
            );
        }
        if (!book.by_contract_.emplace(server.contract, &server).second) {
            return base::fail("contract \"" + server.contract + "\" has two protected servers");
        }
        book.by_identity_[canonical_identity(server.identity)].push_back(&server);
    }
    return book;
}

const std::vector<const ProtectedServer*>* ProtectedServers::behind(const std::string& identity
) const
{
    const auto found = by_identity_.find(identity);
    return found == by_identity_.end() ? nullptr : &found->second;
}

const ProtectedServer* ProtectedServers::find(std::string_view contract) const
{
    const auto found = by_contract_.find(contract);
    return found == by_contract_.end() ? nullptr : found->second;
}

} // namespace iwf::core
