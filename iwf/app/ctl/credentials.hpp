// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "iwf/base/result.hpp"
#include "proto/mtciwf/v1/config.pb.h"

/// Certificates, CRLs and keys in files, PEM or DER, as OpenSSL understands them. Times are seconds
/// since 1970.
namespace iwf::ctl {

template <class Type, void (*Free)(Type*)>
struct OpensslDeleter
{
    void operator()(Type* object) const noexcept { Free(object); }
};
using X509Ptr = std::unique_ptr<X509, OpensslDeleter<X509, X509_free>>;
using CrlPtr = std::unique_ptr<X509_CRL, OpensslDeleter<X509_CRL, X509_CRL_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY, EVP_PKEY_free>>;

/// From when to when something is valid.
struct Validity
{
    std::int64_t from{};
    std::int64_t until{};

    /// "is not valid before ...", "ended on ..."; nothing: valid.
    [[nodiscard]] std::optional<std::string> fault(std::int64_t now) const;
};

/// "2026-11-25 14:00:00 UTC"
[[nodiscard]] std::string date(std::int64_t time);

class Certificate
{
public:
    [[nodiscard]] static base::Result<Certificate> read(const std::string& path);
    /// Those after the first of a PEM file, as far as they are understood.
    [[nodiscard]] static std::vector<Certificate> read_more(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string subject() const;
    [[nodiscard]] std::string issuer() const;
    [[nodiscard]] Validity validity() const;

    /// Its subjectAltNames, as IKE identities: host names, addresses, user@host.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] bool has_name(const std::string& identity) const;

    [[nodiscard]] bool is_authority() const;
    /// By name, and by a signature that its key verifies.
    [[nodiscard]] bool is_issued_by(const Certificate& authority) const;
    /// What charon would not take of it (TS 33.310, 6.1.1): key size, digest; nothing: strong.
    [[nodiscard]] std::optional<std::string> weakness(const mtciwf::v1::CertificateFloor& floor
    ) const;
    /// True when the key in this file is its own.
    [[nodiscard]] base::Result<bool> has_key(const std::string& key_path) const;

    [[nodiscard]] X509* get() const { return x509_.get(); }

private:
    explicit Certificate(X509Ptr x509, std::string path);

    X509Ptr x509_;
    std::string path_;
    std::vector<std::string> names_;
};

class RevocationList
{
public:
    [[nodiscard]] static base::Result<RevocationList> read(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    /// `until`: 0 when it does not say when the next one comes.
    [[nodiscard]] Validity validity() const;
    [[nodiscard]] bool is_of(const Certificate& authority) const;
    [[nodiscard]] bool lists(const Certificate& certificate) const;

private:
    RevocationList(CrlPtr crl, std::string path);

    CrlPtr crl_;
    std::string path_;
};

} // namespace iwf::ctl
