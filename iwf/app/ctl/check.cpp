// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/check.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "iwf/app/config/config_error.hpp"
#include "iwf/app/ctl/credentials.hpp"
#include "iwf/app/ctl/proposal_floor.hpp"
#include "iwf/app/ctl/trust.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::ctl {
namespace {

using mtciwf::v1::Contract;

/// Whoever has to make a new certificate needs some time.
constexpr std::int64_t certificate_notice = std::int64_t{30} * 24 * 3600;

/// One run over one contract.
class Checker
{
public:
    Checker(const config::Config& config, const Contract& contract, std::int64_t now)
        : ipsec_{config.daemon.ipsec()}
        , daemon_{config.daemon}
        , contract_{contract}
        , trust_{
              .authorities = {},
              .others = {},
              .lists = {},
              .floor = ipsec_.floor().certificate(),
              .now = now}
    {}

    std::vector<Finding> run(const std::string& shown)
    {
        check_addresses();
        check_assignment();
        if (contract_.ike().has_external()) {
            say(Grade::note,
                "the connection \"" + contract_.ike().external() +
                    "\" is loaded by scripts of your own: what they load is not looked at");
        } else {
            check_proposals();
            if (contract_.ike().authentication() == mtciwf::v1::AUTHENTICATION_CERTIFICATE) {
                check_credentials();
            } else {
                say(Grade::good, "pre-shared key: the file has one");
            }
        }
        check_server(shown.empty() ? contract_.ike().certificate() : shown);
        return std::move(findings_);
    }

private:
    void say(Grade grade, std::string text) { findings_.push_back({grade, std::move(text)}); }

    void check_addresses();
    void check_assignment();
    void check_outer(const std::string& what, const std::string& address);
    void check_proposals();
    void
    check_list(const char* key, const google::protobuf::RepeatedPtrField<std::string>& proposals);
    void check_credentials();
    void read_authorities();
    void read_lists();
    void say(std::vector<Finding> findings);
    void check_local();
    void check_server(const std::string& path);
    void check_certificate(
        const Certificate& certificate, const std::string& whose, const std::string& identity
    );
    void check_issuers(
        const Certificate& certificate,
        const std::string& whose,
        const std::string& path,
        Grade otherwise
    );

