// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_pattern.hpp"

#include "iwf/domain/identity.hpp"

#include <re2/re2.h>

namespace iwf::core {
namespace {

/// Of one expression, its program and the states it makes of it; a pattern that needs more states
/// is matched without them, more slowly.
constexpr std::int64_t max_memory = 256 * 1024;

re2::RE2::Options options()
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(max_memory);
    return options;
}

} // namespace

base::Result<DevicePattern> DevicePattern::parse(std::string_view text)
{
    const std::size_t at = text.rfind('@');
    if (text.size() > max_length) {
        return base::fail("is longer than " + std::to_string(max_length) + " octets");
    }
    if (at == std::string_view::npos || at == 0) {
        return base::fail("is not a local part, '@' and a domain");
    }
    const std::string_view domain = text.substr(at + 1);
    const std::string_view local = text.substr(0, at);
    if (!domain::is_fqdn(domain) || domain.find('.') == std::string_view::npos) {
        return base::fail("does not end in a domain name as it is, without a pattern");
    }
    if (local.find('@') != std::string_view::npos) {
        return base::fail("has '@' twice; no local part holds one");
    }
    auto compiled =
        std::make_shared<const re2::RE2>(re2::StringPiece{local.data(), local.size()}, options());
    if (!compiled->ok()) {
        return base::fail("is not a regular expression of RE2: " + compiled->error());
    }
    if (compiled->ProgramSize() > max_instructions) {
        return base::fail(
            "needs a program of " + std::to_string(compiled->ProgramSize()) +
            " instructions; at most " + std::to_string(max_instructions) + " are taken"
        );
    }
    return DevicePattern{
        std::string{text.substr(0, at + 1)} + domain::lower_case(domain), at, std::move(compiled)};
}

bool DevicePattern::holds_local(std::string_view local) const
{
    return re2::RE2::FullMatch(re2::StringPiece{local.data(), local.size()}, *local_);
}

} // namespace iwf::core
