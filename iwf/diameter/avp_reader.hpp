// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/strong_id.hpp"
#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/fault.hpp"

namespace iwf::diameter {

/// Reads the AVPs of one level into fields. After the first fault nothing more is read; finish()
/// tells it. Made for messages that passed check(): of a repeated AVP any one is read.
/// Borrows the octets it reads.
class AvpReader
{
public:
    explicit AvpReader(base::ByteView avps)
        : avps_{avps}
        , next_{avps}
    {}

    template <class Field>
    void require(const AvpDefinition& avp, Field& field)
    {
        if (const auto found = find_required(avp)) {
            take(avp, *found, field);
        }
    }

    template <class Field>
    void optional(const AvpDefinition& avp, std::optional<Field>& field)
    {
        if (const auto found = find(avp)) {
            take(avp, *found, field.emplace());
        }
    }

    /// A number the other side may know and we do not: the field stays empty then.
    template <class Enum>
    requires std::is_enum_v<Enum>
    void optional_if_known(const AvpDefinition& avp, std::optional<Enum>& field)
    {
        std::optional<std::uint32_t> value;
        optional(avp, value);
        if (value && is_named(avp, *value)) {
            field = Enum{*value};
        }
    }

    template <class Field>
    void each(const AvpDefinition& avp, std::vector<Field>& fields)
    {
        Avp found;
        for (AvpWalker walker{avps_}; !failed() && walker.next(found);) {
            if (found.is(avp)) {
                take(avp, found, fields.emplace_back());
            }
        }
    }

    /// Grouped AVPs: `read_members(AvpReader& members, Field& field)`.
    template <class Field, std::invocable<AvpReader&, Field&> Members>
    void require(const AvpDefinition& avp, Field& field, Members read_members)
    {
        if (const auto found = find_required(avp)) {
            take_group(avp, *found, field, read_members);
        }
    }

    template <class Field, std::invocable<AvpReader&, Field&> Members>
    void optional(const AvpDefinition& avp, std::optional<Field>& field, Members read_members)
    {
        if (const auto found = find(avp)) {
            take_group(avp, *found, field.emplace(), read_members);
        }
    }

    /// Likewise, into a field that stands for more than this AVP.
    template <class Field, std::invocable<AvpReader&, Field&> Members>
    void optional_into(const AvpDefinition& avp, Field& field, Members read_members)
    {
        if (const auto found = find(avp)) {
            take_group(avp, *found, field, read_members);
        }
    }

    template <class Field, std::invocable<AvpReader&, Field&> Members>
    void each(const AvpDefinition& avp, std::vector<Field>& fields, Members read_members)
    {
        Avp found;
        for (AvpWalker walker{avps_}; !failed() && walker.next(found);) {
            if (found.is(avp)) {
                take_group(avp, found, fields.emplace_back(), read_members);
            }
        }
    }

    [[nodiscard]] bool has(const AvpDefinition& avp) { return find(avp).has_value(); }

    /// The M bit of the Grouped AVP whose members this reads.
    [[nodiscard]] bool group_is_mandatory() const { return group_.is_mandatory(); }

    /// The caller's own judgement of a value it has read: 5004. `why` as for invalid_value().
    void refuse(const AvpDefinition& avp, std::string_view why);

    /// The caller misses an AVP that the ABNF leaves optional: 5005.
    void miss(const AvpDefinition& avp) { fail(missing_avp(avp)); }

    [[nodiscard]] bool failed() const { return fault_.has_value(); }

    template <class Value>
    [[nodiscard]] Decoded<Value> finish(Value value)
    {
        if (fault_) {
            return tl::unexpected<Fault>{*std::move(fault_)};
        }
        return value;
    }

private:
    [[nodiscard]] static bool is_named(const AvpDefinition& avp, std::uint32_t value);
    [[nodiscard]] std::optional<Avp> find(const AvpDefinition& avp);
    [[nodiscard]] std::optional<Avp> find_required(const AvpDefinition& avp);
    void fail(Fault fault);

    void take(const AvpDefinition& avp, const Avp& found, std::uint32_t& field);
    void take(const AvpDefinition& avp, const Avp& found, std::int32_t& field);
    void take(const AvpDefinition& avp, const Avp& found, std::uint64_t& field);
    void take(const AvpDefinition& avp, const Avp& found, base::WallTime& field);
    void take(const AvpDefinition& avp, const Avp& found, std::string& field);
    void take(const AvpDefinition& avp, const Avp& found, base::Bytes& field);

    template <class Tag>
    void take(const AvpDefinition& avp, const Avp& found, base::StrongId<Tag, std::uint32_t>& field)
    {
        std::uint32_t value{};
        take(avp, found, value);
        field = base::StrongId<Tag, std::uint32_t>{value};
    }

    template <class Enum>
    requires std::is_enum_v<Enum>
    void take(const AvpDefinition& avp, const Avp& found, Enum& field)
    {
        std::uint32_t value{};
        take(avp, found, value);
        if (failed()) {
            return;
        }
        if (!is_named(avp, value)) {
            fail(invalid_value(found, avp, "has a value that is not defined"));
            return;
        }
        field = Enum{value};
    }

    template <class Field, class Members>
    void take_group(const AvpDefinition& avp, const Avp& found, Field& field, Members read_members)
    {
        AvpReader members{found.value};
        members.group_ = found;
        read_members(members, field);
        if (members.fault_) {
            fail(enclosed_in(avp, *std::move(members.fault_)));
        }
    }

    base::ByteView avps_;
    AvpWalker next_; ///< after the last AVP found: fields are mostly read in the message's order
    Avp group_;
    std::optional<Fault> fault_;
};

} // namespace iwf::diameter
