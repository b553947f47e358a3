// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/message.hpp"

/// What all our commands share.
namespace iwf::diameter {

/// RFC 6733, 7.1.
namespace result {
inline constexpr std::uint32_t success = 2001;
inline constexpr std::uint32_t command_unsupported = 3001;
inline constexpr std::uint32_t unable_to_deliver = 3002;
inline constexpr std::uint32_t realm_not_served = 3003;
inline constexpr std::uint32_t too_busy = 3004;
inline constexpr std::uint32_t loop_detected = 3005;
inline constexpr std::uint32_t application_unsupported = 3007;
inline constexpr std::uint32_t invalid_hdr_bits = 3008;
inline constexpr std::uint32_t invalid_avp_bits = 3009;
inline constexpr std::uint32_t unknown_peer = 3010;
inline constexpr std::uint32_t avp_unsupported = 5001;
inline constexpr std::uint32_t invalid_avp_value = 5004;
inline constexpr std::uint32_t missing_avp = 5005;
inline constexpr std::uint32_t resources_exceeded = 5006;
inline constexpr std::uint32_t avp_not_allowed = 5008;
inline constexpr std::uint32_t avp_occurs_too_many_times = 5009;
inline constexpr std::uint32_t unable_to_comply = 5012;
inline constexpr std::uint32_t invalid_avp_length = 5014;
inline constexpr std::uint32_t invalid_message_length = 5015;
} // namespace result

/// 3GPP Experimental-Result-Code, vendor 10415. Another number space than Result-Code.
namespace experimental {
inline constexpr std::uint32_t user_unknown = 5001;
inline constexpr std::uint32_t feature_unsupported = 5011;
inline constexpr std::uint32_t unauthorized_requesting_entity = 5510;
inline constexpr std::uint32_t unauthorized_service = 5511;
inline constexpr std::uint32_t requested_range_is_not_allowed = 5512;
inline constexpr std::uint32_t configuration_event_storage_not_successful = 5513;
inline constexpr std::uint32_t configuration_event_non_existant = 5514; ///< as it is written
inline constexpr std::uint32_t scef_reference_id_unknown = 5515;
inline constexpr std::uint32_t unauthorized_mtc_provider = 5516;
inline constexpr std::uint32_t invalid_sme_address = 5530;
inline constexpr std::uint32_t sc_congestion = 5531;
inline constexpr std::uint32_t sm_protocol = 5532;
inline constexpr std::uint32_t trigger_replace_failure = 5533;
inline constexpr std::uint32_t trigger_recall_failure = 5534;
inline constexpr std::uint32_t original_message_not_pending = 5535;
inline constexpr std::uint32_t facility_not_supported = 5552;
inline constexpr std::uint32_t sm_delivery_failure = 5555;
inline constexpr std::uint32_t missing_application_data = 5598;
inline constexpr std::uint32_t requested_location_not_served = 5650;
} // namespace experimental

inline constexpr std::uint32_t vendor_3gpp = 10415;

/// What is wrong with a received message, ready to be answered (RFC 6733, 7.1.5 and 7.5).
struct Fault
{
    std::uint32_t result_code{};
    base::Bytes failed_avp; ///< one encoded AVP, the content of Failed-AVP; empty: none
    std::string text;       ///< Error-Message and log: names the AVP, holds no value

    friend bool operator==(const Fault&, const Fault&) = default;
};

template <class T>
using Decoded = tl::expected<T, Fault>;

/// TS 29.229, 6.3.29 to 6.3.31. vendor_id is 10415 in all lists we know.
struct SupportedFeatures
{
    std::uint32_t vendor_id{vendor_3gpp};
    std::uint32_t feature_list_id{};
    std::uint32_t feature_list{};
    bool mandatory{}; ///< the M bit as received; set in requests that demand the features

    friend bool operator==(const SupportedFeatures&, const SupportedFeatures&) = default;
};

/// How loaded the sender is (RFC 8583): from 65535, not at all, down to 0, entirely.
struct Load
{
    std::uint64_t value{};
    std::optional<std::string> source; ///< SourceID: whose load it is

    friend bool operator==(const Load&, const Load&) = default;
};

/// The AVPs that begin each request.
struct RequestHead
{
    std::string session_id;
    std::string origin_host;
    std::string origin_realm;
    std::string destination_realm;
    std::optional<std::string> destination_host;
    std::optional<std::uint32_t> origin_state_id;
    std::vector<base::Bytes> proxy_infos; ///< content of each Proxy-Info, in order
    std::vector<std::string> route_records;

    friend bool operator==(const RequestHead&, const RequestHead&) = default;
};

/// Result-Code or Experimental-Result of an answer.
struct Outcome
{
    std::uint32_t code{result::success};
    bool experimental{}; ///< code is an Experimental-Result-Code of vendor 10415

    [[nodiscard]] bool is_success() const { return !experimental && code / 1000 == 2; }

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// The AVPs that begin each answer.
struct AnswerHead
{
    std::string session_id;
    std::string origin_host;
    std::string origin_realm;
    Outcome outcome;
    std::optional<std::string> error_message;
    base::Bytes failed_avp; ///< content of Failed-AVP; empty: none
    std::vector<base::Bytes> proxy_infos;

    friend bool operator==(const AnswerHead&, const AnswerHead&) = default;
};

/// The head of the answer to `request`: same session and Proxy-Info, our name.
[[nodiscard]] AnswerHead
answer_head(const RequestHead& request, std::string origin_host, std::string origin_realm);

/// Checks a received message against the dictionary (the ABNF of its command): AVP lengths, V and
/// reserved bits, unknown AVPs with the M bit, missing and repeated AVPs, values, Grouped content,
/// at most 16 levels deep and 1,000 AVPs in all. The first fault in the message is told, what is
/// missing last. An answer is read as far as it can be: one that does not tell of success needs
/// only its result and Origin-* (RFC 6733, 7.2), and numbers that no table has are let through.
[[nodiscard]] std::optional<Fault> check(const Message& message);

/// The answer to a request that could not be processed: Session-Id and Proxy-Info copied as far as
/// they can be read, hop-by-hop and End-to-End of the request. E bit and the ABNF of RFC 6733, 7.2
/// for protocol errors (3xxx), and for other faults when the ABNF of the command's answer cannot be
/// kept (7.1.5), as that of a DAA, which has a Device-Notification. No Error-Reporting-Host.
[[nodiscard]] Message error_answer(
    const MessageView& request,
    const Fault& fault,
    std::string_view origin_host,
    std::string_view origin_realm
);

} // namespace iwf::diameter
