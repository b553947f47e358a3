// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/avp_reader.hpp"

#include <algorithm>

#include "iwf/diameter/time.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {

void AvpReader::refuse(const AvpDefinition& avp, std::string_view why)
{
    if (const auto found = find(avp)) {
        fail(invalid_value(*found, avp, why));
    }
}

bool AvpReader::is_named(const AvpDefinition& avp, std::uint32_t value)
{
    return std::ranges::find(avp.values, value, &EnumValue::value) != avp.values.end();
}

std::optional<Avp> AvpReader::find(const AvpDefinition& avp)
{
    if (failed()) {
        return std::nullopt;
    }
    Avp found;
    AvpWalker walker = next_;
    while (walker.next(found)) {
        if (found.is(avp)) {
            next_ = walker;
            return found;
        }
    }
    if (walker.is_broken()) {
        fail(broken_avp(walker.rest(), nullptr));
        return std::nullopt;
    }
    const auto* const searched_from = next_.rest().data();
    walker = AvpWalker{avps_};
    while (walker.rest().data() != searched_from && walker.next(found)) {
        if (found.is(avp)) {
            next_ = walker;
            return found;
        }
    }
    return std::nullopt;
}

std::optional<Avp> AvpReader::find_required(const AvpDefinition& avp)
{
    auto found = find(avp);
    if (!found) {
        fail(missing_avp(avp));
    }
    return found;
}

void AvpReader::fail(Fault fault)
{
    if (!fault_) {
        fault_ = std::move(fault);
    }
}

void AvpReader::take(const AvpDefinition& avp, const Avp& found, std::uint32_t& field)
{
    if (found.value.size() != sizeof field) {
        fail(wrong_size(avp));
        return;
    }
    field = get_u32(found.value);
}

void AvpReader::take(const AvpDefinition& avp, const Avp& found, std::int32_t& field)
{
    std::uint32_t value{};
    take(avp, found, value);
    field = static_cast<std::int32_t>(value);
}

void AvpReader::take(const AvpDefinition& avp, const Avp& found, base::WallTime& field)
{
    std::uint32_t value{};
    take(avp, found, value);
    field = from_time(value);
}

void AvpReader::take(const AvpDefinition& avp, const Avp& found, std::uint64_t& field)
{
    if (found.value.size() != sizeof field) {
        fail(wrong_size(avp));
        return;
    }
    field = get_u64(found.value);
}

void AvpReader::take(const AvpDefinition& /*avp*/, const Avp& found, std::string& field)
{
    field = base::as_text(found.value);
}

void AvpReader::take(const AvpDefinition& /*avp*/, const Avp& found, base::Bytes& field)
{
    field.assign(found.value.begin(), found.value.end());
}

} // namespace iwf::diameter
