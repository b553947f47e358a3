// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/monitor_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/domain/named.hpp"

namespace iwf::scs {
namespace {

using domain::MonitoringType;
using domain::Named;

constexpr std::array events{
    Named{MonitoringType::loss_of_connectivity, "loss-of-connectivity"},
    Named{MonitoringType::ue_reachability, "ue-reachability"},
    Named{MonitoringType::location_reporting, "location"},
    Named{MonitoringType::change_of_association, "association"},
    Named{MonitoringType::roaming_status, "roaming"},
    Named{MonitoringType::communication_failure, "communication-failure"},
    Named{MonitoringType::availability_after_ddn_failure, "availability"},
    Named{MonitoringType::number_of_ues_in_area, "ue-count"},
    Named{MonitoringType::ue_reachability_and_idle_status, "reachability-and-idle"},
    Named{MonitoringType::availability_after_ddn_failure_and_idle_status, "availability-and-idle"},
    Named{MonitoringType::pdn_connectivity_status, "pdn-connectivity"},
};

constexpr std::array accuracies{
    Named{domain::Accuracy::cell, "cell"},
    Named{domain::Accuracy::base_station, "base-station"},
    Named{domain::Accuracy::tracking_area, "tracking-area"},
    Named{domain::Accuracy::network, "network"},
};

constexpr std::array reachabilities{
    Named{domain::ReachabilityType::sms, "sms"},
    Named{domain::ReachabilityType::data, "data"},
};

template <class Enum, std::size_t Size>
base::Result<Enum> parse_in(const std::array<Named<Enum>, Size>& table, std::string_view text)
{
    const auto* const found = std::ranges::find(table, text, &Named<Enum>::name);
    if (found != table.end()) {
        return found->value;
    }
    std::string words;
    for (const auto& one : table) {
        words += (words.empty() ? "" : ", ") + std::string{one.name};
    }
    return base::fail("'" + base::printable(text) + "' is none of " + words);
}

} // namespace

base::Result<MonitoringType> parse_event(std::string_view text)
{
    return parse_in(events, text);
}

std::string_view event_word(MonitoringType type)
{
    return domain::name_in(events, type);
}

base::Result<domain::Accuracy> parse_accuracy(std::string_view text)
{
    return parse_in(accuracies, text);
}

base::Result<domain::ReachabilityType> parse_reachability(std::string_view text)
{
    return parse_in(reachabilities, text);
}

base::Result<domain::ScefReference> parse_reference(std::string_view text, bool extended)
{
    constexpr std::uint64_t most_32 = std::numeric_limits<std::uint32_t>::max();
    std::uint64_t number{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const bool is_number = error == std::errc{} && stop == end;
    if (!is_number || (!extended && number > most_32)) {
        return base::fail(
            "'" + base::printable(text) + "' is no number of " + (extended ? "64" : "32") +
            " bits" + (is_number ? "; --extended allows 64" : "")
        );
    }
    if (!extended) {
        return domain::ScefReference{static_cast<std::uint32_t>(number), {}};
    }
    return domain::ScefReference{0, number};
}

base::Result<ReportAnswer> parse_report_answer(std::string_view text)
{
    constexpr std::uint32_t first_experimental = 5510;
    if (text == "none") {
        return ReportAnswer{};
    }
    const auto code = neighbour::parse_number(text);
    if (!code || *code < 1000 || *code > 5999) {
        return base::fail(
            "'" + base::printable(text) + "' is neither a result from 1000 to 5999 nor 'none'"
        );
    }
    return ReportAnswer{diameter::Outcome{*code, *code >= first_experimental}};
}

} // namespace iwf::scs
