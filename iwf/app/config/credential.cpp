// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/credential.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "iwf/app/config/files.hpp"

namespace iwf::config {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Result;

constexpr std::size_t most_octets = 65535; ///< of a value in vici
constexpr std::size_t least_secret = 32;

/// What a file turns out to be.
enum class Found
{
    certificate,
    revocation_list,
    private_key,
    encrypted_key,
    something_else,
};

struct Label
{
    std::string_view text;
    Found found;
};

constexpr std::array labels{
    Label{"CERTIFICATE", Found::certificate},
    Label{"X509 CERTIFICATE", Found::certificate},
    Label{"TRUSTED CERTIFICATE", Found::certificate},
    Label{"X509 CRL", Found::revocation_list},
    Label{"CRL", Found::revocation_list},
    Label{"PRIVATE KEY", Found::private_key},
    Label{"EC PRIVATE KEY", Found::private_key},
    Label{"RSA PRIVATE KEY", Found::private_key},
    Label{"ENCRYPTED PRIVATE KEY", Found::encrypted_key},
};

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view dashes = "-----";

/// The text between the dashes of the next PEM block; moves `from` behind it.
std::optional<std::string_view> next_label(std::string_view content, std::size_t& from)
{
    const std::size_t begin = content.find(begin_mark, from);
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t label = begin + begin_mark.size();
    const std::size_t end = content.find(dashes, label);
    from = end == std::string_view::npos ? content.size() : end;
    return content.substr(label, from - label);
}

Found found_by_label(std::string_view text, std::string_view content)
{
    for (const Label& label : labels) {
        if (label.text == text) {
            const bool is_locked = label.found == Found::private_key &&
                                   content.find("ENCRYPTED") != std::string_view::npos;
            return is_locked ? Found::encrypted_key : label.found;
        }
    }
    return Found::something_else;
}

/// A DER element at the begin of a text.
struct Element
{
    std::uint8_t tag{};
    std::string_view content;
};

std::optional<Element> der_element(std::string_view octets)
{
    if (octets.size() < 2) {
        return std::nullopt;
    }
    const auto at = [octets](std::size_t i) { return static_cast<std::uint8_t>(octets[i]); };
    std::size_t length = at(1);
    std::size_t header = 2;
    if (length > 0x80) {
        const std::size_t count = length - 0x80;
        if (count > 3 || octets.size() < 2 + count) {
            return std::nullopt;
        }
        length = 0;
        for (std::size_t i = 0; i < count; ++i) {
            length = length << 8U | at(2 + i);
        }
        header += count;
    }
    if (octets.size() - header < length) {
        return std::nullopt;
    }
    return Element{at(0), octets.substr(header, length)};
}

/// RFC 5280: what stands first in a certificate's inner sequence is its version in brackets, in a
/// CRL's the bare version. A key begins with its version.
Found found_in_der(std::string_view octets)
{
    constexpr std::uint8_t sequence = 0x30;
    constexpr std::uint8_t integer = 0x02;
    constexpr std::uint8_t bracket = 0xa0;
    const auto outer = der_element(octets);
    if (!outer || outer->tag != sequence) {
        return Found::something_else;
    }
    const auto inner = der_element(outer->content);
    if (inner && inner->tag == integer) {
        return Found::private_key;
    }
    if (!inner || inner->tag != sequence) {
        return Found::something_else;
    }
    const auto first = der_element(inner->content);
    if (!first) {
        return Found::something_else;
    }
    if (first->tag == bracket) {
        return Found::certificate;
    }
    return first->tag == integer || first->tag == sequence ? Found::revocation_list
                                                           : Found::something_else;
}

Result<Found> found_in(std::string_view content)
{
    std::size_t at = 0;
    std::optional<Found> found;
    // Parameters of a curve may stand before its key.
    while (const auto label = next_label(content, at)) {
        if (*label == "EC PARAMETERS") {
            continue;
        }
        if (found) {
            return fail("holds more than one thing, of which charon takes the first only; expected "
                        "one a file");
        }
        found = found_by_label(*label, content);
    }
    return found ? *found : found_in_der(content);
}

std::string name_of(Found found)
{
    switch (found) {
    case Found::certificate:
        return "a certificate";
    case Found::revocation_list:
        return "a CRL";
    case Found::private_key:
        return "a private key";
    case Found::encrypted_key:
        return "a private key that needs a password";
    case Found::something_else:
        break;
    }
    return "neither PEM nor DER of X.509";
}

Result<void> check_secret(std::string_view content)
{
    if (content.size() < least_secret) {
        return fail(
            "holds " + std::to_string(content.size()) +
            " octets; expected a key of at least 32, "
            "random ones"
        );
    }
    return {};
}

bool is_secret(Credential what)
{
    return what == Credential::private_key || what == Credential::pre_shared_key;
}

} // namespace

std::string path_from(const std::string& file, const std::string& path)
{
    return (fs::absolute(file).parent_path() / path).lexically_normal().string();
}

Result<void> check_credential(std::string_view content, Credential what)
{
    if (what == Credential::pre_shared_key) {
        return check_secret(content);
    }
    const auto found = found_in(content);
    if (!found) {
        return fail(found.error().text);
    }
    const Found wanted = what == Credential::certificate       ? Found::certificate
                         : what == Credential::revocation_list ? Found::revocation_list
                                                               : Found::private_key;
    if (*found == wanted) {
        return {};
    }
    const bool is_locked = *found == Found::encrypted_key && wanted == Found::private_key;
    return fail(
        "is " + name_of(*found) + "; expected " + name_of(wanted) +
        (is_locked ? " without one: nobody is there to type it" : ", PEM or DER")
    );
}

Result<std::string> read_credential(const std::string& path, Credential what)
{
    auto content = read_file(path);
    if (!content) {
        return content;
    }
    std::error_code error;
    const auto permissions = fs::status(path, error).permissions();
    if (is_secret(what) && (permissions & fs::perms::others_all) != fs::perms::none) {
        return fail("is open to everybody; take the rights of others away (chmod o= FILE)");
    }
    if (what == Credential::pre_shared_key && content->ends_with('\n')) {
        content->pop_back();
    }
    if (content->size() > most_octets) {
        return fail(
            "holds " + std::to_string(content->size()) +
            " octets; charon takes 65535 at most over "
            "vici (DER is shorter than PEM)"
        );
    }
    if (const auto right = check_credential(*content, what); !right) {
        return fail(right.error().text);
    }
    return content;
}

} // namespace iwf::config
