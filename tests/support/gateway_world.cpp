// SPDX-License-Identifier: Apache-2.0
#include "support/gateway_world.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/tsp.hpp"

namespace iwf::test {
namespace {

constexpr std::uint32_t seed = 0x12345;

std::vector<gateways::PoolMember>
members(std::initializer_list<std::pair<diameter::PeerId, domain::InternalHost>> nodes)
{
    std::vector<gateways::PoolMember> out;
    for (const auto& [id, host] : nodes) {
        out.push_back({
            .peer = id,
            .host = host,
            .realm = "internal",
            .priority = static_cast<std::uint32_t>(out.size() + 1),
            .weight = 1,
            .open = false,
        });
    }
    return out;
}

gateways::ServerPeer server(diameter::PeerId id, std::string_view contract)
{
    const std::string name{contract};
    return {id, name, *domain::NorthHost::parse("scs." + name + ".example"), name + ".example"};
}

} // namespace

GatewayWorld::Node::Node(GatewayWorld& world, const WorldSettings& settings)
    : hss{members({{peer::hss_a, hss_host(peer::hss_a)}, {peer::hss_b, hss_host(peer::hss_b)}}),
          seed}
    , sms_sc{members({{peer::sms_sc_a, test::sms_sc_a()}, {peer::sms_sc_b, test::sms_sc_b()}}), seed}
    , mme{members({{peer::mme_a, test::mme_a()}}), seed}
    , identifiers{world.self_.host, world.clock.wall_now(), seed}
    , exchange{world.transport, world.clock, later}
    , engine{{s6m, t4, tsp, world.journal, world.clock, world.log, identifiers, world.audit}, settings.engine}
    , s6m{{world.self_, hss, sms_sc, exchange, later, engine, identifiers, world.clock, world.log},
          settings.s6m}
    , t4{{world.self_, sms_sc, exchange, later, engine, world.transport, world.clock, world.log},
         settings.t4}
    , tsp{{world.self_, servers, exchange, later, engine, world.transport, world.clock, world.log},
          settings.tsp}
    , mo_sms{{sgd, messages, world.clock, world.log, identifiers, world.audit}, settings.mo_sms}
    , sgd{{world.self_, sms_sc, s6m, mo_sms, world.transport, world.log}, settings.sgd}
    , messages{{world.self_, servers, exchange, later, mo_sms, world.clock, world.log}, settings.tsp.notification_timeout}
    , monitoring{world.monitoring_ports(*this), settings.monitoring}
    , watchers{{world.self_, servers, exchange, later, monitoring, world.transport, world.clock, world.log}, settings.watchers}
    , network{{world.self_, hss, mme, exchange, later, monitoring, world.transport, world.clock, world.log}, settings.network}
    , dispatcher{{world.self_, world.transport, exchange, links, hss, sms_sc, mme, tsp, t4, settings.serves_mo_sms ? &sgd : nullptr, watchers, network, engine, world.log}}
{
    using gateways::PeerRole;
    dispatcher.add_peer(peer::hss_a, PeerRole::hss, "hss-a");
    dispatcher.add_peer(peer::hss_b, PeerRole::hss, "hss-b");
    dispatcher.add_peer(peer::sms_sc_a, PeerRole::sms_sc, "sms-sc-a");
    dispatcher.add_peer(peer::sms_sc_b, PeerRole::sms_sc, "sms-sc-b");
    dispatcher.add_peer(peer::acme, PeerRole::scs, std::string{acme});
    dispatcher.add_peer(peer::beta, PeerRole::scs, std::string{beta});
    dispatcher.add_peer(peer::mme_a, PeerRole::mme, "mme-a");
    servers.add(server(peer::acme, acme));
    servers.add(server(peer::beta, beta));
}

core::Monitoring::Ports GatewayWorld::monitoring_ports(Node& node)
{
    // Not random, for a test must be the same each time; but far from each other.
    const auto random = [this] { return ++random_ * 0x9E3779B97F4A7C15U; };
    return {
        node.network,
        node.watchers,
        monitoring_journal,
        clock,
        log,
        monitoring_audit,
        node.identifiers,
        random};
}

GatewayWorld::GatewayWorld(WorldSettings settings)
    : settings_{settings}
{
    begin();
    open_all();
}

void GatewayWorld::begin()
{
    node_ = std::make_unique<Node>(*this, settings_);
    node_->engine.use_contracts(both_contracts());
    node_->mo_sms.use_contracts(both_contracts());
    node_->monitoring.use_contracts(watching_contracts());
    transport.listen(node_->dispatcher);
}

void GatewayWorld::open_all()
{
    for (const diameter::PeerId one :
         {peer::hss_a,
          peer::hss_b,
          peer::sms_sc_a,
          peer::sms_sc_b,
          peer::acme,
          peer::beta,
          peer::mme_a}) {
        if (!transport.is_open(one)) {
            transport.open(one);
        }
    }
    turn();
}

void GatewayWorld::turn()
{
    do {
        node_->later.run();
        node_->exchange.on_time();
        node_->s6m.on_time();
        node_->engine.on_time();
        node_->monitoring.on_time();
        node_->mo_sms.on_time();
        node_->later.run();
        if (!disk_held_) {
            journal.complete_all(node_->engine);
            monitoring_journal.complete_all(node_->monitoring);
        }
    } while (!node_->later.empty());
}

void GatewayWorld::release_disk()
{
    disk_held_ = false;
    turn();
}

std::optional<base::Instant> GatewayWorld::next_deadline() const
{
    const auto answer = node_->exchange.next_due();
    const auto engine = node_->engine.next_due();
    const auto overload = node_->s6m.next_due();
    std::optional<base::Instant> next;
    const auto monitoring = node_->monitoring.next_due();
    for (const auto& due : {answer, engine, overload, monitoring}) {
        next = next && due ? std::min(next, due) : (next ? next : due);
    }
    return next;
}

void GatewayWorld::pass(std::chrono::milliseconds time)
{
    const base::Instant end = clock.now() + time;
    while (clock.now() < end) {
        const base::Instant next = std::min(next_deadline().value_or(end), end);
        const auto step = std::chrono::ceil<std::chrono::milliseconds>(next - clock.now());
        clock.advance(std::max(step, std::chrono::milliseconds{1}));
        turn();
    }
}

bool GatewayWorld::pass_to_next_deadline()
{
    const auto next = next_deadline();
    if (next) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - clock.now());
        pass(std::max(left, std::chrono::milliseconds{1}));
    }
    return next.has_value();
}

