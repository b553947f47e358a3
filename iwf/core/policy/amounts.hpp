// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iwf/core/policy/authorise.hpp"
#include "iwf/core/policy/contract_book.hpp"
#include "iwf/core/policy/priority_credit.hpp"
#include "iwf/core/policy/probe_watch.hpp"
#include "iwf/core/policy/quota.hpp"
#include "iwf/core/policy/server_rates.hpp"

namespace iwf::core {

/// Of a request or a replace: whether it asks for Priority.
enum class HasPriority : bool
{
    no,
    yes,
};

/// How much of what their contracts give the servers have had (TS 23.682, 5.2.1: quota and rate of
/// trigger submission). A request, a recall and a replace count alike, and only when nothing else
/// refuses them; the HSS is asked about no other. Every function is given the contract as it is in
/// force; time is an argument.
class Amounts
{
public:
    /// At most so many devices are counted for one server.
    explicit Amounts(std::size_t max_devices)
        : max_devices_{max_devices}
    {}

    /// Takes over what an earlier process left in the journal. Before anything else.
    void restore(const std::vector<QuotaRecord>& left);

    /// Forgets the rates of servers and sets that stand in no contract any more; those that do go
    /// on with what they have. Quotas stay: who gets the name again does not begin anew.
    void use_contracts(const ContractBook& contracts);

    /// A copy with what is counted of this server only.
    [[nodiscard]] Amounts of(std::string_view contract) const;

    /// Why the server may make no request now: quota (108); found probing, its rate (109). Takes
    /// nothing.
    [[nodiscard]] std::optional<Refusal>
    check_server(const Contract& contract, base::Instant now, base::WallTime wall);

    /// Why it may make none that adds to its triggers, of which `pending` are not over (109).
    [[nodiscard]] static std::optional<Refusal>
    check_pending(const Contract& contract, std::size_t pending);

    /// Why it may make none with priority now: more of its requests have it than the share that is
    /// agreed (109). Such a request counts as one of the server: a token of its rate is taken, so
    /// that no flood of them makes the share a larger one.
    [[nodiscard]] std::optional<Refusal>
    judge_priority(const Contract& contract, base::Instant now);

    /// It asked for a device that is unknown, foreign or not its own. True: it has just been found
    /// to be probing; check_server() refuses all until the pause is over.
    [[nodiscard]] bool
    unknown_device(const Contract& contract, std::string_view name, base::Instant now);

    /// Why it may make none for this device now (109): the rate of its set, of its group, its own.
    /// Takes nothing.
    [[nodiscard]] std::optional<Refusal>
    check_device(const Contract& contract, const Permitted& permitted, base::Instant now);

    /// Takes one of each amount, once both checks have passed. False: a unit of quota must be on
    /// disk before, so ask reserve(); nothing was taken.
    [[nodiscard]] bool take(
        const Contract& contract,
        const Permitted& permitted,
        HasPriority priority,
        base::Instant now
    );

    /// What is to be written now so that `wanted` more requests have their units in time;
    /// reserved() must tell how that went.
    [[nodiscard]] std::optional<QuotaRecord> reserve(const Contract& contract, std::size_t wanted);
    void reserved(std::string_view contract, bool written);

    /// What is to be written when no request will follow: the units that nobody used.
    [[nodiscard]] std::vector<QuotaRecord> give_back();

private:
    struct Server
    {
        Server(QuotaCounter counter, std::size_t max_devices)
            : quota{std::move(counter)}
            , rates{max_devices}
        {}

        QuotaCounter quota;
        ServerRates rates;
        PriorityCredit priority;
        ProbeWatch probes;
    };

    [[nodiscard]] Server& server(std::string_view contract);

    std::size_t max_devices_;
    std::map<std::string, Server, std::less<>> servers_; ///< by name of the contract
};

} // namespace iwf::core
