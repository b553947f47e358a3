// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/sender.hpp"

#include <chrono>
#include <utility>

#include "iwf/app/neighbour/json.hpp"
#include "iwf/app/neighbour/yaml.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::sim {
namespace {

using namespace std::chrono_literals;

constexpr diameter::PeerId first_peer{0};
constexpr auto answer_timeout = 30s;
constexpr std::size_t most_answers = 1000;

/// An SMS-SUBMIT of 8-bit data to the short code 12345 (TS 23.040, 9.2.2.2).
base::Bytes tpdu_of(std::optional<std::uint32_t> port, const std::string& text)
{
    base::Bytes data;
    if (port) {
        const auto high = static_cast<std::uint8_t>(*port >> 8U & 0xFFU);
        const auto low = static_cast<std::uint8_t>(*port & 0xFFU);
        data = {0x06, 0x05, 0x04, high, low, 0x00, 0x00};
    }
    data.insert(data.end(), text.begin(), text.end());
    const std::uint8_t first = port ? 0x41 : 0x01;
    base::Bytes tpdu{first, 0x01, 0x05, 0x81, 0x21, 0x43, 0xF5, 0x00, 0x04};
    tpdu.push_back(static_cast<std::uint8_t>(data.size()));
    tpdu.insert(tpdu.end(), data.begin(), data.end());
    return tpdu;
}

std::optional<std::string> digits_of(neighbour::YamlMap& map, const char* key)
{
    auto digits = map.text(key);
    if (digits && !domain::all_digits(*digits)) {
        map.refuse(key, "expected digits");
        return std::nullopt;
    }
    return digits;
}

std::string json_of(const diameter::sgd::MoForwardShortMessageAnswer& answer)
{
    neighbour::JsonLine line;
    line.put(
        answer.head.outcome.experimental ? "experimental" : "result", answer.head.outcome.code
    );
    if (answer.failure_cause && answer.failure_cause->failure) {
        line.put("cause", static_cast<std::uint32_t>(*answer.failure_cause->failure));
    }
    if (answer.external_identifier) {
        line.put("device", *answer.external_identifier);
    }
    return line.text();
}

} // namespace

base::Result<MoMessage> parse_message(const std::string& text, const std::string& self)
{
    const auto node = neighbour::load_yaml_text(text, "command");
    if (!node) {
        return tl::unexpected{node.error()};
    }
    neighbour::YamlErrors errors{"command"};
    neighbour::YamlMap map{*node, errors};
    MoMessage message;
    message.sc_address = map.required_text("to");
    if (!message.sc_address.empty() && !domain::all_digits(message.sc_address)) {
        map.refuse("to", "expected digits");
    }
    message.realm = map.required_text("realm");
    message.origin = map.text("origin").value_or(self);
    message.imsi = map.text("imsi");
    message.msisdn = digits_of(map, "msisdn");
    message.tpdu = tpdu_of(map.number("port"), map.text("text").value_or("hello"));
    message.times = map.number("times").value_or(1);
    map.finish();
    if (errors.any()) {
        return tl::unexpected{errors.joined()};
    }
    return message;
}

void Sender::send(const MoMessage& message)
{
    diameter::sgd::MoForwardShortMessageRequest request;
    request.head.session_id = station_.identifiers().next_session_id();
    request.head.origin_host = message.origin;
    request.head.origin_realm = config_.realm;
    request.head.destination_host = config_.peers.front();
    request.head.destination_realm = message.realm;
    request.sc_address = domain::to_tbcd(message.sc_address);
    request.user_identifier.user_name = message.imsi;
    if (message.msisdn) {
        request.user_identifier.msisdn = domain::to_tbcd(*message.msisdn);
    }
    request.sm_rp_ui = message.tpdu;
    diameter::Message octets = diameter::sgd::encode(request);
    octets.header.end_to_end = diameter::EndToEndId{station_.identifiers().next_end_to_end()};
    attempt(std::move(octets), message.times);
}

void Sender::attempt(diameter::Message message, std::uint32_t times)
{
    if (times == 0) {
        return;
    }
    counters_.add("ofr");
    ++open_;
    const auto deadline = station_.now() + answer_timeout;
    station_.exchange().request(
        first_peer,
        message,
        deadline,
        [this, again = message, times](const gateways::Reply& reply) mutable {
            on_reply(reply);
            again.header.flags |= diameter::flag::retransmitted;
            attempt(std::move(again), times - 1);
        }
    );
}

void Sender::on_reply(const gateways::Reply& reply)
{
    --open_;
    if (!reply) {
        counters_.add("ofr_unanswered");
        return;
    }
    const auto answer = diameter::sgd::decode_mo_forward_short_message_answer(*reply);
    if (!answer) {
        counters_.add("ofa_malformed");
        return;
    }
    answers_.push_back(json_of(*answer));
    if (answers_.size() > most_answers) {
        answers_.pop_front();
    }
    counters_.add("ofa", answer->head.outcome);
}

std::string Sender::answers() const
{
    std::string list;
    for (const std::string& answer : answers_) {
        list += (list.empty() ? "" : ",") + answer;
    }
    return neighbour::JsonLine{}.put_raw("answers", "[" + list + "]").text();
}

} // namespace iwf::sim
