// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/trust.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "iwf/app/config/config_error.hpp"

namespace iwf::ctl {
namespace {

/// A CRL comes by a script.
constexpr std::int64_t list_notice = std::int64_t{24} * 3600;

/// charon's MAX_TRUST_PATH_LEN.
constexpr std::size_t longest_chain = 7;

using Found = std::vector<Finding>;

const Certificate* issuer_in(const std::vector<Certificate>& known, const Certificate& certificate)
{
    const auto found = std::ranges::find_if(known, [&certificate](const Certificate& one) {
        return certificate.is_issued_by(one);
    });
    return found == known.end() ? nullptr : &*found;
}

bool is_same(const Certificate& left, const Certificate& right)
{
    return X509_cmp(left.get(), right.get()) == 0;
}

bool is_among(const Certificate& certificate, const std::vector<Certificate>& known)
{
    return std::ranges::any_of(known, [&certificate](const Certificate& one) {
        return is_same(one, certificate);
    });
}

std::string subjects(const std::vector<Certificate>& certificates)
{
    std::vector<std::string> found;
    for (const Certificate& one : certificates) {
        found.push_back(one.subject());
    }
    return found.empty() ? "none" : config::joined(found);
}

/// Of its CRLs one must be valid.
Finding check_list(const Certificate& authority, const std::string& who, const Trust& trust)
{
    std::optional<std::string> fault = "has no CRL that it signed";
    for (const RevocationList& list : trust.lists) {
        if (!list.is_of(authority)) {
            continue;
        }
        fault = list.validity().fault(trust.now);
        if (!fault) {
            const std::int64_t until = list.validity().until;
            const bool is_soon = until - trust.now < list_notice;
            return {
                is_soon ? Grade::note : Grade::good,
                who + ": CRL " + list.path() + " is valid until " + date(until) +
                    (is_soon ? "; get the next one" : "")};
        }
        fault = "has a CRL that " + *fault + " (" + list.path() + ")";
    }
    return {
        Grade::wrong,
        who + " " + *fault + ": charon lets in nobody whom it certified; get a new one"};
}

/// A CA between, which counts as what it certified.
void check_between(const Certificate& authority, const Trust& trust, Found& found)
{
    const std::string who = "authority " + authority.subject() + " (" + authority.path() + ")";
    if (const auto weakness = authority.weakness(trust.floor)) {
        found.push_back({Grade::wrong, who + " " + *weakness});
    }
    for (const RevocationList& list : trust.lists) {
        if (list.lists(authority)) {
            found.push_back({Grade::wrong, who + " was revoked: " + list.path() + " lists it"});
        }
    }
}

/// One certificate's way up.
class Climb
{
public:
    Climb(const std::vector<Certificate>& shown, const Trust& trust)
        : shown_{shown}
        , trust_{trust}
    {}

    /// True when it ends at a root that is trusted.
    bool follow(const Certificate& certificate)
    {
        const Certificate* at = &certificate;
        while (chain_.size() < longest_chain) {
            const Certificate* const issuer = issuer_of(*at);
            if (issuer == nullptr) {
                missing_ = at->issuer();
                return false;
            }
            chain_.push_back(issuer);
            if (issuer->is_issued_by(*issuer)) {
                return true;
            }
            at = issuer;
        }
        missing_ = at->issuer();
        return false;
    }

    [[nodiscard]] const std::vector<const Certificate*>& chain() const { return chain_; }
    [[nodiscard]] const std::string& missing() const { return missing_; }

    [[nodiscard]] bool has_authority_of_the_link() const
    {
        return std::ranges::any_of(chain_, [this](const Certificate* one) {
            return is_among(*one, trust_.authorities);
        });
    }

private:
    /// A root that was only shown proves nothing.
    [[nodiscard]] const Certificate* issuer_of(const Certificate& certificate) const
    {
        for (const auto* const known : {&trust_.authorities, &trust_.others}) {
            if (const Certificate* const issuer = issuer_in(*known, certificate)) {
                return issuer;
            }
        }
        const Certificate* const issuer = issuer_in(shown_, certificate);
        return issuer == nullptr || issuer->is_issued_by(*issuer) ? nullptr : issuer;
    }

    const std::vector<Certificate>& shown_;
    const Trust& trust_;
    std::vector<const Certificate*> chain_;
    std::string missing_;
};

} // namespace

std::vector<Finding> check_authority(const Certificate& authority, const Trust& trust)
{
    Found found;
    const std::string who = "authority " + authority.subject();
    if (!authority.is_authority()) {
        found.push_back(
            {Grade::wrong,
             who + " (" + authority.path() + ") is not a CA: basicConstraints says so"}
        );
    }
    if (const auto fault = authority.validity().fault(trust.now)) {
        found.push_back({Grade::wrong, who + " " + *fault});
    }
    found.push_back(check_list(authority, who, trust));
    return found;
}

std::vector<Finding> check_issuers(
    const Certificate& certificate,
    const std::string& whose,
    const std::vector<Certificate>& shown,
    const Trust& trust,
    Grade otherwise
)
{
    Climb climb{shown, trust};
    const bool is_rooted = climb.follow(certificate);
    std::string way = whose;
    for (const Certificate* const issuer : climb.chain()) {
        way += (issuer == climb.chain().front() ? " was issued by " : ", that by ") +
               issuer->subject();
    }
    if (!is_rooted) {
        return {
            {otherwise,
             way + (climb.chain().empty() ? " was issued by " : ", that by ") + climb.missing() +
                 ", which is none of the authorities (by name and key): " +
                 subjects(trust.authorities)}};
    }
    if (!climb.has_authority_of_the_link()) {
        return {{otherwise, way + ": none of these is one of " + subjects(trust.authorities)}};
    }
    Found found{{Grade::good, std::move(way)}};
    for (const Certificate* const issuer : climb.chain()) {
        if (!is_among(*issuer, trust.authorities)) {
            const Found more = check_authority(*issuer, trust); // those were looked at
            found.insert(found.end(), more.begin(), more.end());
        }
        if (issuer != climb.chain().back()) {
            check_between(*issuer, trust, found);
        }
    }
    return found;
}

} // namespace iwf::ctl
