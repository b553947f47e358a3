// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/domain/network.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::daemon {

/// Where a server may come from and what it calls itself. The link's proof of identity (the SA it
/// came through) will stand here too.
struct AdmissionRule
{
    std::string realm;
    std::vector<domain::Network> networks;
};

/// Who may connect, as the contracts have it. admit() runs on threads of the Diameter stack;
/// use() on the core thread swaps the whole table.
class Admission
{
public:
    using Table = std::map<std::uint32_t, AdmissionRule>; ///< by PeerId

    void use(Table table);

    [[nodiscard]] base::Result<void> admit(const freediameter::Applicant& applicant) const;

private:
    std::atomic<std::shared_ptr<const Table>> table_{std::make_shared<const Table>()};
};

} // namespace iwf::daemon
