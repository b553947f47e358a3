// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/app/sim/simulator.hpp"

namespace iwf::sim {

/// An HSS on S6m (TS 29.336, 5).
class Hss final : public Simulator
{
public:
    Hss(neighbour::Station& station, const SimConfig& config);

    void on_request(diameter::Connection connection, diameter::Message request) override;

protected:
    std::string pending() const override;

private:
    const Subscribers& subscribers_;
};

} // namespace iwf::sim
