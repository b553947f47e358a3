// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "iwf/app/config/binder.hpp"
#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/app/config/contract_terms.hpp"
#include "iwf/app/config/credential.hpp"
#include "iwf/app/config/files.hpp"
#include "iwf/app/config/group_file.hpp"
#include "iwf/app/config/peer_links.hpp"
#include "iwf/audit/digest.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Contract;
using mtciwf::v1::Daemon;

template <class Pool>
void default_realms(Pool& pool, const std::string& realm)
{
    for (auto& peer : *pool.mutable_peers()) {
        if (!peer.has_realm()) {
            peer.set_realm(realm);
        }
    }
}

void make_absolute(std::string& path, const std::string& file)
{
    if (!path.empty()) {
        path = path_from(file, path);
    }
}

/// Of a contract or a peer. Contracts of several folders come together: a relative path would lose
/// what it is relative to.
template <class Link>
void make_ike_absolute(Link& link, const std::string& file)
{
    if (!link.has_ike()) {
        return;
    }
    auto& ike = *link.mutable_ike();
    for (std::string& authority : *ike.mutable_authorities()) {
        make_absolute(authority, file);
    }
    if (ike.has_certificate()) {
        make_absolute(*ike.mutable_certificate(), file);
    }
    if (ike.has_psk_file()) {
        make_absolute(*ike.mutable_psk_file(), file);
    }
}

void make_absolute(Daemon& daemon, const std::string& file)
{
    if (daemon.has_audit()) {
        make_absolute(*daemon.mutable_audit()->mutable_key_file(), file);
    }
    for (auto& group : *daemon.mutable_groups()) {
        make_absolute(*group.mutable_file(), file);
    }
    const auto make_peers_absolute = [&file](auto& peers) {
        for (auto& peer : peers) {
            make_ike_absolute(peer, file);
        }
    };
    make_peers_absolute(*daemon.mutable_hss()->mutable_peers());
    make_peers_absolute(*daemon.mutable_sms_sc()->mutable_peers());
    if (daemon.has_mme()) {
        make_peers_absolute(*daemon.mutable_mme()->mutable_peers());
    }
    auto& ipsec = *daemon.mutable_ipsec();
    if (ipsec.has_local()) {
        make_absolute(*ipsec.mutable_local()->mutable_certificate(), file);
        make_absolute(*ipsec.mutable_local()->mutable_key(), file);
    }
    for (auto& authority : *ipsec.mutable_authorities()) {
        make_absolute(*authority.mutable_certificate(), file);
        for (std::string& crl : *authority.mutable_crls()) {
            make_absolute(crl, file);
        }
    }
}

/// Limits of a set that has none are the contract's: written into the set, they mean the same when
/// somebody else reads it.
void inherit_limits(Contract& effective, const Contract& written)
{
    for (int i = 0; i < effective.device_sets_size(); ++i) {
        auto& limits = *effective.mutable_device_sets(i)->mutable_limits();
        if (!written.device_sets(i).has_limits()) {
            limits = effective.limits();
        }
        // What is counted for the whole server stays with it.
        limits.clear_pending();
        limits.clear_priority_share();
        limits.clear_probing();
        limits.mutable_monitoring()->clear_subscriptions();
    }
}

/// One run over all files.
class Loader
{
public:
    explicit Loader(const std::string& path)
        : path_{path}
    {}

    LoadResult load()
    {
        if (const auto content = read_file(path_)) {
            if (const Node* const root = parse(*content, path_)) {
                load_daemon(*root);
            }
        } else {
            errors_.add({path_, {}, {}, content.error().text});
        }
        if (!errors_.empty()) {
            return tl::unexpected{errors_.sorted()};
        }
        return build();
    }

private:
    /// The tree lives as long as the loader: origins borrow it.
    const Node* parse(const std::string& content, const std::string& file)
    {
        digests_.insert_or_assign(file, base::to_hex(audit::sha256(content)));
        auto root = parse_yaml(content, file, errors_);
        if (!root) {
            return nullptr;
        }
        trees_.push_back(std::make_unique<Node>(std::move(*root)));
        return trees_.back().get();
    }

    void load_daemon(const Node& root)
    {
        const Origin origin{path_, root, {}};
        bind_by_schema(root, path_, written_, errors_);
        load_groups(origin);
        load_contract_files(origin);
        load_inline_contracts(root);
        effective_ = written_;
        effective_.clear_inline_contracts();
        written_.clear_inline_contracts();
        apply_defaults(effective_);
        default_realms(*effective_.mutable_hss(), effective_.identity().realm());
        default_realms(*effective_.mutable_sms_sc(), effective_.identity().realm());
        if (effective_.has_mme()) {
            default_realms(*effective_.mutable_mme(), effective_.identity().realm());
        }
        for (const BoundContract& contract : contracts_) {
            check_contract(contract, errors_);
            check_contract_files(contract, errors_);
        }
        check_daemon(effective_, origin, errors_);
        check_daemon_files(effective_, origin, errors_);
        const std::vector<BoundContract> links = load_peers(root);
        check_together(effective_, origin, links, errors_);
    }

