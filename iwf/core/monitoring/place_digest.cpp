// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/place_digest.hpp"

#include <algorithm>
#include <array>

#include "iwf/core/fnv1a.hpp"

namespace iwf::core {
namespace {

using domain::Accuracy;

constexpr std::uint64_t element_mask = 7;
constexpr std::size_t plmn_octets = 3; ///< with which all identities of cells and areas begin

/// What a digest was made of: its lowest bits. The numbers are kept on disk.
enum class Element : std::uint64_t
{
    cell = 1,
    base_station = 2,
    tracking_area = 3,
    sgsn_cell = 4,
    service_area = 5,
    routing_area = 6,
    network = 7,
};

using Octets = std::optional<base::ByteView>;

Octets view(const std::optional<base::Bytes>& octets)
{
    return octets ? Octets{*octets} : std::nullopt;
}

Octets first_of(Octets one, Octets other)
{
    return one ? one : other;
}

const domain::MmeLocation& mme_of(const domain::EventReport& report)
{
    static const domain::MmeLocation none;
    return report.location && report.location->mme ? *report.location->mme : none;
}

const domain::SgsnLocation& sgsn_of(const domain::EventReport& report)
{
    static const domain::SgsnLocation none;
    return report.location && report.location->sgsn ? *report.location->sgsn : none;
}

Octets network_of(const domain::EventReport& report)
{
    const domain::MmeLocation& mme = mme_of(report);
    const domain::SgsnLocation& sgsn = sgsn_of(report);
    const std::array found{
        view(report.visited_plmn),
        view(mme.cell),
        view(mme.tracking_area),
        view(sgsn.cell),
        view(sgsn.service_area),
        view(sgsn.routing_area)};
    const auto with_plmn = std::ranges::find_if(found, [](const Octets& octets) {
        return octets && octets->size() >= plmn_octets;
    });
    return with_plmn == found.end() ? std::nullopt : Octets{(*with_plmn)->first(plmn_octets)};
}

Octets octets_of(Element element, const domain::EventReport& report)
{
    const domain::MmeLocation& mme = mme_of(report);
    const domain::SgsnLocation& sgsn = sgsn_of(report);
    switch (element) {
    case Element::cell:
        return view(mme.cell);
    case Element::base_station:
        return first_of(view(mme.base_station), view(mme.base_station_extended));
    case Element::tracking_area:
        return view(mme.tracking_area);
    case Element::sgsn_cell:
        return view(sgsn.cell);
    case Element::service_area:
        return view(sgsn.service_area);
    case Element::routing_area:
        return view(sgsn.routing_area);
    case Element::network:
        return network_of(report);
    }
    return std::nullopt; // kept by another version
}

std::optional<std::uint64_t> digest(Element element, const domain::EventReport& report)
{
    const Octets octets = octets_of(element, report);
    if (!octets) {
        return std::nullopt;
    }
    Fnv1a hash;
    hash.add(*octets);
    return (hash.value() & ~element_mask) | static_cast<std::uint64_t>(element);
}

struct Grain
{
    Element element;
    Accuracy accuracy; ///< whoever may have this may have the element
};

// The finer first; service areas and cells of an SGSN are as fine as base stations.
constexpr std::array grains{
    Grain{Element::cell, Accuracy::cell},
    Grain{Element::base_station, Accuracy::base_station},
    Grain{Element::sgsn_cell, Accuracy::base_station},
    Grain{Element::service_area, Accuracy::base_station},
    Grain{Element::tracking_area, Accuracy::tracking_area},
    Grain{Element::routing_area, Accuracy::tracking_area},
    Grain{Element::network, Accuracy::network},
};

} // namespace

std::optional<std::uint64_t> place_of(const domain::EventReport& report, Accuracy finest)
{
    for (const Grain& grain : grains) {
        if (grain.accuracy >= finest) {
            if (const auto found = digest(grain.element, report)) {
                return found;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::uint64_t> place_like(std::uint64_t place, const domain::EventReport& report)
{
    return digest(static_cast<Element>(place & element_mask), report);
}

} // namespace iwf::core
