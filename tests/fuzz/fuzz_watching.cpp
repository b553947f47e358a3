// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "iwf/diameter/common.hpp"
#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/s6t.hpp"
#include "iwf/diameter/t6a.hpp"
#include "support/gateway_world.hpp"
#include "support/raw_message.hpp"

namespace {

using namespace iwf;
using namespace iwf::test;
namespace s6t = iwf::diameter::s6t;
namespace t6a = iwf::diameter::t6a;
using iwf::base::Bytes;
using iwf::base::ByteView;

constexpr std::uint8_t of_3gpp = 0xC0; // V and M
constexpr const char* server_host = "scs.acme.example";

[[noreturn]] void give_up()
{
    std::abort();
}

void append(Bytes& out, ByteView more)
{
    out.insert(out.end(), more.begin(), more.end());
}

Bytes of_vendor(std::uint32_t code, ByteView value)
{
    return raw_avp(code, value, of_3gpp, diameter::vendor_3gpp);
}

Bytes number(std::uint32_t code, std::uint32_t value)
{
    Bytes octets;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        octets.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return of_vendor(code, octets);
}

diameter::RequestHead head_of(const std::string& host)
{
    diameter::RequestHead head;
    head.session_id = host + ";1;1";
    head.origin_host = host;
    head.origin_realm = "internal";
    head.destination_host = "iwf.operator.example";
    head.destination_realm = "operator.example";
    return head;
}

/// A message that says who it is from, and then the octets.
class Scene
{
public:
    explicit Scene(ByteView octets)
        : octets_{octets}
    {}

    void server_asks(bool inside)
    {
        s6t::ConfigurationInformationRequest request;
        request.head = dar(1).head;
        request.user.external_identifier = "meter7@devices.acme.example";
        diameter::Message message = s6t::encode(request);
        Bytes members = number(3124, 77);
        append(members, of_vendor(3125, base::as_bytes(server_host)));
        add(message, 3122, members, inside);
        const Arrived asked = world_.ask(peer::acme, std::move(message), 0x100);
        agree();
        end();
        if (world_.transport.answer_of(asked) == nullptr) {
            give_up(); // never answered
        }
    }

    void hss_answers()
    {
        ask();
        const std::size_t sent = world_.transport.sent().size() - 1;
        s6t::ConfigurationInformationAnswer answer;
        answer.head = diameter::answer_head(dar(1).head, hss_host(peer::hss_a).text(), "internal");
        diameter::Message message = s6t::encode(answer);
        append(message.avps, octets_);
        (void)world_.answer(sent, message);
        end();
    }

    void network_reports(bool by_hss, bool inside)
    {
        const std::uint32_t ours = watch();
        const diameter::PeerId from = by_hss ? peer::hss_a : peer::mme_a;
        diameter::Message message;
        if (by_hss) {
            s6t::ReportingInformationRequest request;
            request.head = head_of(hss_host(peer::hss_a).text());
            message = s6t::encode(request);
        } else {
            t6a::ReportingInformationRequest request;
            request.head = head_of(mme_a().text());
            message = t6a::encode(request);
        }
        add(message, 3123, number(3124, ours), inside);
        const Arrived reported = world_.ask(from, std::move(message), 0x200);
        end();
        if (world_.transport.answer_of(reported) == nullptr) {
            give_up();
        }
    }

    void server_answers()
    {
        const std::uint32_t ours = watch();
        s6t::ReportingInformationRequest request;
        request.head = head_of(hss_host(peer::hss_a).text());
        diameter::monitoring::EventReport report;
        report.reference.id = ours;
        request.reports.push_back(std::move(report));
        (void)world_.ask(peer::hss_a, s6t::encode(request), 0x200);
        s6t::ReportingInformationAnswer answer;
        answer.head = diameter::answer_head(dar(1).head, server_host, "acme.example");
        diameter::Message message = s6t::encode(answer);
        append(message.avps, octets_);
        (void)world_.answer(world_.transport.sent().size() - 1, message);
        end();
    }

private:
    /// Beside the others, or as members of one group that is known here.
    void add(diameter::Message& message, std::uint32_t group, Bytes members, bool inside) const
    {
        if (inside) {
            append(members, octets_);
            append(message.avps, of_vendor(group, members));
        } else {
            append(message.avps, octets_);
        }
    }

    void ask()
    {
        s6t::ConfigurationInformationRequest request;
        request.head = dar(1).head;
        request.user.external_identifier = "meter7@devices.acme.example";
        diameter::monitoring::EventConfiguration event;
        event.reference.emplace().id = 78;
        event.scef_id = server_host;
        event.parameters.type = domain::MonitoringType::loss_of_connectivity;
        event.parameters.maximum_reports = 2;
        request.configurations.push_back(std::move(event));
        (void)world_.ask(peer::acme, s6t::encode(request), 0x101);
    }

    /// A subscription of acme that is live; what the network calls it.
    std::uint32_t watch()
    {
        ask();
        const auto asked =
            s6t::decode_configuration_information_request(world_.transport.sent().back().message);
        agree();
        return asked.value().configurations.front().reference.value().id;
    }

    /// Whatever the HSS was asked, it does.
    void agree()
    {
        for (std::size_t sent = 0; sent < world_.transport.sent().size(); ++sent) {
            const auto& one = world_.transport.sent()[sent];
            if (one.peer == peer::hss_a && one.fate == FakeTransport::Fate::waiting) {
                s6t::ConfigurationInformationAnswer answer;
                answer.head =
                    diameter::answer_head(dar(1).head, hss_host(peer::hss_a).text(), "internal");
                (void)world_.answer(sent, s6t::encode(answer));
            }
        }
    }

    /// Time goes on; then all that has left must be what we would take ourselves.
    void end()
    {
        constexpr int deadlines = 8;
        for (int i = 0; i < deadlines && world_.pass_to_next_deadline(); ++i) {
        }
        for (const auto& answer : world_.transport.answers()) {
            check(answer.message);
        }
        for (const auto& sent : world_.transport.sent()) {
            check(sent.message);
            const bool northbound = sent.peer == peer::acme;
            const bool names_a_node =
                base::as_text(sent.message.avps).find("hss-a.internal") != std::string_view::npos;
            if (northbound && names_a_node && !octets_name_it()) {
                give_up();
            }
        }
        if (!world_.transport.faults().empty()) {
            give_up();
        }
    }

    [[nodiscard]] bool octets_name_it() const
    {
        return base::as_text(octets_).find("internal") != std::string_view::npos;
    }

    static void check(const diameter::Message& message)
    {
        if (diameter::check(message)) {
            give_up();
        }
    }

    ByteView octets_;
    GatewayWorld world_;
};

} // namespace

/// B6, S7: any octets as what a server, an HSS or an MME says about events. The first says which.
/// No crash, each request is answered once, and what leaves is well-formed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t enough = 4000; // more may be beyond the limit of a message once
    if (size == 0 || size > enough) {
        return 0;
    }
    Scene scene{ByteView{data + 1, size - 1}};
    switch (data[0] % 8) {
    case 0:
    case 1:
        scene.server_asks(data[0] % 2 == 1);
        break;
    case 2:
        scene.hss_answers();
        break;
    case 3:
        scene.server_answers();
        break;
    default:
        scene.network_reports(data[0] % 8 < 6, data[0] % 2 == 1);
        break;
    }
    return 0;
}
