// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/place_digest.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

using domain::Accuracy;

/// A device on both kinds of network, with every element.
domain::EventReport everywhere()
{
    domain::EventReport report;
    report.visited_plmn = base::Bytes{0, 0xF1, 0x10};
    domain::MmeLocation& mme = report.location.emplace().mme.emplace();
    mme.cell = {0, 0xF1, 0x10, 0, 0, 1, 1};
    mme.base_station = {0, 0, 1};
    mme.tracking_area = {0, 0xF1, 0x10, 0, 7};
    domain::SgsnLocation& sgsn = report.location->sgsn.emplace();
    sgsn.cell = {0, 0xF1, 0x10, 0, 7, 0, 2};
    sgsn.service_area = {0, 0xF1, 0x10, 0, 7, 0, 3};
    sgsn.routing_area = {0, 0xF1, 0x10, 0, 7, 4};
    return report;
}

/// How a device that is everywhere() would be seen after `change`.
bool moves(Accuracy finest, const std::function<void(domain::EventReport&)>& change)
{
    domain::EventReport report = everywhere();
    const std::uint64_t place = place_of(report, finest).value();
    EXPECT_NE(place, 0U);
    change(report);
    return place_like(place, report) != place;
}

TEST(PlaceDigestTest, nothing_finer_than_agreed_counts)
{
    const auto cell = [](domain::EventReport& report) { report.location->mme->cell->back() = 9; };
    EXPECT_TRUE(moves(Accuracy::cell, cell));
    EXPECT_FALSE(moves(Accuracy::base_station, cell));
    const auto station = [](domain::EventReport& report) {
        report.location->mme->base_station->back() = 9;
        report.location->mme->cell->back() = 9;
        report.location->sgsn->cell->back() = 9;
    };
    EXPECT_TRUE(moves(Accuracy::base_station, station));
    EXPECT_FALSE(moves(Accuracy::tracking_area, station));
    const auto area = [](domain::EventReport& report) {
        report.location->mme->tracking_area->back() = 9;
    };
    EXPECT_TRUE(moves(Accuracy::tracking_area, area));
    EXPECT_FALSE(moves(Accuracy::presence_area, area));
    const auto network = [](domain::EventReport& report) { report.visited_plmn->back() = 9; };
    EXPECT_TRUE(moves(Accuracy::presence_area, network));
    EXPECT_TRUE(moves(Accuracy::network, network));
}

TEST(PlaceDigestTest, coarser_elements_count_when_finer_are_missing)
{
    domain::EventReport report = everywhere();
    std::vector<std::uint64_t> places;
    const auto next = [&](auto& element) {
        places.push_back(place_of(report, Accuracy::cell).value());
        element.reset();
    };
    next(report.location->mme->cell);
    next(report.location->mme->base_station);
    next(report.location->sgsn->cell);
    next(report.location->sgsn->service_area);
    next(report.location->mme->tracking_area);
    next(report.location->sgsn->routing_area);
    next(report.visited_plmn);
    EXPECT_EQ(place_of(report, Accuracy::cell), std::nullopt);
    for (const std::uint64_t place : places) {
        EXPECT_EQ(place_like(place, everywhere()), place);
        EXPECT_EQ(place_like(place, report), std::nullopt);
    }
    EXPECT_EQ(places.size(), 7U);
    std::ranges::sort(places);
    EXPECT_EQ(std::ranges::unique(places).size(), 0U);
}

TEST(PlaceDigestTest, the_network_is_read_from_any_area_or_cell)
{
    domain::EventReport report = everywhere();
    const auto place = place_of(report, Accuracy::network);
    report.visited_plmn.reset();
    EXPECT_EQ(place_of(report, Accuracy::network), place);
    report.location->mme.reset();
    EXPECT_EQ(place_of(report, Accuracy::network), place);
    report.location->sgsn->cell = {0, 0xF1}; // too short to have one
    report.location->sgsn->service_area.reset();
    EXPECT_EQ(place_of(report, Accuracy::network), place);
    report.location.reset();
    EXPECT_EQ(place_of(report, Accuracy::network), std::nullopt);
}

/// It is on disk: another version must find the same.
TEST(PlaceDigestTest, is_the_same_in_every_version)
{
    EXPECT_EQ(place_of(everywhere(), Accuracy::cell), 0xEF6356824F4ACC39ULL);
    EXPECT_EQ(place_like(0, everywhere()), std::nullopt);
}

} // namespace
} // namespace iwf::core
