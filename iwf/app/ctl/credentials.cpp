// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/credentials.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include <fmt/chrono.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include "iwf/app/config/files.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/core/protection/ike_identity.hpp"

namespace iwf::ctl {
namespace {

using BioPtr = std::unique_ptr<BIO, OpensslDeleter<BIO, BIO_free_all>>;
using NamesPtr = std::unique_ptr<GENERAL_NAMES, OpensslDeleter<GENERAL_NAMES, GENERAL_NAMES_free>>;

BioPtr memory(const std::string& content)
{
    return BioPtr{BIO_new_mem_buf(content.data(), static_cast<int>(content.size()))};
}

std::string last_error()
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* const reason = ERR_reason_error_string(code);
    return reason == nullptr ? "not understood" : reason;
}

/// PEM, and when it is none, DER.
template <class Pointer, class ReadPem, class ReadDer>
base::Result<Pointer> read_object(const std::string& path, ReadPem read_pem, ReadDer read_der)
{
    const auto content = config::read_file(path);
    if (!content) {
        return base::fail(path + " " + content.error().text);
    }
    const bool is_pem = content->find("-----BEGIN") != std::string::npos;
    const BioPtr bio = memory(*content);
    Pointer object{is_pem ? read_pem(bio.get()) : read_der(bio.get())};
    if (!object) {
        return base::fail(path + ": " + last_error());
    }
    return object;
}

std::string name_text(const X509_NAME* name)
{
    const BioPtr bio{BIO_new(BIO_s_mem())};
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* text = nullptr;
    const long octets = BIO_get_mem_data(bio.get(), &text);
    return base::printable(std::string{text, static_cast<std::size_t>(std::max(octets, 0L))});
}

std::int64_t seconds(const ASN1_TIME* time)
{
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        return 0;
    }
    return ::timegm(&parts);
}

std::string address_text(const ASN1_OCTET_STRING& octets)
{
    char text[INET6_ADDRSTRLEN]{};
    const int length = ASN1_STRING_length(&octets);
    if (length == 4 || length == 16) {
        ::inet_ntop(
            length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(&octets), text, sizeof text
        );
    }
    return text;
}

std::string string_text(const ASN1_STRING& string)
{
    const auto* const octets = ASN1_STRING_get0_data(&string);
    return {octets, octets + ASN1_STRING_length(&string)};
}

std::vector<std::string> names_of(const X509& x509)
{
    std::vector<std::string> found;
    const NamesPtr names{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&x509, NID_subject_alt_name, nullptr, nullptr)
        )};
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
        switch (name->type) {
        case GEN_DNS:
            found.push_back(string_text(*name->d.dNSName));
            break;
        case GEN_EMAIL:
            found.push_back(string_text(*name->d.rfc822Name));
            break;
        case GEN_IPADD:
            found.push_back(address_text(*name->d.iPAddress));
            break;
        default:
            break;
        }
    }
    return found;
}

} // namespace

std::string date(std::int64_t time)
{
    return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(time)));
}

std::optional<std::string> Validity::fault(std::int64_t now) const
{
    if (now < from) {
        return "is not valid before " + date(from);
    }
    if (now > until) {
        return "ended on " + date(until);
    }
    return std::nullopt;
}

Certificate::Certificate(X509Ptr x509, std::string path)
    : x509_{std::move(x509)}
    , path_{std::move(path)}
    , names_{names_of(*x509_)}
{}

base::Result<Certificate> Certificate::read(const std::string& path)
{
    auto x509 = read_object<X509Ptr>(
        path,
        [](BIO* bio) { return PEM_read_bio_X509_AUX(bio, nullptr, nullptr, nullptr); },
        [](BIO* bio) { return d2i_X509_bio(bio, nullptr); }
    );
    if (!x509) {
        return tl::unexpected{std::move(x509.error())};
    }
    return Certificate{std::move(*x509), path};
}

std::vector<Certificate> Certificate::read_more(const std::string& path)
{
    std::vector<Certificate> found;
    const auto content = config::read_file(path);
    if (!content) {
        return found;
    }
    const BioPtr bio = memory(*content);
    const X509Ptr first{PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)};
    while (first) {
        X509Ptr next{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
        if (!next) {
            break;
        }
        found.push_back(Certificate{std::move(next), path});
    }
    ERR_clear_error();
    return found;
}

std::string Certificate::subject() const
{
    return name_text(X509_get_subject_name(x509_.get()));
}

std::string Certificate::issuer() const
{
    return name_text(X509_get_issuer_name(x509_.get()));
}

