// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "iwf/core/engine.hpp"

/// What tests of core and of what stands above it talk about: two servers, their contracts, a
/// device, two SMS-SCs.
namespace iwf::test {

inline constexpr std::string_view acme = "acme"; ///< SCS-Identity 4930123, *@devices.acme.example
inline constexpr std::string_view beta = "beta"; ///< SCS-Identity 4940456, *@devices.beta.example

[[nodiscard]] domain::InternalHost sms_sc_a();
[[nodiscard]] domain::InternalHost sms_sc_b();
[[nodiscard]] domain::Imsi imsi();
[[nodiscard]] domain::Imsi other_imsi();
[[nodiscard]] domain::ScsIdentity scs_identity(std::string_view contract);

/// Both contracts, with all three actions, 140 octets, a week of validity.
[[nodiscard]] core::ContractSnapshot both_contracts();

/// The same, with these rates and quotas for acme.
[[nodiscard]] core::ContractSnapshot both_contracts(core::ContractRates rates, core::Quotas quotas);

/// The same, with acme's terms changed.
[[nodiscard]] core::ContractSnapshot
both_contracts(const std::function<void(core::Contract&)>& change);

/// A request for meter7 of that server, validity one hour, payload "hello".
[[nodiscard]] core::DeviceActionEvent
trigger_request(std::uint64_t request, std::uint32_t end_to_end, std::uint32_t reference);
[[nodiscard]] core::DeviceActionEvent
recall_request(std::uint64_t request, std::uint32_t end_to_end, std::uint32_t reference);
[[nodiscard]] core::DeviceActionEvent replace_request(
    std::uint64_t request, std::uint32_t end_to_end, std::uint32_t reference, std::uint32_t old
);

/// The same from the other server.
[[nodiscard]] core::DeviceActionEvent by_beta(core::DeviceActionEvent event);

/// A report of SMS-SC A about acme's trigger, outcome SUCCESS.
[[nodiscard]] core::ReportEvent report_about(std::uint64_t request, std::uint32_t reference);

/// A record as begun by trigger_request(1, 0x1000, 7), on its way to SMS-SC A.
[[nodiscard]] core::TriggerRecord sample_record();

/// imsi(), to go to SMS-SC A.
[[nodiscard]] core::SubscriberFound subscriber();

} // namespace iwf::test
