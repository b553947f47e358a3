// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "iwf/app/config/config_error.hpp"
#include "iwf/audit/digest.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/policy/device_groups_builder.hpp"

/// Files of devices (DeviceGroup in config.proto says what may be in one).
namespace iwf::config {

/// Reads the text of one group's file, in pieces of any size. Memory: one line. The first lines
/// that are wrong are told with their places, of the others how many there are; no identity of a
/// device is repeated in it. Borrows all it is given.
class GroupReader
{
public:
    GroupReader(
        const std::string& file,
        core::GroupId group,
        core::DeviceGroupsBuilder& devices,
        ErrorList& errors
    )
        : file_{file}
        , group_{group}
        , devices_{devices}
        , errors_{errors}
    {}

    void take(std::string_view piece);

    /// Once, after the last piece.
    void finish();

private:
    void take_line(std::string_view line);
    void take_device(std::string_view text, std::size_t column);
    void wrong(Place place, std::string what);

    const std::string& file_;
    core::GroupId group_;
    core::DeviceGroupsBuilder& devices_;
    ErrorList& errors_;
    std::string begun_; ///< a line whose end has not come; cut off when it is too long anyway
    std::size_t line_{};
    std::size_t wrong_{};
    Place first_untold_;
};

/// Reads the file; its SHA-256. Fails when it cannot be read; what is wrong inside goes to
/// `errors`.
[[nodiscard]] base::Result<audit::Digest> read_group_file(
    const std::string& path,
    core::GroupId group,
    core::DeviceGroupsBuilder& devices,
    ErrorList& errors
);

} // namespace iwf::config
