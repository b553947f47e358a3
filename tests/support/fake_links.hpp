// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string_view>

#include "iwf/gateways/dispatcher.hpp"

namespace iwf::test {

/// Links that hold until a test breaks them.
class FakeLinks final : public gateways::LinkGuard
{
public:
    void opened(diameter::Connection /*connection*/, std::string_view /*remote*/) override {}
    void closed(diameter::Connection /*connection*/) override {}
    [[nodiscard]] bool holds(diameter::Connection connection) override
    {
        return !broken.contains(connection.peer);
    }

    std::set<diameter::PeerId> broken;
};

} // namespace iwf::test
