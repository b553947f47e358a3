// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/core/protection/sa_change.hpp"
#include "iwf/core/protection/security_association.hpp"

namespace iwf::test {

/// An IKE daemon whose associations come and go as given numbers choose. It knows the true list and
/// answers from it, too simply to be wrong.
class RandomCharon
{
public:
    using Events = std::vector<core::SaEvent>;

    explicit RandomCharon(std::vector<std::uint8_t> choices)
        : choices_{std::move(choices)}
    {}

    [[nodiscard]] bool has_choices() const { return next_choice_ + 8 < choices_.size(); }

    /// Something happens, and this is told of it; the list is as after the first event.
    Events step();

    /// The daemon was away: what changed meanwhile nobody told. Another run counts from 1 again.
    void change_unseen();

    [[nodiscard]] core::SaEvent baseline() const;

    /// Events that are not believed while the daemon was away.
    [[nodiscard]] Events of_another_run() const;

    /// "3/7", or the link that is broken, of a connection to our Diameter port.
    [[nodiscard]] std::string bound(std::string_view address, std::string_view contract) const;

    [[nodiscard]] std::set<core::BoundBlock> bound_blocks() const;

private:
    struct Place
    {
        core::IkeSa* ike{};
        core::ChildSa* child{};
    };

    std::size_t choose(std::size_t count);
    core::IkeSa new_ike();
    core::ChildSa new_child();
    core::IkeSa* some_ike();
    Place some_child();

    Events ike_comes();
    Events child_comes();
    Events child_goes();
    Events child_changes();
    Events child_is_rekeyed();
    Events ike_goes();
    Events ike_is_rekeyed();
    Events noise();

    std::vector<std::uint8_t> choices_;
    std::size_t next_choice_{};
    std::uint64_t last_ike_{};
    std::uint64_t last_child_{};
    std::vector<core::IkeSa> truth_;
};

} // namespace iwf::test
