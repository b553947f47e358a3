// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/monitoring_settings.hpp"

#include "iwf/app/iwfd/settings.hpp"

namespace iwf::daemon {

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
    settings.refuse_unaudited = refuses_unaudited(config);
    return settings;
}

gateways::S6tWords s6t_words(const config::Config& config)
{
    const auto& features = config.daemon.features();
    return {
        .feature_list = features.s6t_feature_list(),
        .extended_reference_ids_bit = features.s6t_extended_reference_ids_bit(),
        .enterprise = config.daemon.monitoring().enterprise(),
    };
}

gateways::WatcherSettings watcher_settings(const config::Config& config)
{
    return {
        .delivery_timeout = config::duration(config.daemon.timers().dnr_timeout()),
        .words = s6t_words(config),
    };
}

gateways::WatchedNetworkSettings
watched_network_settings(const config::Config& config, std::uint32_t seed)
{
    gateways::WatchedNetworkSettings settings;
    settings.deadline = config::duration(config.daemon.hss().lookup_deadline());
    settings.attempt_timeout = config::duration(config.daemon.hss().attempt_timeout());
    settings.words = s6t_words(config);
    settings.seed = seed;
    return settings;
}

} // namespace iwf::daemon
