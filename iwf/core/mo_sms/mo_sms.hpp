// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/audit.hpp"
#include "iwf/core/identifiers.hpp"
#include "iwf/core/mo_sms/ports.hpp"
#include "iwf/core/policy/contract_book.hpp"
#include "iwf/core/policy/message_receiver.hpp"
#include "iwf/core/policy/token_bucket.hpp"
#include "iwf/core/recent_answers.hpp"
#include "iwf/core/refusal_log.hpp"

namespace iwf::core {

struct MoSmsSettings
{
    std::chrono::milliseconds duplicate_window{std::chrono::minutes{4}};
    std::size_t max_in_progress{1'000};
    std::size_t max_in_progress_per_server{200};
    std::optional<RateLimit> rate{}; ///< of all messages together; without: none
    bool refuse_unaudited{};         ///< new work, while the audit log takes none
};

/// An OFR as the southbound gateway understood it.
struct ShortMessageEvent
{
    ShortMessageRequest request;
    domain::InternalHost from;
    std::uint32_t end_to_end{};
    std::uint64_t digest{}; ///< of the message's octets
    bool is_for_us{};       ///< the SC-Address is ours
    bool is_submitted{};    ///< an SMS-SUBMIT
    std::optional<domain::Imsi> imsi;
    base::Bytes sm_rp_ui;
    std::optional<std::uint16_t> port; ///< that it is addressed to
};

/// What an operator watches. Only grows, but for the one that says "now".
struct MoSmsCounters
{
    std::uint64_t messages{}; ///< that could be read
    std::uint64_t duplicates{};
    std::uint64_t busy{};
    std::uint64_t refused{}; ///< by the contracts, or for want of a port or an IMSI
    std::map<ShortMessageResult, std::uint64_t> answered;
    std::size_t in_progress_now{};
};

/// MSISDN-less MO-SMS (TS 23.682, 5.15; TS 29.368, 5.9): what a device sends to an application port
/// goes to the server whose contract says so, or to nobody. Nothing is kept: the SMS-SC is told
/// that the message is delivered when its server has acknowledged it, and that it is not otherwise;
/// who sends it again is the SMS-SC, or the device. Lives on the core thread.
class MoSms
{
public:
    struct Ports
    {
        ShortMessageNetworkPort& network;
        ShortMessageServerPort& servers;
        base::Clock& clock;
        base::Log& log;
        Identifiers& identifiers;
        AuditPort& audit;
    };

    MoSms(Ports ports, MoSmsSettings settings);

    /// What is judged from now on. A message that is on its way to a server arrives there.
    void use_contracts(ContractSnapshot contracts) { contracts_ = std::move(contracts); }

    void on_message(ShortMessageEvent event);
    void on_device(ShortMessageId id, const DeviceFound& found);
    void on_delivered(ShortMessageId id, bool acknowledged);

    /// From now on every new message is refused; what is in progress goes on.
    void drain() { draining_ = true; }

    [[nodiscard]] std::size_t in_progress() const { return messages_.size(); }

    [[nodiscard]] MoSmsCounters counters() const;

    [[nodiscard]] std::optional<base::Instant> next_due() const { return refusal_log_.next_due(); }
    void on_time() { refusal_log_.on_time(ports_.clock.now()); }

private:
    /// A repetition has the same.
    using Key = std::pair<std::string, std::uint32_t>; ///< sender and content; End-to-End

    struct Message
    {
        Key key;
        base::Bytes sm_rp_ui;
        std::uint16_t port{};
        std::vector<ShortMessageRequest> waiting;
        std::optional<domain::ExternalIdentifier> device{};
        std::string server{}; ///< contract it is being delivered to
    };

    [[nodiscard]] bool answer_duplicate(const ShortMessageEvent& event, const Key& key);
    [[nodiscard]] bool is_busy() const;
    [[nodiscard]] bool refuse_unfit(const ShortMessageEvent& event);
    [[nodiscard]] bool
    is_first(const std::string& contract, const std::string& rules, const std::string& reason);
    void deliver(ShortMessageId id, Message& message);
    void refuse(ShortMessageId id, const Message& message, const NoReceiver& nobody);
    void log_refusal(const Message& message, std::string_view contract, const Refusal& refusal);
    void finish(ShortMessageId id, ShortMessageResult result);
    void told(ShortMessageRequest request, const ShortMessageAnswer& answer);

    Ports ports_;
    MoSmsSettings settings_;
    ContractSnapshot contracts_;
    std::optional<TokenBucket> rate_;
    std::uint64_t last_id_{};
    std::unordered_map<ShortMessageId, Message> messages_;
    std::map<Key, ShortMessageId> by_key_;
    std::unordered_map<std::string, std::size_t> by_server_; ///< how many are being delivered
    RecentAnswersOf<ShortMessageAnswer> recent_;
    RefusalLog refusal_log_;
    bool draining_{};
    MoSmsCounters counters_;
};

} // namespace iwf::core
