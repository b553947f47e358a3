// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "iwf/app/config/audit_key.hpp"
#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/credential.hpp"

namespace iwf::config {
namespace {

/// One file that `origin` names at `path`; no name: could not be bound, or is not there.
void check_file(
    const std::string& name,
    const std::string& path,
    Credential what,
    const Origin& origin,
    ErrorList& errors
)
{
    if (name.empty()) {
        return;
    }
    if (const auto content = read_credential(path_from(origin.file(), name), what); !content) {
        origin.fail(errors, path, "\"" + name + "\" " + content.error().text);
    }
}

} // namespace

void check_contract_files(const BoundContract& bound, ErrorList& errors)
{
    const auto& ike = bound.effective.ike();
    const Origin& origin = bound.origin;
    for (int i = 0; i < ike.authorities_size(); ++i) {
        check_file(
            ike.authorities(i), item("ike.authorities", i), Credential::certificate, origin, errors
        );
    }
    check_file(ike.certificate(), "ike.certificate", Credential::certificate, origin, errors);
    check_file(ike.psk_file(), "ike.psk_file", Credential::pre_shared_key, origin, errors);
}

void check_daemon_files(const mtciwf::v1::Daemon& daemon, const Origin& origin, ErrorList& errors)
{
    const std::string& audit_key = daemon.audit().key_file();
    if (!audit_key.empty()) {
        if (const auto key = read_audit_key(path_from(origin.file(), audit_key)); !key) {
            origin.fail(errors, "audit.key_file", "\"" + audit_key + "\" " + key.error().text);
        }
    }
    const auto& ipsec = daemon.ipsec();
    const auto& local = ipsec.local();
    check_file(
        local.certificate(), "ipsec.local.certificate", Credential::certificate, origin, errors
    );
    check_file(local.key(), "ipsec.local.key", Credential::private_key, origin, errors);
    for (int i = 0; i < ipsec.authorities_size(); ++i) {
        const auto& authority = ipsec.authorities(i);
        const std::string path = item("ipsec.authorities", i);
        check_file(
            authority.certificate(), path + ".certificate", Credential::certificate, origin, errors
        );
        for (int j = 0; j < authority.crls_size(); ++j) {
            check_file(
                authority.crls(j),
                item(path + ".crls", j),
                Credential::revocation_list,
                origin,
                errors
            );
        }
    }
}

} // namespace iwf::config
