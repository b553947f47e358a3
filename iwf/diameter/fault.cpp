// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/fault.hpp"

#include <string>
#include <utility>

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {
namespace {

std::string named(const AvpDefinition& definition)
{
    return std::string{definition.name} + " (" + std::to_string(definition.code) + ")";
}

std::string named(const Avp& avp)
{
    std::string text = "AVP " + std::to_string(avp.code);
    if (avp.vendor != 0) {
        text += " of vendor " + std::to_string(avp.vendor);
    }
    return text;
}

base::Bytes example(const AvpDefinition& definition)
{
    base::Bytes out;
    AvpWriter{out}.put(definition, base::Bytes(minimum_size(definition.type)));
    return out;
}

base::Bytes copy(const Avp& avp)
{
    return {avp.whole.begin(), avp.whole.end()};
}

} // namespace

Fault missing_avp(const AvpDefinition& definition)
{
    return {result::missing_avp, example(definition), named(definition) + " is missing"};
}

Fault wrong_size(const AvpDefinition& definition)
{
    return {
        result::invalid_avp_length, example(definition), named(definition) + " has a wrong length"};
}

Fault broken_avp(base::ByteView rest, const AvpDefinition* definition)
{
    if (definition != nullptr) {
        return wrong_size(*definition);
    }
    base::Bytes header(rest.begin(), rest.begin() + std::min<std::ptrdiff_t>(std::ssize(rest), 12));
    header.resize(12);
    const bool has_vendor = (header[4] & avp_flag_vendor) != 0;
    header.resize(has_vendor ? 12 : 8);
    header[5] = 0;
    header[6] = 0;
    header[7] = static_cast<std::uint8_t>(header.size());
    std::string text = "AVP " + std::to_string(get_u32(header)) + " has a wrong length";
    return {result::invalid_avp_length, std::move(header), std::move(text)};
}

Fault unsupported_avp(const Avp& avp)
{
    return {result::avp_unsupported, copy(avp), named(avp) + " is unknown and has the M bit"};
}

Fault too_many_avps(const Avp& avp, const AvpDefinition& definition)
{
    return {
        result::avp_occurs_too_many_times,
        copy(avp),
        named(definition) + " occurs too many times",
    };
}

Fault not_allowed(const Avp& avp, const AvpDefinition& definition)
{
    return {result::avp_not_allowed, copy(avp), named(definition) + " must not be here"};
}

Fault invalid_value(const Avp& avp, const AvpDefinition& definition, std::string_view why)
{
    return {result::invalid_avp_value, copy(avp), named(definition).append(" ").append(why)};
}

Fault invalid_bits(const Avp& avp)
{
    return {result::invalid_avp_bits, copy(avp), named(avp) + " has a reserved flag"};
}

Fault enclosed_in(const AvpDefinition& group, Fault fault)
{
    if (!fault.failed_avp.empty()) {
        base::Bytes out;
        AvpWriter{out}.put(group, fault.failed_avp);
        fault.failed_avp = std::move(out);
    }
    fault.text = std::string{group.name} + ": " + fault.text;
    return fault;
}

} // namespace iwf::diameter
