// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/mo_sms/mo_sms.hpp"

namespace iwf::core {

std::string_view name(ShortMessageResult result)
{
    switch (result) {
    case ShortMessageResult::delivered:
        return "DELIVERED";
    case ShortMessageResult::congestion:
        return "SC-CONGESTION";
    case ShortMessageResult::unknown_service_centre:
        return "UNKNOWN_SERVICE_CENTRE";
    case ShortMessageResult::invalid_sme_address:
        return "INVALID_SME-ADDRESS";
    case ShortMessageResult::user_not_sc_user:
        return "USER_NOT_SC-USER";
    case ShortMessageResult::facility_not_supported:
        return "FACILITY_NOT_SUPPORTED";
    }
    return "?";
}

MoSms::MoSms(Ports ports, MoSmsSettings settings)
    : ports_{ports}
    , settings_{settings}
    , recent_{settings.duplicate_window, 10 * settings.max_in_progress}
    , refusal_log_{ports.log, "mo_sms.refused_again"}
{
    if (settings_.rate) {
        rate_.emplace(*settings_.rate, ports_.clock.now());
    }
}

void MoSms::on_message(ShortMessageEvent event)
{
    ++counters_.messages;
    Key key{event.from.text() + "/" + std::to_string(event.digest), event.end_to_end};
    if (answer_duplicate(event, key)) {
        return;
    }
    if (refuse_unfit(event)) {
        return;
    }
    if (is_busy()) {
        ++counters_.busy;
        return told(event.request, {ShortMessageResult::congestion, std::nullopt});
    }
    if (rate_) {
        rate_->take(*settings_.rate, ports_.clock.now());
    }
    const ShortMessageId id{++last_id_};
    by_key_.emplace(key, id);
    messages_.emplace(
        id, Message{std::move(key), std::move(event.sm_rp_ui), *event.port, {event.request}}
    );
    ports_.network.look_up(id, *event.imsi, *event.port);
}

/// Of what nobody need be asked about.
bool MoSms::refuse_unfit(const ShortMessageEvent& event)
{
    struct Fault
    {
        ShortMessageResult result;
        std::string reason;
    };
    const auto fault_of = [](const ShortMessageEvent& message) -> std::optional<Fault> {
        if (!message.is_for_us) {
            return Fault{
                ShortMessageResult::unknown_service_centre,
                "SC-Address is not sms_sc.mo_sms.address"};
        }
        if (!message.is_submitted) {
            return Fault{ShortMessageResult::facility_not_supported, "it is no SMS-SUBMIT"};
        }
        if (!message.imsi) { // the HSS would say MISSING_APPLICATION_DATA to a SIR without
            return Fault{ShortMessageResult::facility_not_supported, "no IMSI of the sender"};
        }
        if (!message.port) { // likewise
            return Fault{ShortMessageResult::invalid_sme_address, "it names no application port"};
        }
        return std::nullopt;
    };
    const auto fault = fault_of(event);
    if (!fault) {
        return false;
    }
    ++counters_.refused;
    if (is_first("-", event.from.text(), fault->reason)) {
        ports_.log.event(
            base::Severity::notice,
            "mo_sms.refused",
            {{"from", event.from.text()}, {"reason", fault->reason}}
        );
    }
    told(event.request, {fault->result, std::nullopt});
    return true;
}

bool MoSms::answer_duplicate(const ShortMessageEvent& event, const Key& key)
{
    if (const auto* given = recent_.find(key.first, key.second, ports_.clock.now())) {
        ++counters_.duplicates;
        told(event.request, given->confirmation);
        return true;
    }
    const auto under_way = by_key_.find(key);
    if (under_way == by_key_.end()) {
        return false;
    }
    ++counters_.duplicates;
    messages_.at(under_way->second).waiting.push_back(event.request);
    return true;
}

bool MoSms::is_busy() const
{
    return draining_ || messages_.size() >= settings_.max_in_progress ||
           (rate_ && !rate_->has_token(*settings_.rate, ports_.clock.now())) ||
           (settings_.refuse_unaudited && !ports_.audit.accepts_work());
}

void MoSms::on_device(ShortMessageId id, const DeviceFound& found)
{
    const auto message = messages_.find(id);
    if (message == messages_.end()) {
        return;
    }
    if (!found) {
        return finish(id, found.error());
    }
    message->second.device = *found;
    deliver(id, message->second);
}

void MoSms::deliver(ShortMessageId id, Message& message)
{
    static const ContractBook nobody;
    const auto receiver =
        receiver_of(contracts_ ? *contracts_ : nobody, *message.device, message.port);
    if (const auto* const refused = std::get_if<NoReceiver>(&receiver)) {
        return refuse(id, message, *refused);
    }
    const std::string& server = std::get<Receiver>(receiver).contract->name;
    std::size_t& under_way = by_server_[server];
    if (under_way >= settings_.max_in_progress_per_server) {
        ++counters_.busy; // one that is slow must not use up what all servers share (S6)
        return finish(id, ShortMessageResult::congestion);
    }
    ++under_way;
    message.server = server;
    const std::string session_id = ports_.identifiers.next_session_id();
    const std::uint32_t end_to_end = ports_.identifiers.next_end_to_end();
    ports_.servers.deliver({
        .id = id,
        .contract = server,
        .device = *message.device,
        .sm_rp_ui = message.sm_rp_ui,
        .port = message.port,
        .reference = domain::ReferenceNumber{end_to_end}, // as good a number as any, and unique
        .end_to_end = end_to_end,
        .session_id = session_id,
    });
}

void MoSms::refuse(ShortMessageId id, const Message& message, const NoReceiver& nobody)
{
    ++counters_.refused;
    const std::string_view contract =
        nobody.contract == nullptr ? std::string_view{"-"} : nobody.contract->name;
    log_refusal(message, contract, nobody.refusal);
    ports_.audit.refused({
        contract,
        domain::ActionType::msisdn_less_mo_sms,
        domain::ReferenceNumber{},
        {message.device->text(), std::nullopt, std::nullopt},
        nobody.refusal,
    });
    finish(id, ShortMessageResult::invalid_sme_address);
}

/// A device may go on sending what nobody gets.
bool MoSms::is_first(
    const std::string& contract, const std::string& rules, const std::string& reason
)
{
    const std::string action{domain::name(domain::ActionType::msisdn_less_mo_sms)};
    return refusal_log_.is_first({contract, action, rules}, reason, ports_.clock.now());
}

void MoSms::log_refusal(const Message& message, std::string_view contract, const Refusal& refusal)
{
    const std::string rules = refusal.rules.places();
    if (is_first(std::string{contract}, rules, refusal.reason)) {
        ports_.log.event(
            base::Severity::notice,
            "mo_sms.refused",
            {{"scs", contract},
             {"device", domain::masked(*message.device)},
             {"port", message.port},
             {"reason", refusal.reason},
             {"rule", rules}}
        );
    }
}

void MoSms::on_delivered(ShortMessageId id, bool acknowledged)
{
    const auto found = messages_.find(id);
    if (found == messages_.end()) {
        return;
    }
    const Message& message = found->second;
    ports_.log.event(
        base::Severity::info,
        acknowledged ? "mo_sms.delivered" : "mo_sms.undelivered",
        {{"scs", message.server},
         {"device", domain::masked(*message.device)},
         {"port", message.port}}
    );
    finish(id, acknowledged ? ShortMessageResult::delivered : ShortMessageResult::congestion);
}

void MoSms::finish(ShortMessageId id, ShortMessageResult result)
{
    const auto found = messages_.find(id);
    const Message done = std::move(found->second);
    messages_.erase(found);
    by_key_.erase(done.key);
    const auto server = by_server_.find(done.server);
    if (server != by_server_.end() && --server->second == 0) {
        by_server_.erase(server);
    }
    const ShortMessageAnswer answer{result, done.device};
    recent_.remember(done.key.first, done.key.second, {answer, 0}, ports_.clock.now());
    for (const ShortMessageRequest request : done.waiting) {
        told(request, answer);
    }
}

void MoSms::told(ShortMessageRequest request, const ShortMessageAnswer& answer)
{
    ++counters_.answered[answer.result];
    ports_.network.answer(request, answer);
}

MoSmsCounters MoSms::counters() const
{
    MoSmsCounters counters = counters_;
    counters.in_progress_now = messages_.size();
    return counters;
}

} // namespace iwf::core
