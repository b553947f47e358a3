// SPDX-License-Identifier: Apache-2.0
#include "ipsec/loading.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

#include "ipsec/revoked.hpp"

namespace iwf::ipsec {
namespace {

using vici::Message;

bool is_ours(std::string_view name)
{
    return name.starts_with(own_prefix);
}

class Builder
{
public:
    Builder(const Plan& plan, const Inventory& inventory, const Loaded& loaded)
        : plan_{plan}
        , inventory_{inventory}
        , loaded_{loaded}
    {}

    std::vector<Command> build()
    {
        const auto wanted = ipsec::connections(plan_);
        unload_connections(wanted);
        load_certificates();
        load_keys();
        load_named(shared_keys(plan_), inventory_.shared_keys);
        load_named(authorities(plan_), inventory_.authorities);
        load_named(pools(plan_), right_pools());
        load_named(wanted, names(inventory_.connections));
        unload("unload-shared", "id", inventory_.shared_keys, shared_keys(plan_));
        unload("unload-authority", "name", inventory_.authorities, authorities(plan_));
        unload("unload-pool", "name", free_pools(), pools(plan_));
        return std::move(out_);
    }

private:
    static std::set<std::string> names(const ListedConnections& listed)
    {
        std::set<std::string> out;
        for (const auto& [name, connection] : listed) {
            out.insert(name);
        }
        return out;
    }

    [[nodiscard]] std::set<std::string> right_pools() const
    {
        std::set<std::string> out;
        for (const PlannedLink& link : plan_.links) {
            if (!link.assigns_address) {
                continue;
            }
            const domain::Network& address = link.selectors.front();
            const auto there = inventory_.pools.find(pool_name(address));
            if (there != inventory_.pools.end() && there->second.is_single &&
                domain::Network::parse(there->second.first) == address) {
                out.insert(there->first);
            }
        }
        return out;
    }

    /// charon keeps the others until the tunnel of who has the address is gone.
    [[nodiscard]] std::set<std::string> free_pools() const
    {
        std::set<std::string> out;
        for (const auto& [name, pool] : inventory_.pools) {
            if (!pool.is_in_use) {
                out.insert(name);
            }
        }
        return out;
    }

    void unload_connections(const std::vector<Loadable>& wanted)
    {
        unload("unload-conn", "name", names(inventory_.connections), wanted);
    }

    void unload(
        const char* command,
        const char* key,
        const std::set<std::string>& there,
        const std::vector<Loadable>& wanted
    )
    {
        std::set<std::string_view> kept;
        for (const Loadable& loadable : wanted) {
            kept.insert(loadable.name);
        }
        for (const std::string& name : there) {
            if (is_ours(name) && !kept.contains(name)) {
                out_.push_back({command, Message{}.add(key, name), name, {}, 0});
            }
        }
    }

    [[nodiscard]] bool is_loaded(const std::string& subject, std::uint64_t digest) const
    {
        const auto found = loaded_.subjects.find(subject);
        return found != loaded_.subjects.end() && found->second == digest;
    }

    void load(const Loadable& loadable, std::string subject)
    {
        out_.push_back(
            {loadable.command,
             loadable.message,
             loadable.name,
             std::move(subject),
             loadable.digest()}
        );
    }

    void load_named(const std::vector<Loadable>& wanted, const std::set<std::string>& there)
    {
        for (const Loadable& loadable : wanted) {
            const std::string subject = loadable.command + " " + loadable.name;
            if (!is_loaded(subject, loadable.digest()) || !there.contains(loadable.name)) {
                load(loadable, subject);
            }
        }
    }

    /// Certificates have no name by which charon would tell whether it still has them. When it has
    /// lost what does have one, somebody made it forget.
    [[nodiscard]] bool has_forgotten() const
    {
        return std::ranges::any_of(authorities(plan_), [this](const Loadable& authority) {
            return !inventory_.authorities.contains(authority.name);
        });
    }

    bool load_contents(const std::vector<Loadable>& wanted)
    {
        const bool is_all = has_forgotten();
        const std::size_t before = out_.size();
        for (const Loadable& loadable : wanted) {
            const std::uint64_t digest = loadable.digest();
            const std::string subject = loadable.name + " " + std::to_string(digest);
            if (is_all || !is_loaded(subject, digest)) {
                load(loadable, subject);
            }
        }
        return out_.size() > before;
    }

    void load_certificates()
    {
        load_contents(authority_certificates(plan_));
        if (load_contents(revocation_lists(plan_))) {
            out_.push_back({"flush-certs", flush_revocation_lists(), "CRLs", {}, 0});
        }
    }

    /// A former key goes when the new one is known to be there.
    void load_keys()
    {
        std::string current;
        for (const Loadable& key : private_keys(plan_)) {
            const bool is_there = inventory_.keys.contains(loaded_.key);
            if (!is_there || !is_loaded(key.command, key.digest())) {
                return load(key, key.command);
            }
            current = loaded_.key;
        }
        for (const std::string& key : loaded_.own_keys) {
            if (key != current && inventory_.keys.contains(key)) {
                out_.push_back(
                    {"unload-key", Message{}.add("id", key), "our former private key", {}, 0}
                );
            }
        }
    }

    const Plan& plan_;
    const Inventory& inventory_;
    const Loaded& loaded_;
    std::vector<Command> out_;
};

std::uint64_t revoked_digest(const Plan& plan)
{
    std::uint64_t out = 0;
    for (const PlannedAuthority& authority : plan.authorities) {
        for (const std::string& list : authority.revocation_lists) {
            out = out * 31 + std::hash<std::string>{}(revoked_part(list));
        }
    }
    return out;
}

} // namespace

std::vector<Command> commands(const Plan& plan, const Inventory& inventory, const Loaded& loaded)
{
    return Builder{plan, inventory, loaded}.build();
}

std::map<std::string, std::uint64_t> link_digests(const Plan& plan)
{
    std::map<std::string, std::uint64_t> out;
    for (const Loadable& connection : connections(plan)) {
        out[connection.name] = connection.digest();
    }
    const std::uint64_t revoked = revoked_digest(plan);
    for (const PlannedLink& link : plan.links) {
        if (link.pre_shared_key.empty()) {
            out[connection_name(link)] ^= revoked;
        }
    }
    for (const Loadable& secret : shared_keys(plan)) {
        out[secret.name] ^= secret.digest() * 31;
    }
    return out;
}

} // namespace iwf::ipsec