Validity Certificate::validity() const
{
    return {seconds(X509_get0_notBefore(x509_.get())), seconds(X509_get0_notAfter(x509_.get()))};
}

bool Certificate::has_name(const std::string& identity) const
{
    const std::string wanted = core::canonical_identity(identity);
    return std::ranges::any_of(names_, [&wanted](const std::string& name) {
        return core::canonical_identity(name) == wanted;
    });
}

bool Certificate::is_authority() const
{
    return X509_check_ca(x509_.get()) == 1;
}

bool Certificate::is_issued_by(const Certificate& authority) const
{
    const bool is_named =
        X509_NAME_cmp(
            X509_get_issuer_name(x509_.get()), X509_get_subject_name(authority.x509_.get())
        ) == 0;
    EVP_PKEY* const key = X509_get0_pubkey(authority.x509_.get());
    const bool is_signed = is_named && key != nullptr && X509_verify(x509_.get(), key) == 1;
    ERR_clear_error();
    return is_signed;
}

std::optional<std::string> Certificate::weakness(const mtciwf::v1::CertificateFloor& floor) const
{
    int digest = NID_undef;
    int bits = 0;
    X509_get_signature_info(x509_.get(), &digest, nullptr, &bits, nullptr);
    const std::uint32_t hash = digest == NID_sha256   ? 256
                               : digest == NID_sha384 ? 384
                               : digest == NID_sha512 ? 512
                                                      : 0;
    if (hash < floor.hash_bits()) {
        return "is signed with " + std::string{OBJ_nid2sn(digest)} + "; expected SHA-2 of " +
               std::to_string(floor.hash_bits()) + " bits or more";
    }
    EVP_PKEY* const key = X509_get0_pubkey(x509_.get());
    const auto size =
        static_cast<std::uint32_t>(key == nullptr ? 0 : std::max(EVP_PKEY_get_bits(key), 0));
    const int kind = key == nullptr ? NID_undef : EVP_PKEY_get_base_id(key);
    const bool is_strong = (kind == EVP_PKEY_RSA && size >= floor.rsa_bits()) ||
                           (kind == EVP_PKEY_EC && size >= floor.ecdsa_bits());
    if (!is_strong) {
        return "has a key of " + std::to_string(size) + " bits (" + OBJ_nid2sn(kind) +
               "); expected RSA of " + std::to_string(floor.rsa_bits()) + " or more, or ECDSA of " +
               std::to_string(floor.ecdsa_bits()) + " or more";
    }
    return std::nullopt;
}

base::Result<bool> Certificate::has_key(const std::string& key_path) const
{
    const auto key = read_object<KeyPtr>(
        key_path,
        // No password is asked for: it would wait for somebody to type it.
        [](BIO* bio) {
            return PEM_read_bio_PrivateKey(
                bio, nullptr, [](char*, int, int, void*) { return -1; }, nullptr
            );
        },
        [](BIO* bio) { return d2i_PrivateKey_bio(bio, nullptr); }
    );
    if (!key) {
        return tl::unexpected{key.error()};
    }
    const bool is_its = X509_check_private_key(x509_.get(), key->get()) == 1;
    ERR_clear_error();
    return is_its;
}

RevocationList::RevocationList(CrlPtr crl, std::string path)
    : crl_{std::move(crl)}
    , path_{std::move(path)}
{}

base::Result<RevocationList> RevocationList::read(const std::string& path)
{
    auto crl = read_object<CrlPtr>(
        path,
        [](BIO* bio) { return PEM_read_bio_X509_CRL(bio, nullptr, nullptr, nullptr); },
        [](BIO* bio) { return d2i_X509_CRL_bio(bio, nullptr); }
    );
    if (!crl) {
        return tl::unexpected{std::move(crl.error())};
    }
    return RevocationList{std::move(*crl), path};
}

Validity RevocationList::validity() const
{
    return {
        seconds(X509_CRL_get0_lastUpdate(crl_.get())),
        seconds(X509_CRL_get0_nextUpdate(crl_.get()))};
}

bool RevocationList::is_of(const Certificate& authority) const
{
    EVP_PKEY* const key = X509_get0_pubkey(authority.get());
    const bool is_its =
        X509_NAME_cmp(X509_CRL_get_issuer(crl_.get()), X509_get_subject_name(authority.get())) ==
            0 &&
        key != nullptr && X509_CRL_verify(crl_.get(), key) == 1;
    ERR_clear_error();
    return is_its;
}

bool RevocationList::lists(const Certificate& certificate) const
{
    X509_REVOKED* entry = nullptr;
    return X509_CRL_get0_by_cert(crl_.get(), &entry, certificate.get()) == 1;
}

} // namespace iwf::ctl
