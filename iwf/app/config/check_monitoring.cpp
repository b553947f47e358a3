// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/field.hpp"
#include "iwf/app/config/monitoring_terms.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Action;
using mtciwf::v1::Contract;
using mtciwf::v1::MonitoringLimits;
using Actions = std::vector<Action>;

template <class List>
void add_to(Actions& actions, const List& list)
{
    for (const int action : list) {
        actions.push_back(static_cast<Action>(action));
    }
}

/// On whatever devices.
Actions actions_of(const Contract& written)
{
    Actions actions;
    add_to(actions, written.actions());
    for (const auto& set : written.device_sets()) {
        add_to(actions, set.actions());
    }
    return actions;
}

bool is_fine(const MonitoringLimits& limits)
{
    return limits.has_accuracy() && limits.accuracy() != mtciwf::v1::ACCURACY_NETWORK;
}

/// Durations of the interface are of whole seconds.
void check_seconds(
    const MonitoringLimits& limits, const std::string& path, const Origin& origin, ErrorList& errors
)
{
    const auto check = [&](const char* key, std::uint64_t milliseconds) {
        if (milliseconds % 1000 != 0) {
            origin.fail(
                errors,
                path + key,
                duration_text(milliseconds) +
                    " is not a number of whole seconds; what servers ask for is"
            );
        }
    };
    check(".duration", limits.duration());
    check(".interval", limits.interval());
    check(".detection_time", limits.detection_time());
}

bool says_something(const MonitoringLimits& limits)
{
    return is_fine(limits) || limits.has_reports() || limits.has_duration() ||
           limits.has_interval() || limits.has_detection_time() || limits.has_subscriptions() ||
           limits.terminal();
}

/// A limit of what the server may watch on no device: one of the two was forgotten. Defaults are no
/// limits: a dump writes them everywhere.
void check_offered(
    const MonitoringLimits& limits,
    const Actions& actions,
    const std::string& path,
    const Origin& origin,
    ErrorList& errors
)
{
    if (says_something(limits) && std::ranges::none_of(actions, is_watched)) {
        return origin.fail(
            errors,
            path,
            "the server may watch nothing; expected at least one event in 'actions', like "
            "loss_of_connectivity"
        );
    }
    const auto needs = [&](bool has, const char* key, const Actions& any, const char* what) {
        const bool offered = std::ranges::find_first_of(actions, any) != actions.end();
        if (has && !offered) {
            origin.fail(
                errors,
                path + key,
                std::string{"has no meaning without "} + what + "; expected it in 'actions'"
            );
        }
    };
    using namespace mtciwf::v1;
    needs(
        is_fine(limits), ".accuracy", {ACTION_LOCATION, ACTION_BEHAVIOUR}, "location or behaviour"
    );
    needs(limits.has_interval(), ".interval", {ACTION_LOCATION}, "location");
    needs(
        limits.has_detection_time(),
        ".detection_time",
        {ACTION_LOSS_OF_CONNECTIVITY},
        "loss_of_connectivity"
    );
    needs(limits.terminal(), ".terminal", {ACTION_ASSOCIATION}, "association");
}

} // namespace

void check_monitoring(const BoundContract& bound, ErrorList& errors)
{
    const Contract& written = bound.written;
    const Actions actions = actions_of(written);
    const auto check = [&](const MonitoringLimits& limits, const std::string& path) {
        check_seconds(limits, path, bound.origin, errors);
        check_offered(limits, actions, path, bound.origin, errors);
    };
    check(written.limits().monitoring(), "limits.monitoring");
    for (int i = 0; i < written.device_sets_size(); ++i) {
        check(
            written.device_sets(i).limits().monitoring(),
            item("device_sets", i) + ".limits.monitoring"
        );
    }
}

} // namespace iwf::config
