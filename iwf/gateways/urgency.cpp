// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/urgency.hpp"

#include <optional>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "iwf/diameter/wire.hpp"
#include "iwf/domain/trigger.hpp"

namespace iwf::gateways {
namespace {

std::optional<base::ByteView> find(base::ByteView avps, const diameter::AvpDefinition& wanted)
{
    diameter::AvpWalker walker{avps};
    diameter::Avp avp;
    while (walker.next(avp)) {
        if (avp.is(wanted)) {
            return avp.value;
        }
    }
    return std::nullopt;
}

} // namespace

bool is_urgent(const diameter::MessageView& request)
{
    namespace avp = diameter::avp;
    const auto action = find(request.avps, avp::device_action);
    const auto data = action ? find(*action, avp::trigger_data) : std::nullopt;
    const auto priority = data ? find(*data, avp::priority_indication) : std::nullopt;
    return priority && priority->size() == 4 &&
           diameter::get_u32(*priority) == static_cast<std::uint32_t>(domain::Priority::priority);
}

} // namespace iwf::gateways
