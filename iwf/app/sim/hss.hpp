// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/app/sim/duplicates.hpp"
#include "iwf/app/sim/hss_monitoring.hpp"
#include "iwf/app/sim/simulator.hpp"

namespace iwf::sim {

/// An HSS on S6m and S6t (TS 29.336, 5 and 7).
class Hss final : public Simulator
{
public:
    Hss(neighbour::Station& station, const SimConfig& config);

    void on_request(diameter::Connection connection, diameter::Message request) override;

protected:
    std::string pending() const override;
    std::string obey_more(std::string_view verb, std::string_view argument) override;

private:
    void on_subscriber_information(const Asked& asked, const diameter::Message& request);
    void on_configuration(const Asked& asked, const diameter::Message& request);
    void count(std::string_view name, const diameter::Message& request);

    const Subscribers& subscribers_;
    HssMonitoring monitoring_;
    Duplicates duplicates_;
};

} // namespace iwf::sim
