// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/message_receiver.hpp"

#include <optional>
#include <utility>

#include "iwf/core/policy/device_standing.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::core {
namespace {

constexpr auto action = domain::ActionType::msisdn_less_mo_sms;

} // namespace

Decision authorise_receiver(
    const Contract& contract, const domain::ExternalIdentifier& device, std::uint32_t port
)
{
    ActionClaim claim;
    claim.action = action;
    claim.identity.external_identifier = device.text();
    claim.application_port = port;
    if (!contract.scs_identities.empty()) { // nobody claims one: it is the server that is meant
        claim.identity.scs_identity =
            domain::to_tbcd(contract.scs_identities.front().value.digits());
    }
    return authorise(contract, claim);
}

std::variant<Receiver, NoReceiver>
receiver_of(const ContractBook& book, const domain::ExternalIdentifier& device, std::uint32_t port)
{
    std::optional<Receiver> best;
    std::optional<DeviceMatch> best_match;
    std::optional<NoReceiver> refused;
    for (const Contract* const contract : book.message_receivers()) {
        const DeviceStanding standing = standing_of(*contract, device);
        if (!standing.match) {
            continue;
        }
        Decision decision = authorise_receiver(*contract, device, port);
        if (auto* const refusal = std::get_if<Refusal>(&decision)) {
            if (!refused) {
                refused = NoReceiver{contract, std::move(*refusal)};
            }
        } else if (!best || standing.match->is_more_specific_than(*best_match)) {
            best = Receiver{contract, std::get<Permitted>(decision).rules};
            best_match = standing.match;
        }
    }
    if (best) {
        return *best;
    }
    if (refused) {
        return *std::move(refused);
    }
    return NoReceiver{
        nullptr,
        {domain::RequestStatus::not_authorized,
         "no contract offers MO-SMS of device " + domain::masked(device),
         {}}};
}

} // namespace iwf::core