    /// The contracts, and the peers with IPsec.
    std::vector<BoundContract> load_peers(const Node& root)
    {
        std::vector<BoundContract> links = contracts_;
        load_peers_of("hss.peers", written_.hss().peers(), effective_.hss().peers(), root, links);
        load_peers_of(
            "sms_sc.peers", written_.sms_sc().peers(), effective_.sms_sc().peers(), root, links
        );
        load_peers_of("mme.peers", written_.mme().peers(), effective_.mme().peers(), root, links);
        return links;
    }

    template <class Peers>
    void load_peers_of(
        const char* list,
        const Peers& written,
        const Peers& effective,
        const Node& root,
        std::vector<BoundContract>& links
    )
    {
        for (int i = 0; i < effective.size(); ++i) {
            if (effective[i].protection() != mtciwf::v1::PEER_PROTECTION_IPSEC) {
                continue;
            }
            const std::string path = item(list, i);
            links.push_back(
                {link_contract(written[i]),
                 link_contract(effective[i]),
                 Origin{path_, nearest(root, path), path},
                 true}
            );
            check_protection(links.back(), errors_);
            check_contract_files(links.back(), errors_);
        }
    }

    void load_groups(const Origin& origin)
    {
        for (int i = 0; i < written_.groups_size(); ++i) {
            const auto& written = written_.groups(i);
            if (written.file().empty()) {
                continue;
            }
            const std::string file = path_from(path_, written.file());
            const auto group = groups_.add_group(written.name(), file);
            if (const auto read = read_group_file(file, group, groups_, errors_)) {
                group_sources_.push_back({file, base::to_hex(*read)});
            } else {
                origin.fail(
                    errors_,
                    item("groups", i) + ".file",
                    "\"" + written.file() + "\" " + read.error().text
                );
            }
        }
    }

    void load_contract_files(const Origin& origin)
    {
        std::set<std::string> seen; // patterns may overlap
        for (int i = 0; i < written_.contracts_size(); ++i) {
            if (written_.contracts(i).empty()) {
                continue;
            }
            const auto files = contract_files(path_, written_.contracts(i));
            if (!files) {
                origin.fail(errors_, item("contracts", i), files.error().text);
                continue;
            }
            for (const std::string& file : *files) {
                if (seen.insert(file).second) {
                    load_contract_file(file);
                }
            }
        }
    }

    void load_contract_file(const std::string& file)
    {
        const auto content = read_file(file);
        if (!content) {
            return errors_.add({file, {}, {}, content.error().text});
        }
        if (const Node* const root = parse(*content, file)) {
            Contract contract;
            bind_by_schema(*root, file, contract, errors_);
            add_contract(std::move(contract), Origin{file, *root, {}});
        }
    }

    void load_inline_contracts(const Node& root)
    {
        for (int i = 0; i < written_.inline_contracts_size(); ++i) {
            const std::string path = item("inline_contracts", i);
            add_contract(
                std::move(*written_.mutable_inline_contracts(i)),
                Origin{path_, nearest(root, path), path}
            );
        }
    }

    void add_contract(Contract written, Origin origin)
    {
        Contract effective = written;
        apply_defaults(effective);
        inherit_limits(effective, written);
        contracts_.push_back({std::move(written), std::move(effective), std::move(origin), false});
    }

    LoadResult build()
    {
        Config config;
        const auto groups = std::make_shared<const core::DeviceGroups>(std::move(groups_).build());
        std::vector<core::Contract> terms;
        for (BoundContract& contract : contracts_) {
            terms.push_back(to_core(contract.effective, contract.origin, groups));
            config.sources.push_back({contract.origin.file(), digests_[contract.origin.file()]});
            make_ike_absolute(contract.effective, contract.origin.file());
            config.contracts.push_back(std::move(contract.effective));
            config.written_contracts.push_back(std::move(contract.written));
        }
        auto book = core::ContractBook::create(std::move(terms));
        if (!book) {
            return tl::unexpected{
                std::vector{ConfigError{path_, {}, "contracts", book.error().text}}};
        }
        make_absolute(effective_, path_);
        config.book = std::make_shared<const core::ContractBook>(std::move(*book));
        config.groups = groups;
        config.group_sources = std::move(group_sources_);
        config.daemon = std::move(effective_);
        config.written = std::move(written_);
        return config;
    }

    const std::string& path_;
    ErrorList errors_;
    std::vector<std::unique_ptr<Node>> trees_;
    std::map<std::string, std::string> digests_; ///< by file
    Daemon written_;
    Daemon effective_;
    core::DeviceGroupsBuilder groups_;
    std::vector<Config::Source> group_sources_;
    std::vector<BoundContract> contracts_;
};

} // namespace

LoadResult load_config(const std::string& path)
{
    return Loader{path}.load();
}

} // namespace iwf::config
