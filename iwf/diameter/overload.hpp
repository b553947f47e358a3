// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "iwf/diameter/avp_reader.hpp"
#include "iwf/diameter/avp_writer.hpp"

/// What nodes tell each other of overload (RFC 7683), whatever the application.
namespace iwf::diameter {

/// Bit of OC-Feature-Vector (RFC 7683, 7.2): that share of the requests that the report names is
/// not sent. Meant as well when there is no vector.
inline constexpr std::uint64_t loss_algorithm = 1U << 0U;

/// RFC 7683, 7.6.
enum class OverloadScope : std::uint32_t
{
    host = 0,
    realm = 1 ///< that of the answer's sender (erratum 4549)
};

/// OC-OLR (RFC 7683, 7.3), as it came: nothing here has been judged.
struct OverloadReport
{
    std::uint64_t sequence{};
    std::optional<OverloadScope> scope; ///< nothing: one that nobody has defined yet
    std::optional<std::uint32_t> reduction_percent;
    std::optional<std::uint32_t> validity_s;

    friend bool operator==(const OverloadReport&, const OverloadReport&) = default;
};

/// OC-Supported-Features: the vector; nothing when the sender knows nothing of overload reports.
void read_overload_features(AvpReader& in, std::optional<std::uint64_t>& features);
void write_overload_features(AvpWriter& out, const std::optional<std::uint64_t>& features);

void read_overload_report(AvpReader& in, std::optional<OverloadReport>& report);

/// Without a scope: a host's.
void write_overload_report(AvpWriter& out, const std::optional<OverloadReport>& report);

} // namespace iwf::diameter
