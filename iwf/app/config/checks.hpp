// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "iwf/app/config/config_error.hpp"
#include "iwf/app/config/origin.hpp"
#include "proto/mtciwf/v1/config.pb.h"

/// What a schema of single fields cannot say. The messages have their defaults; what could not be
/// bound is empty in them, was told already, and is passed over here.
namespace iwf::config {

struct BoundContract
{
    mtciwf::v1::Contract written;
    mtciwf::v1::Contract effective;
    Origin origin;
    bool is_peer{}; ///< none: what link_contract() has made of a HSS or SMS-SC
};

void check_contract(const BoundContract& contract, ErrorList& errors);

/// Which devices, and what may be asked of them. Of check_contract().
void check_devices(const BoundContract& contract, ErrorList& errors);

/// Limits of what is watched. Of check_contract().
void check_monitoring(const BoundContract& contract, ErrorList& errors);

/// Short messages of devices. Of check_contract().
void check_mo_sms(const BoundContract& contract, ErrorList& errors);

/// Whether any come in. Of check_together().
void check_mo_sms_served(
    const mtciwf::v1::Daemon& daemon, std::span<const BoundContract> contracts, ErrorList& errors
);

/// How a server proves itself. Of check_contract(), and for peers.
void check_protection(const BoundContract& contract, ErrorList& errors);

void check_daemon(const mtciwf::v1::Daemon& daemon, const Origin& origin, ErrorList& errors);

/// The section `ipsec`, and what listens where. Of check_daemon().
void check_ipsec(const mtciwf::v1::Daemon& daemon, const Origin& origin, ErrorList& errors);

/// Between the contracts, and between them and the daemon's file: who is who, and what is plain.
/// `contracts`: then the peers with IPsec.
void check_together(
    const mtciwf::v1::Daemon& daemon,
    const Origin& origin,
    std::span<const BoundContract> contracts,
    ErrorList& errors
);

/// Groups of devices, and who refers to them. Of check_together().
void check_groups(
    const mtciwf::v1::Daemon& daemon,
    const Origin& origin,
    std::span<const BoundContract> contracts,
    ErrorList& errors
);

/// What protects the links, and what is plain. Of check_together().
void check_links(
    const mtciwf::v1::Daemon& daemon,
    const Origin& origin,
    std::span<const BoundContract> contracts,
    ErrorList& errors
);

/// The only checks that read files: those with certificates, keys and CRLs.
void check_contract_files(const BoundContract& contract, ErrorList& errors);
void check_daemon_files(const mtciwf::v1::Daemon& daemon, const Origin& origin, ErrorList& errors);

} // namespace iwf::config
