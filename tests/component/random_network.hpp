// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/gateway_world.hpp"

namespace iwf::test {

/// Neighbours that ask, answer, refuse, lie, fall silent, vanish and come back in a random order,
/// and a disk that is slow or full, around a GatewayWorld. What must hold in each moment is checked
/// in that moment; what must hold in the end, by settle(). Broken promises are in broken().
class RandomNetwork
{
public:
    explicit RandomNetwork(std::uint32_t seed);

    void step();

    /// Everybody is there and willing again, and time passes until nothing is left to do. Then all
    /// that was owed must have been given.
    void settle();

    [[nodiscard]] const std::vector<std::string>& broken() const { return broken_; }
    [[nodiscard]] GatewayWorld& world() { return world_; }

    /// Status by how often it was told, and DNRs acknowledged: that the walk reaches all places.
    [[nodiscard]] const std::map<domain::RequestStatus, int>& statuses() const { return statuses_; }

private:
    struct Asked
    {
        diameter::Message message;
        std::uint32_t end_to_end{};
        diameter::PeerId from;
        Arrived arrived;
    };

    std::uint32_t pick(std::uint32_t below);
    bool chance(std::uint32_t percent) { return pick(100) < percent; }

    void ask_something();
    void repeat_something();
    void report_something();
    void answer_something();
    void break_something();
    void use_disk();
    void
    send(diameter::PeerId from, diameter::Message message, std::uint32_t end_to_end, bool again);
    [[nodiscard]] diameter::Message answer_for(const FakeTransport::Sent& sent, bool willing);
    void look_at(const FakeTransport::Answered& answered);
    void look_at_requests();
    void expect(bool holds, std::string promise);

    std::minstd_rand random_;
    GatewayWorld world_;
    std::vector<Asked> dars_;
    std::vector<Arrived> drrs_;
    /// Places in sent() by what makes a request the same one.
    std::map<std::pair<diameter::CommandCode, diameter::EndToEndId>, std::vector<std::size_t>>
        seen_;
    std::size_t looked_at_{};
    std::uint32_t last_end_to_end_{0x1000};
    std::uint32_t last_reference_{};
    std::map<domain::RequestStatus, int> statuses_;
    std::vector<std::string> broken_;
};

} // namespace iwf::test
