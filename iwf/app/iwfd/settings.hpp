// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "iwf/app/config/config.hpp"
#include "iwf/app/runtime/log.hpp"
#include "iwf/core/engine.hpp"
#include "iwf/core/mo_sms/mo_sms.hpp"
#include "iwf/freediameter/settings.hpp"
#include "iwf/gateways/peer_pool.hpp"
#include "iwf/gateways/s6m.hpp"
#include "iwf/gateways/sgd.hpp"
#include "iwf/gateways/t4.hpp"
#include "iwf/gateways/tsp.hpp"
#include "iwf/store/audit_log.hpp"
#include "iwf/store/journal_store.hpp"

/// The configuration in the words of each part. The configuration was checked: none of these fails.
namespace iwf::daemon {

[[nodiscard]] runtime::LogSettings log_settings(const config::Config& config);
[[nodiscard]] gateways::Self self(const config::Config& config);
/// Whether nothing is done that could not be audited.
[[nodiscard]] bool refuses_unaudited(const config::Config& config);
[[nodiscard]] core::EngineSettings
engine_settings(const config::Config& config, std::uint64_t seed);
[[nodiscard]] gateways::S6mSettings s6m_settings(const config::Config& config, std::uint32_t seed);
[[nodiscard]] gateways::T4Settings t4_settings(const config::Config& config);
[[nodiscard]] core::MoSmsSettings mo_sms_settings(const config::Config& config);
[[nodiscard]] gateways::SgdSettings sgd_settings(const config::Config& config);
[[nodiscard]] gateways::TspSettings tsp_settings(const config::Config& config);
[[nodiscard]] store::JournalOptions journal_options(const config::Config& config);

/// Of a configuration with an audit log. Reads its key, and fails only when that has changed since
/// the configuration was checked.
[[nodiscard]] base::Result<store::AuditOptions> audit_options(const config::Config& config);

/// The peers get their ids by their place: HSSs, SMS-SCs, MMEs, servers.
[[nodiscard]] freediameter::NodeConfig node_config(const config::Config& config);
[[nodiscard]] std::vector<gateways::PoolMember> hss_members(const config::Config& config);
[[nodiscard]] std::vector<gateways::PoolMember> sms_sc_members(const config::Config& config);
/// They are no pool: priority and weight of each are 1.
[[nodiscard]] std::vector<gateways::PoolMember> mme_members(const config::Config& config);
[[nodiscard]] std::uint32_t first_server_id(const config::Config& config);

/// The host a contract is about, as the core knows it.
[[nodiscard]] domain::NorthHost server_host(const mtciwf::v1::Contract& contract);

} // namespace iwf::daemon
