// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "iwf/core/journal.hpp"
#include "iwf/core/policy/authorise.hpp"
#include "iwf/core/workload.hpp"

/// What Engine::explain() says of a request that nobody sends.
namespace iwf::core {

/// As operators read it.
[[nodiscard]] std::string_view name(TriggerState state);

/// The trigger of the server that a recall or a replace would be about.
struct OriginalTrigger
{
    TriggerState state{};
    bool is_pending{};   ///< counts as such: the server has not acknowledged its report
    bool is_submitted{}; ///< an SMS-SC was chosen for it, to which the recall or replace would go
    /// It is of the device that is asked for. Nothing: the request is refused before that is
    /// looked at.
    std::optional<bool> has_device;
};

/// How much there is to do at this moment, without the request that is asked about.
struct LoadNow
{
    std::size_t requests{};
    std::size_t most_requests{};
    std::size_t requests_of_server{};
    std::size_t most_of_server{};
    std::size_t triggers{};
    std::size_t most_triggers{};
    std::optional<Busy> busy; ///< why the request would be refused for now, whoever may send it
};

struct Explanation
{
    Decision decision; ///< the first that fails, in the order of spec/tsp.md, 7.3
    /// Of a recall or replace whose number was given. Nothing: there is no such trigger.
    std::optional<OriginalTrigger> original;
    LoadNow load;
};

/// What is asked.
struct SupposedRequest
{
    ActionClaim claim;
    /// Of a recall or replace: the number of the trigger. Nothing: whether there is one is not
    /// looked at.
    std::optional<domain::ReferenceNumber> original;
    /// Nothing: now, and the load of this moment decides too.
    std::optional<base::WallTime> at;
};

} // namespace iwf::core
