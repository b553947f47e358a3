// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/strong_id.hpp"
#include "iwf/diameter/dictionary.hpp"

namespace iwf::diameter {

/// Appends AVPs to `out`, which it borrows: header and flags from the definition, padding, lengths
/// of Grouped AVPs filled in when their content is written.
class AvpWriter
{
public:
    explicit AvpWriter(base::Bytes& out)
        : out_{out}
    {}

    void put(const AvpDefinition& avp, base::ByteView value);
    void put(const AvpDefinition& avp, const base::Bytes& value)
    {
        put(avp, base::ByteView{value});
    }
    void put(const AvpDefinition& avp, std::string_view value) { put(avp, base::as_bytes(value)); }
    void put(const AvpDefinition& avp, std::uint32_t value);
    void put(const AvpDefinition& avp, std::int32_t value);
    void put(const AvpDefinition& avp, std::uint64_t value);
    void put(const AvpDefinition& avp, base::WallTime value);

    /// With other flags than the definition's.
    void put(const AvpDefinition& avp, std::uint8_t flags, base::ByteView value);

    template <class Enum>
    requires std::is_enum_v<Enum>
    void put(const AvpDefinition& avp, Enum value) { put(avp, static_cast<std::uint32_t>(value)); }

    template <class Tag>
    void put(const AvpDefinition& avp, base::StrongId<Tag, std::uint32_t> value)
    {
        put(avp, value.value());
    }

    /// Nothing when there is no value.
    template <class Value>
    void put(const AvpDefinition& avp, const std::optional<Value>& value)
    {
        if (value) {
            put(avp, *value);
        }
    }

    /// One AVP a value.
    template <class Value>
    requires(!std::same_as<Value, std::uint8_t>) void put(
        const AvpDefinition& avp, const std::vector<Value>& values
    )
    {
        for (const Value& value : values) {
            put(avp, value);
        }
    }

    /// A Grouped AVP with what `write_members()` writes.
    template <std::invocable Members>
    void group(const AvpDefinition& avp, Members&& write_members)
    {
        group(avp, avp.flags, std::forward<Members>(write_members));
    }

    /// Likewise with other flags than the definition's (Supported-Features).
    template <std::invocable Members>
    void group(const AvpDefinition& avp, std::uint8_t flags, Members&& write_members)
    {
        const std::size_t start = begin(avp, flags);
        write_members();
        end(start);
    }

    /// What `write()` writes has no M bit, whatever the definitions say: who does not know it
    /// leaves it out, and takes the rest (RFC 6733, 4.1).
    template <std::invocable Write>
    void ignorable(Write&& write)
    {
        const std::uint8_t outside = std::exchange(cleared_, avp_flag_mandatory);
        std::forward<Write>(write)();
        cleared_ = outside;
    }

private:
    [[nodiscard]] std::size_t begin(const AvpDefinition& avp, std::uint8_t flags);
    void end(std::size_t start);
    void
    put_header(std::size_t start, const AvpDefinition& avp, std::uint8_t flags, std::size_t length);

    base::Bytes& out_;
    std::uint8_t cleared_{}; ///< flags that no AVP gets
};

} // namespace iwf::diameter
