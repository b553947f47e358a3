// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "iwf/base/bytes.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/short_message.hpp"

// Whatever was parsed, parses again to the same value.

namespace {

void require(bool kept)
{
    if (!kept) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace iwf::domain;

    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto id = ExternalIdentifier::parse(text)) {
        require(ExternalIdentifier::parse(id->text()) == id);
        require(id->local().size() + 1 + id->domain().size() == id->text().size());
    }
    if (const auto host = NorthHost::parse(text)) {
        require(NorthHost::parse(host->text()) == host);
    }
    if (const auto digits = from_tbcd({data, size})) {
        require(from_tbcd(to_tbcd(*digits)) == digits);
    }
    if (const auto msisdn = Msisdn::parse(text)) {
        require(from_tbcd(to_tbcd(msisdn->digits())) == msisdn->digits());
    }
    if (size > 0) { // no more octets make no more of it malformed
        const auto part = application_port_of({data, size - 1});
        const bool ended_early = !part && part.error() == ShortMessageFault::malformed;
        require(ended_early || application_port_of({data, size}) == part);
    }
    return 0;
}