    const mtciwf::v1::Ipsec& ipsec_;
    const mtciwf::v1::Daemon& daemon_;
    const Contract& contract_;
    Trust trust_;
    std::vector<Finding> findings_;
};

std::string joined(const std::vector<std::string>& words)
{
    return words.empty() ? "none" : config::joined(words);
}

/// IKE itself must not go through the tunnel it makes.
void Checker::check_outer(const std::string& what, const std::string& address)
{
    const auto outer = domain::Network::parse(address);
    for (const std::string& text : contract_.addresses()) {
        const auto inner = domain::Network::parse(text);
        if (outer && inner && inner->overlaps(*outer)) {
            say(Grade::wrong,
                fmt::format(
                    "{} {} lies in addresses {}: IKE would go into its own tunnel; give the server "
                    "another address inside",
                    what,
                    address,
                    text
                ));
        }
    }
}

void Checker::check_addresses()
{
    for (const std::string& address : ipsec_.local().addresses()) {
        check_outer("ipsec.local.addresses", address);
    }
    for (const std::string& address : contract_.ike().remote_addresses()) {
        check_outer("ike.remote_addresses", address);
    }
    for (const std::string& text : contract_.addresses()) {
        const auto inner = domain::Network::parse(text);
        const bool is_heard =
            std::ranges::any_of(daemon_.listen(), [&inner](const mtciwf::v1::Listen& listen) {
                const auto ours = domain::Network::parse(listen.address());
                return listen.has_device() && inner && ours && inner->is_ipv4() == ours->is_ipv4();
            });
        if (!is_heard) {
            say(Grade::wrong,
                "addresses " + text +
                    ": iwfd listens on no protected address of this family; add one to 'listen', "
                    "with 'device'");
        }
    }
    if (findings_.empty()) {
        say(Grade::good, "addresses: nobody else has them, and iwfd listens for them");
    }
}

void Checker::check_assignment()
{
    const auto address = contract_.ike().assign_address() && contract_.addresses_size() == 1
                             ? domain::Network::parse(contract_.addresses(0))
                             : std::nullopt;
    if (address) {
        say(Grade::note,
            fmt::format(
                "{} is assigned to the server, which must ask for it (in its swanctl.conf: vips = "
                "{}, local_ts = dynamic[tcp]) and not have it otherwise",
                address->text(),
                address->is_ipv4() ? "0.0.0.0" : "::"
            ));
    }
}

void Checker::check_list(
    const char* key, const google::protobuf::RepeatedPtrField<std::string>& proposals
)
{
    for (const std::string& proposal : proposals) {
        for (const std::string& low : below_floor(proposal, ipsec_.floor())) {
            say(Grade::wrong,
                fmt::format(
                    "{} {}: {}: charon may agree to it, and iwfd would end the link; take it out",
                    key,
                    proposal,
                    low
                ));
        }
    }
}

void Checker::check_proposals()
{
    const std::size_t before = findings_.size();
    check_list("ipsec.ike_proposals", ipsec_.ike_proposals());
    check_list("ipsec.esp_proposals", ipsec_.esp_proposals());
    if (findings_.size() == before) {
        say(Grade::good, "proposals: each is at or above ipsec.floor");
    }
}

void Checker::say(std::vector<Finding> findings)
{
    std::ranges::move(findings, std::back_inserter(findings_));
}

void Checker::read_authorities()
{
    const auto read = [this](const std::string& path, std::vector<Certificate>& into) {
        if (auto authority = Certificate::read(path)) {
            into.push_back(*std::move(authority));
        } else {
            say(Grade::wrong, authority.error().text);
        }
    };
    const auto& own = contract_.ike().authorities();
    for (const std::string& path : own) {
        read(path, trust_.authorities);
    }
    for (const auto& authority : ipsec_.authorities()) {
        read(authority.certificate(), own.empty() ? trust_.authorities : trust_.others);
    }
}

void Checker::read_lists()
{
    for (const auto& authority : ipsec_.authorities()) {
        for (const std::string& path : authority.crls()) {
            if (auto list = RevocationList::read(path)) {
                trust_.lists.push_back(*std::move(list));
            } else {
                say(Grade::wrong, list.error().text);
            }
        }
    }
}

/// Anybody's certificate that is shown in IKE.
void Checker::check_certificate(
    const Certificate& certificate, const std::string& whose, const std::string& identity
)
{
    const std::size_t before = findings_.size();
    if (!certificate.has_name(identity)) {
        say(Grade::wrong,
            whose + " has not the subjectAltName " + identity + "; it has " +
                joined(certificate.names()) +
                ": write one of these as the identity, or have it issued anew");
    }
    const Validity validity = certificate.validity();
    if (const auto fault = validity.fault(trust_.now)) {
        say(Grade::wrong, whose + " " + *fault + "; have it issued anew");
    } else if (validity.until - trust_.now < certificate_notice) {
        say(Grade::note, whose + " ends on " + date(validity.until) + "; have it issued anew");
    }
    if (const auto weakness = certificate.weakness(trust_.floor)) {
        say(Grade::wrong, whose + " " + *weakness);
    }
    for (const RevocationList& list : trust_.lists) {
        if (list.lists(certificate)) {
            say(Grade::wrong, whose + " was revoked: " + list.path() + " lists it");
        }
    }
    if (findings_.size() == before) {
        say(Grade::good,
            whose + " has the name " + identity + " and is valid until " + date(validity.until));
    }
}

void Checker::check_issuers(
    const Certificate& certificate,
    const std::string& whose,
    const std::string& path,
    Grade otherwise
)
{
    say(ctl::check_issuers(certificate, whose, Certificate::read_more(path), trust_, otherwise));
}

void Checker::check_local()
{
    const auto& local = ipsec_.local();
    const auto certificate = Certificate::read(local.certificate());
    if (!certificate) {
        return say(Grade::wrong, certificate.error().text);
    }
    const std::string whose = "our certificate (" + local.certificate() + ")";
    check_certificate(*certificate, whose, local.identity());
    // Whom the server trusts is not known here.
    check_issuers(*certificate, whose, local.certificate(), Grade::note);
    const auto has_key = certificate->has_key(local.key());
    if (!has_key) {
        say(Grade::wrong, has_key.error().text);
    } else if (!*has_key) {
        say(Grade::wrong, "ipsec.local.key " + local.key() + " is not the key of " + whose);
    } else {
        say(Grade::good, "ipsec.local.key is the key of our certificate");
    }
}

void Checker::check_credentials()
{
    read_authorities();
    read_lists();
    for (const Certificate& authority : trust_.authorities) {
        say(check_authority(authority, trust_));
    }
    check_local();
}

void Checker::check_server(const std::string& path)
{
    const auto& ike = contract_.ike();
    if (ike.authentication() != mtciwf::v1::AUTHENTICATION_CERTIFICATE) {
        return;
    }
    if (path.empty()) {
        return say(
            Grade::note,
            "the server's certificate is not here (--certificate FILE): it must have the "
            "subjectAltName " +
                ike.identity() + ", and be issued by an authority above"
        );
    }
    const auto certificate = Certificate::read(path);
    if (!certificate) {
        return say(Grade::wrong, certificate.error().text);
    }
    const std::string whose = "the server's certificate (" + path + ")";
    check_certificate(*certificate, whose, ike.identity());
    if (!ike.has_external()) {
        check_issuers(*certificate, whose, path, Grade::wrong);
    }
    if (ike.has_certificate() && path != ike.certificate()) {
        const auto pinned = Certificate::read(ike.certificate());
        if (pinned && X509_cmp(pinned->get(), certificate->get()) != 0) {
            say(Grade::wrong,
                whose + " is not ike.certificate (" + ike.certificate() +
                    "), the only one that is accepted");
        }
    }
}

} // namespace

std::vector<Finding> check_link(
    const config::Config& config,
    const Contract& contract,
    const std::string& shown,
    std::int64_t now
)
{
    return Checker{config, contract, now}.run(shown);
}

} // namespace iwf::ctl
