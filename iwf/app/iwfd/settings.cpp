// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/settings.hpp"

#include "iwf/app/config/audit_key.hpp"
#include "iwf/app/config/rate_limits.hpp"
#include "iwf/app/iwfd/link_settings.hpp"

#include <chrono>
#include <utility>

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/generated/sgd.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/t6a.hpp"
#include "iwf/diameter/generated/tsp.hpp"

namespace iwf::daemon {
namespace {

using config::Config;
using config::duration;
using std::chrono::duration_cast;
using std::chrono::seconds;

/// Requests at the core whatever else it has to do: of fewer each costs more, as fewer share a
/// write on disk, and one to a neighbour (tests/bench/README.md).
constexpr std::size_t least_under_way = 256;

base::Severity severity(mtciwf::v1::LogLevel level)
{
    switch (level) {
    case mtciwf::v1::LOG_LEVEL_DEBUG:
        return base::Severity::debug;
    case mtciwf::v1::LOG_LEVEL_NOTICE:
        return base::Severity::notice;
    case mtciwf::v1::LOG_LEVEL_WARNING:
        return base::Severity::warning;
    case mtciwf::v1::LOG_LEVEL_ERROR:
        return base::Severity::error;
    default:
        return base::Severity::info;
    }
}

runtime::LogFormat format(mtciwf::v1::LogFormat format)
{
    switch (format) {
    case mtciwf::v1::LOG_FORMAT_JSON:
        return runtime::LogFormat::json;
    case mtciwf::v1::LOG_FORMAT_JOURNAL:
        return runtime::LogFormat::journal;
    default:
        return runtime::LogFormat::text;
    }
}

std::uint16_t port(std::uint32_t checked)
{
    return static_cast<std::uint16_t>(checked);
}

template <class Peers>
std::vector<gateways::PoolMember> members(const Peers& peers, std::uint32_t first_id)
{
    std::vector<gateways::PoolMember> out;
    for (const auto& peer : peers) {
        out.push_back({
            .peer = diameter::PeerId{first_id++},
            .host = *domain::InternalHost::parse(peer.host()),
            .realm = peer.realm(),
            .priority = peer.priority(),
            .weight = peer.weight(),
            .open = false,
        });
    }
    return out;
}

template <class Peers>
void add_dialled(
    std::vector<freediameter::PeerConfig>& out, const Peers& peers, const Config& config
)
{
    for (const auto& peer : peers) {
        out.push_back(
            {peer.host(),
             freediameter::Endpoint{peer.address(), port(peer.port()), departure(config, peer)}}
        );
    }
}

std::uint32_t first_mme_id(const Config& config)
{
    return static_cast<std::uint32_t>(
        config.daemon.hss().peers_size() + config.daemon.sms_sc().peers_size()
    );
}

freediameter::Application application(const diameter::ApplicationDefinition& definition)
{
    return {definition.id, definition.vendor, std::string{definition.name}};
}

} // namespace

runtime::LogSettings log_settings(const Config& config)
{
    return {
        .level = severity(config.daemon.log().level()),
        .format = format(config.daemon.log().format()),
    };
}

gateways::Self self(const Config& config)
{
    return {config.daemon.identity().host(), config.daemon.identity().realm()};
}

bool refuses_unaudited(const Config& config)
{
    return config.daemon.has_audit() &&
           config.daemon.audit().on_failure() == mtciwf::v1::AUDIT_FAILURE_REFUSE;
}

core::EngineSettings engine_settings(const Config& config, std::uint64_t seed)
{
    const auto& timers = config.daemon.timers();
    const auto& limits = config.daemon.limits();
    core::EngineSettings settings;
    settings.notification.first_retry = duration(timers.dnr_retry_first());
    settings.notification.longest_retry = duration(timers.dnr_retry_max());
    settings.notification.age_limit = duration(timers.report_age_limit());
    settings.duplicate_window = duration(timers.duplicate_window());
    settings.guard_margin = duration(timers.guard_margin());
    settings.default_validity = duration_cast<seconds>(duration(timers.default_validity()));
    settings.max_in_progress = limits.requests_in_progress();
    settings.max_in_progress_per_server = limits.requests_in_progress_per_server();
    settings.max_triggers = limits.open_triggers();
    settings.rate = config::to_core(limits.rates().requests());
    settings.recall_replace_supported = config.daemon.sms_sc().recall_replace();
    settings.refuse_unaudited = refuses_unaudited(config);
    settings.table_seed = seed;
    return settings;
}

gateways::S6mSettings s6m_settings(const Config& config, std::uint32_t seed)
{
    const auto& hss = config.daemon.hss();
    return {
        .lookup_deadline = duration(hss.lookup_deadline()),
        .attempt_timeout = duration(hss.attempt_timeout()),
        .type_of_address = static_cast<std::uint8_t>(config.daemon.sms_sc().type_of_address()),
        .seed = seed,
    };
}

gateways::T4Settings t4_settings(const Config& config)
{
    const auto& sms_sc = config.daemon.sms_sc();
    const bool temporary = sms_sc.congestion_status() == mtciwf::v1::CONGESTION_STATUS_TEMPORARY;
    return {
        .submit_deadline = duration(sms_sc.submit_deadline()),
        .congestion =
            temporary ? diameter::CongestionIs::temporary : diameter::CongestionIs::permanent,
        .type_of_address = static_cast<std::uint8_t>(sms_sc.type_of_address()),
    };
}

core::MoSmsSettings mo_sms_settings(const Config& config)
{
    const auto& mo_sms = config.daemon.sms_sc().mo_sms();
    return {
        .duplicate_window = duration(config.daemon.timers().duplicate_window()),
        .max_in_progress = mo_sms.messages_in_progress(),
        .max_in_progress_per_server = mo_sms.messages_in_progress_per_server(),
        .rate = config::to_core(mo_sms.rate()),
        .refuse_unaudited = refuses_unaudited(config),
    };
}

gateways::SgdSettings sgd_settings(const Config& config)
{
    const auto& mo_sms = config.daemon.sms_sc().mo_sms();
    return {
        .address = mo_sms.address(),
        .max_messages = std::size_t{2} * mo_sms.messages_in_progress(), // with repetitions
    };
}

gateways::TspSettings tsp_settings(const Config& config)
{
    return {
        .notification_timeout = duration(config.daemon.timers().dnr_timeout()),
        .recall_replace_bit = config.daemon.features().device_trigger_recall_replace_bit(),
        .mo_sms_bit = config.daemon.features().msisdn_less_mo_sms_bit(),
        .recall_replace_supported = config.daemon.sms_sc().recall_replace(),
        .mo_sms_supported = config.daemon.sms_sc().has_mo_sms(),
        .reports_load = config.daemon.features().load_report(),
    };
}

store::JournalOptions journal_options(const Config& config)
{
    store::JournalOptions options;
    options.directory = config.daemon.journal().directory();
    options.durability =
        config.daemon.journal().sync() ? store::Durability::synced : store::Durability::none;
    return options;
}

base::Result<store::AuditOptions> audit_options(const Config& config)
{
    const auto& audit = config.daemon.audit();
    auto key = config::read_audit_key(audit.key_file());
    if (!key) {
        return base::fail("audit.key_file " + audit.key_file() + " " + key.error().text);
    }
    store::AuditOptions options{.file = audit.file(), .key = *std::move(key)};
    options.bursts.lines_per_second = audit.lines_per_second();
    return options;
}

freediameter::NodeConfig node_config(const Config& config)
{
    freediameter::NodeConfig node;
    node.identity = config.daemon.identity().host();
    node.realm = config.daemon.identity().realm();
    node.product = config.daemon.product();
    for (const auto& listen : config.daemon.listen()) {
        node.addresses.push_back(listen.address());
        node.port = port(listen.port());
    }
    node.devices = listen_devices(config);
    node.applications = {
        application(diameter::application::tsp),
        application(diameter::application::s6m),
        application(diameter::application::t4),
        application(diameter::application::s6t), // a contract may come to offer events at any time
    };
    if (config.daemon.sms_sc().has_mo_sms()) {
        node.applications.push_back(application(diameter::application::sgd));
    }
    if (config.daemon.has_mme()) {
        node.applications.push_back(application(diameter::application::t6a));
    }
    add_dialled(node.peers, config.daemon.hss().peers(), config);
    add_dialled(node.peers, config.daemon.sms_sc().peers(), config);
    add_dialled(node.peers, config.daemon.mme().peers(), config);
    for (const auto& contract : config.contracts) {
        node.peers.push_back({contract.identity().host(), std::nullopt});
    }
    const auto& timers = config.daemon.timers();
    node.watchdog = duration_cast<seconds>(duration(timers.watchdog()));
    node.redial = duration_cast<seconds>(duration(timers.connect_retry()));
    node.limits.peer_inbox_messages = config.daemon.limits().inbox();
    node.limits.least_under_way = least_under_way;
    node.limits.peer_under_way = config.daemon.limits().requests_in_progress_per_server();
    node.limits.queue_delay = config::duration(config.daemon.limits().queue_delay());
    return node;
}

std::vector<gateways::PoolMember> hss_members(const Config& config)
{
    return members(config.daemon.hss().peers(), 0);
}

std::vector<gateways::PoolMember> sms_sc_members(const Config& config)
{
    return members(
        config.daemon.sms_sc().peers(), static_cast<std::uint32_t>(config.daemon.hss().peers_size())
    );
}

std::vector<gateways::PoolMember> mme_members(const Config& config)
{
    return members(config.daemon.mme().peers(), first_mme_id(config));
}

std::uint32_t first_server_id(const Config& config)
{
    return first_mme_id(config) + static_cast<std::uint32_t>(config.daemon.mme().peers_size());
}

domain::NorthHost server_host(const mtciwf::v1::Contract& contract)
{
    return *domain::NorthHost::parse(contract.identity().host());
}

} // namespace iwf::daemon
