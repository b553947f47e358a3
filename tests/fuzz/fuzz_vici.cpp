// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdlib>

#include "ipsec/vici/session.hpp"

// What was read is written and read again as the same. Whatever comes, each request is completed
// once and the session ends once.

namespace {

using namespace iwf::vici;

void require(bool kept)
{
    if (!kept) {
        std::abort();
    }
}

void try_packet(iwf::base::ByteView octets)
{
    const auto packet = decode_packet(octets);
    if (!packet) {
        return;
    }
    (void)printable(packet->message);
    const auto written = encode(*packet);
    require(written.has_value());
    require(decode_packet(iwf::base::ByteView{*written}.subspan(4)) == packet);
}

void try_session(iwf::base::ByteView octets)
{
    const iwf::base::Instant soon{std::chrono::seconds{1}};
    Session session;
    require(session.subscribe("log", soon).has_value());
    require(session.request("version", {}, soon).has_value());
    require(session.stream("list-sas", "list-sa", {}, soon).has_value());
    std::size_t completed = 0;
    std::size_t ended = 0;
    const auto count = [&](const Outcomes& outcomes) {
        for (const Outcome& outcome : outcomes) {
            completed += std::holds_alternative<outcome::Completed>(outcome) ? 1U : 0U;
            ended += std::holds_alternative<outcome::Ended>(outcome) ? 1U : 0U;
        }
    };
    while (!octets.empty()) {
        const std::size_t piece = std::min<std::size_t>(octets.size(), 1U + octets.front() % 50U);
        count(session.receive(octets.first(piece)));
        octets = octets.subspan(piece);
    }
    count(session.end("enough"));
    require(completed == 3 && ended == 1 && session.waiting() == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try_packet({data, size});
    try_session({data, size});
    return 0;
}
