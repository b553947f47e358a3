// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "iwf/app/config/checks.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Contract;
using mtciwf::v1::Ike;

/// The one prefix of the connections that iwfd loads.
constexpr std::string_view own_prefix = "iwf-";

struct Key
{
    const char* path;
    bool is_written;
};

void refuse(
    std::initializer_list<Key> keys, const Origin& origin, ErrorList& errors, const std::string& why
)
{
    for (const Key& key : keys) {
        if (key.is_written) {
            origin.fail(errors, key.path, why);
        }
    }
}

/// iwfd loads nothing for it: what it would load with has no meaning.
void check_external(const Ike& ike, const Origin& origin, ErrorList& errors)
{
    refuse(
        {
            {"ike.remote_addresses", !ike.remote_addresses().empty()},
            {"ike.authorities", !ike.authorities().empty()},
            {"ike.certificate", ike.has_certificate()},
            {"ike.psk_file", ike.has_psk_file()},
            {"ike.initiate", ike.has_initiate()},
            {"ike.assign_address", ike.has_assign_address()},
        },
        origin,
        errors,
        "the connection is external: whoever loads it says this; remove the key, or 'external'"
    );
    if (ike.external().empty() || ike.external().starts_with(own_prefix)) {
        origin.fail(
            errors,
            "ike.external",
            "\"" + ike.external() +
                "\" is no name of a connection that somebody else loads; "
                "expected one, not beginning with \"iwf-\": those are iwfd's"
        );
    }
}

void check_psk(const Ike& ike, const Contract& contract, const Origin& origin, ErrorList& errors)
{
    if (contract.location() != mtciwf::v1::LOCATION_INSIDE) {
        origin.fail(
            errors,
            "ike.authentication",
            "a pre-shared key is for the operator's own servers only; expected certificate, or "
            "'location: inside'"
        );
    }
    if (!ike.has_psk_file() && !ike.has_external()) {
        origin.fail(
            errors,
            "ike.authentication",
            "psk needs the key; expected 'psk_file' with the path of a file of at least 32 octets"
        );
    }
    refuse(
        {
            {"ike.authorities", !ike.authorities().empty()},
            {"ike.certificate", ike.has_certificate()},
        },
        origin,
        errors,
        "with 'authentication: psk' the server shows no certificate; remove the key"
    );
}

void check_initiate(const Ike& ike, const Origin& origin, ErrorList& errors)
{
    const auto address = ike.remote_addresses_size() == 1
                             ? domain::Network::parse(ike.remote_addresses(0))
                             : std::nullopt;
    if (ike.initiate() && !(address && address->is_single())) {
        origin.fail(
            errors,
            "ike.initiate",
            "there is not one place to call; expected 'remote_addresses' with one address"
        );
    }
}

void check_assignment(const BoundContract& bound, ErrorList& errors)
{
    const auto fail = [&bound, &errors](const std::string& why) {
        bound.origin.fail(errors, "ike.assign_address", why);
    };
    if (bound.is_peer) {
        return fail("is for servers, which connect to us; remove the key");
    }
    const auto& addresses = bound.effective.addresses();
    const auto address =
        addresses.size() == 1 ? domain::Network::parse(addresses[0]) : std::nullopt;
    if (!(address && address->is_single())) {
        fail("there is not one address to assign; expected one address in 'addresses'");
    }
    if (bound.effective.ike().initiate()) {
        fail("who is called asks for no address; expected one of initiate, assign_address");
    }
}

void check_identity(const Ike& ike, const Origin& origin, ErrorList& errors)
{
    // Where it is missing, that was told.
    if (ike.identity().find_first_of("*%#@ ") != std::string::npos) {
        origin.fail(
            errors,
            "ike.identity",
            "\"" + ike.identity() +
                "\" is not the name of one server; expected an FQDN that its "
                "certificate has as subjectAltName"
        );
    }
}

void check_ike(const BoundContract& bound, ErrorList& errors)
{
    const Ike& written = bound.written.ike();
    const Ike& ike = bound.effective.ike();
    check_identity(ike, bound.origin, errors);
    if (written.has_external()) {
        check_external(written, bound.origin, errors);
    }
    if (ike.authentication() == mtciwf::v1::AUTHENTICATION_PSK) {
        check_psk(ike, bound.effective, bound.origin, errors);
    } else if (!written.has_external()) {
        refuse(
            {{"ike.psk_file", ike.has_psk_file()}},
            bound.origin,
            errors,
            "is for 'authentication: psk' only; remove the key, or write that"
        );
    }
    if (!written.has_external()) {
        check_initiate(ike, bound.origin, errors);
        if (ike.assign_address()) {
            check_assignment(bound, errors);
        }
    }
}

/// No tunnel leads there.
bool has_loopback(const domain::Network& network)
{
    return network.overlaps(*domain::Network::parse("127.0.0.0/8")) ||
           network.overlaps(*domain::Network::parse("::1"));
}

void check_tunnel_address_of_peer(const BoundContract& bound, ErrorList& errors)
{
    for (const std::string& address : bound.written.addresses()) {
        const auto network = domain::Network::parse(address);
        if (network && has_loopback(*network)) {
            bound.origin.fail(
                errors,
                "address",
                address + " is loopback, which no tunnel leads to; expected the peer's address "
                          "inside the tunnel"
            );
        }
    }
}

void check_tunnel_addresses(const BoundContract& bound, ErrorList& errors)
{
    if (bound.is_peer) {
        return check_tunnel_address_of_peer(bound, errors);
    }
    if (bound.written.addresses().empty()) {
        bound.origin.fail(
            errors,
            "addresses",
            "missing; with 'protection: ipsec' expected the server's addresses inside the tunnel, "
            "which nobody else may have"
        );
    }
    for (int i = 0; i < bound.written.addresses_size(); ++i) {
        const auto network = domain::Network::parse(bound.written.addresses(i));
        if (network && has_loopback(*network)) {
            bound.origin.fail(
                errors,
                item("addresses", i),
                bound.written.addresses(i) + " has loopback in it, which comes through no tunnel; "
                                             "expected addresses inside the tunnel"
            );
        }
    }
}

} // namespace

void check_protection(const BoundContract& bound, ErrorList& errors)
{
    const bool has_ike = bound.written.has_ike();
    if (bound.written.protection() == mtciwf::v1::PROTECTION_NONE && has_ike) {
        bound.origin.fail(
            errors,
            "ike",
            "'protection: none' has no IKE; remove the section, or write 'protection: ipsec'"
        );
    }
    if (bound.written.protection() != mtciwf::v1::PROTECTION_IPSEC) {
        return;
    }
    check_tunnel_addresses(bound, errors);
    if (has_ike) {
        check_ike(bound, errors);
    } else {
        bound.origin.fail(
            errors,
            "protection",
            "ipsec needs the section 'ike', which says how the other end proves itself; expected "
            "at "
            "least 'ike: {identity: ITS NAME}'"
        );
    }
}

} // namespace iwf::config