void GatewayWorld::restart(std::size_t reached_disk)
{
    transport.crash();
    node_.reset();
    journal.crash(reached_disk);
    monitoring_journal.crash(reached_disk);
    disk_held_ = false;
    clock.advance(std::chrono::seconds{1});
    begin();
    node_->engine.restore(journal.read_back());
    node_->engine.resume_reports();
    node_->monitoring.restore(
        monitoring_journal.read_back(),
        monitoring_journal.read_back_reports(),
        monitoring_journal.read_back_members()
    );
    node_->monitoring.resume();
    turn();
}

Arrived GatewayWorld::ask(
    diameter::PeerId from,
    diameter::Message request,
    std::uint32_t end_to_end,
    std::uint8_t more_flags
)
{
    request.header.end_to_end = diameter::EndToEndId{end_to_end};
    request.header.flags |= more_flags;
    const Arrived arrived = transport.request(from, std::move(request));
    turn();
    return arrived;
}

bool GatewayWorld::answer(std::size_t sent, const diameter::Message& answer)
{
    const bool told = transport.answer_to(sent, answer);
    turn();
    return told;
}

bool GatewayWorld::fail(std::size_t sent, diameter::SendFailure failure)
{
    const bool told = transport.fail(sent, failure);
    turn();
    return told;
}

std::size_t GatewayWorld::waiting_for(const diameter::CommandDefinition& command) const
{
    std::optional<std::size_t> found;
    for (const std::size_t place : transport.waiting()) {
        if (transport.sent()[place].message.header.command == command.code) {
            if (found) {
                throw std::logic_error{"more than one such request waits"};
            }
            found = place;
        }
    }
    if (!found) {
        throw std::logic_error{"no such request waits"};
    }
    return *found;
}

std::size_t
GatewayWorld::count_sent(const diameter::CommandDefinition& command, diameter::PeerId to) const
{
    return static_cast<std::size_t>(std::ranges::count_if(transport.sent(), [&](const auto& sent) {
        return sent.peer == to && sent.message.header.command == command.code;
    }));
}

std::optional<diameter::tsp::DeviceActionAnswer> GatewayWorld::daa(const Arrived& dar) const
{
    const diameter::Message* const answer = transport.answer_of(dar);
    if (answer == nullptr) {
        return std::nullopt;
    }
    auto decoded = diameter::tsp::decode_device_action_answer(*answer);
    return decoded ? std::optional{std::move(*decoded)} : std::nullopt;
}

std::optional<domain::RequestStatus> GatewayWorld::status_of(const Arrived& dar) const
{
    const auto answer = daa(dar);
    return answer && answer->device_notification ? answer->device_notification->request_status
                                                 : std::nullopt;
}

std::optional<diameter::t4::DeliveryReportAnswer> GatewayWorld::dra(const Arrived& drr) const
{
    const diameter::Message* const answer = transport.answer_of(drr);
    if (answer == nullptr) {
        return std::nullopt;
    }
    auto decoded = diameter::t4::decode_delivery_report_answer(*answer);
    return decoded ? std::optional{std::move(*decoded)} : std::nullopt;
}

Arrived GatewayWorld::look_up(std::uint32_t reference)
{
    return ask(peer::acme, diameter::tsp::encode(dar(reference)), 0x1000 + reference);
}

Arrived GatewayWorld::submit(std::uint32_t reference)
{
    const Arrived asked = look_up(reference);
    const std::size_t sir = transport.waiting().back();
    answer(sir, diameter::s6m::encode(sia(transport.sent()[sir].peer)));
    return asked;
}

Arrived GatewayWorld::accept(std::uint32_t reference)
{
    const Arrived asked = submit(reference);
    const std::size_t dtr = transport.waiting().back();
    answer(dtr, diameter::t4::encode(dta(transport.sent()[dtr].peer)));
    return asked;
}

} // namespace iwf::test
