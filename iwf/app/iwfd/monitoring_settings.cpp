// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/monitoring_settings.hpp"

#include <algorithm>

#include "iwf/app/config/monitoring_terms.hpp"

namespace iwf::daemon {
namespace {

bool offers_some(const google::protobuf::RepeatedField<int>& actions)
{
    return std::ranges::any_of(actions, [](int action) {
        return config::is_watched(static_cast<mtciwf::v1::Action>(action));
    });
}

} // namespace

bool offers_monitoring(const config::Config& config)
{
    return config.daemon.has_mme() ||
           std::ranges::any_of(config.contracts, [](const mtciwf::v1::Contract& contract) {
               return offers_some(contract.actions()) ||
                      std::ranges::any_of(contract.device_sets(), [](const auto& set) {
                          return offers_some(set.actions());
                      });
           });
}

core::MonitoringSettings monitoring_settings(const config::Config& config)
{
    const auto& monitoring = config.daemon.monitoring();
    core::MonitoringSettings settings;
    settings.delivery.first_retry = config::duration(monitoring.report_retry_first());
    settings.delivery.longest_retry = config::duration(monitoring.report_retry_max());
    settings.delivery.age_limit = config::duration(monitoring.report_age_limit());
    settings.duplicate_window = config::duration(config.daemon.timers().duplicate_window());
    settings.max_in_progress = monitoring.requests_in_progress();
    settings.max_in_progress_per_server = monitoring.requests_in_progress_per_server();
    settings.max_subscriptions = monitoring.subscriptions();
    settings.max_undelivered = monitoring.undelivered_reports();
    settings.max_in_flight_per_server = monitoring.reports_in_flight_per_server();
    settings.reports_of_any_hss = monitoring.reports_of_any_hss();
    return settings;
}

S6tWords s6t_words(const config::Config& config)
{
    const auto& features = config.daemon.features();
    return {
        .feature_list = features.s6t_feature_list(),
        .extended_reference_ids_bit = features.s6t_extended_reference_ids_bit(),
        .enterprise = config.daemon.monitoring().enterprise(),
    };
}

} // namespace iwf::daemon
