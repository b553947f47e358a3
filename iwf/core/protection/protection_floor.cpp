// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/protection_floor.hpp"

#include <string_view>

#include "iwf/core/protection/algorithm_strength.hpp"

namespace iwf::core {
namespace {

/// The two names that integrity may rest on, of which one may be empty.
std::uint32_t integrity_of(const Algorithms& algorithms)
{
    return algorithms.integrity.empty()
               ? encryption_strength(algorithms.encryption, algorithms.key_bits).integrity_bits
               : integrity_strength(algorithms.integrity);
}

std::string name_or_none(const std::string& name)
{
    return name.empty() ? "none" : name;
}

std::string bits(std::uint32_t count)
{
    return std::to_string(count) + " bits";
}

std::string encryption_name(const Algorithms& algorithms)
{
    const std::string name = name_or_none(algorithms.encryption);
    return algorithms.key_bits == 0 ? name : name + "-" + std::to_string(algorithms.key_bits);
}

std::string integrity_name(const Algorithms& algorithms)
{
    return algorithms.integrity.empty() ? encryption_name(algorithms) + " without integrity"
                                        : algorithms.integrity;
}

/// What is the same for both kinds of SA. `which` is "IKE_SA" or "CHILD_SA".
std::optional<TooWeak> weakness_of(
    const Algorithms& algorithms,
    const Strength& strength,
    const ProtectionFloor& floor,
    std::string_view which
)
{
    const auto too_weak = [which](std::string_view part, std::string found, std::uint32_t needed) {
        return TooWeak{
            std::string{part} + " of the " + std::string{which}, std::move(found), bits(needed)};
    };
    if (strength.encryption < floor.encryption_bits) {
        return too_weak("encryption", encryption_name(algorithms), floor.encryption_bits);
    }
    if (strength.integrity < floor.integrity_bits) {
        return too_weak("integrity", integrity_name(algorithms), floor.integrity_bits);
    }
    if (strength.prf < floor.prf_bits) {
        return too_weak("PRF", name_or_none(algorithms.prf), floor.prf_bits);
    }
    if (strength.group < floor.group_bits) {
        return too_weak("key exchange group", name_or_none(algorithms.group), floor.group_bits);
    }
    return std::nullopt;
}

std::string name_of(Authentication authentication)
{
    switch (authentication) {
    case Authentication::none:
        return "none";
    case Authentication::pre_shared_key:
        return "pre-shared key";
    case Authentication::certificate:
        return "certificate";
    }
    return "unknown";
}

} // namespace

Strength strength_of(const IkeSa& association)
{
    const Algorithms& algorithms = association.algorithms;
    return {
        encryption_strength(algorithms.encryption, algorithms.key_bits).key_bits,
        integrity_of(algorithms),
        prf_strength(algorithms.prf),
        group_strength(algorithms.group),
    };
}

Strength strength_of(const ChildSa& child)
{
    if (!child.is_esp) {
        return {};
    }
    const Algorithms& algorithms = child.algorithms;
    return {
        encryption_strength(algorithms.encryption, algorithms.key_bits).key_bits,
        integrity_of(algorithms),
        Strength::inherited,
        algorithms.group.empty() ? Strength::inherited : group_strength(algorithms.group),
    };
}

std::string TooWeak::text() const
{
    return what + " is " + found + ", needed is " + needed;
}

bool ProtectionFloor::holds(const Strength& strength) const
{
    return strength.encryption >= encryption_bits && strength.integrity >= integrity_bits &&
           strength.prf >= prf_bits && strength.group >= group_bits;
}

std::optional<TooWeak> ProtectionFloor::weakness(const IkeSa& association) const
{
    return weakness_of(association.algorithms, strength_of(association), *this, "IKE_SA");
}

std::optional<TooWeak> ProtectionFloor::weakness(const ChildSa& child) const
{
    if (!child.is_esp) {
        return TooWeak{"protocol of the CHILD_SA", "AH", "ESP"};
    }
    return weakness_of(child.algorithms, strength_of(child), *this, "CHILD_SA");
}

std::optional<TooWeak> ProtectionFloor::weakness(Authentication used) const
{
    if (used >= authentication) {
        return std::nullopt;
    }
    return TooWeak{"authentication of the other end", name_of(used), name_of(authentication)};
}

} // namespace iwf::core
