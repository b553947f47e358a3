// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace iwf::core {

/// Values by number, side by side in memory: finding one among millions is one look into it, and
/// none has an allocation of its own. In 256 parts that grow one at a time, so that nobody waits
/// until all have been moved: with 8,000,000 a growth moves 31,000. What has grown stays so.
/// A value equal to Value{} is none and cannot be held.
template <class Value>
class FlatTable
{
public:
    /// `seed`: who knows it can choose numbers that lie badly, and make each look a long one.
    explicit FlatTable(std::uint64_t seed = 0)
        : seed_{seed}
    {}

    /// Null when there is none. Good until the next put() or take().
    [[nodiscard]] Value* find(std::uint64_t key)
    {
        const std::uint64_t hash = mixed(key);
        Part& part = part_of(hash);
        if (part.slots.empty()) {
            return nullptr;
        }
        Slot& slot = part.slots[place_of(part, key, hash)];
        return is_free(slot) ? nullptr : &slot.value;
    }

    /// In place of an earlier one. `value` is not Value{}.
    void put(std::uint64_t key, Value value)
    {
        const std::uint64_t hash = mixed(key);
        Part& part = part_of(hash);
        if ((part.used + 1) * 4 > part.slots.size() * 3) {
            grow(part);
        }
        Slot& slot = part.slots[place_of(part, key, hash)];
        if (is_free(slot)) {
            ++part.used;
            ++size_;
        }
        slot = {key, std::move(value)};
    }

    /// Takes it out; Value{} when there was none.
    Value take(std::uint64_t key)
    {
        const std::uint64_t hash = mixed(key);
        Part& part = part_of(hash);
        if (part.slots.empty()) {
            return {};
        }
        const std::size_t place = place_of(part, key, hash);
        if (is_free(part.slots[place])) {
            return {};
        }
        Value taken = std::exchange(part.slots[place].value, Value{});
        --part.used;
        --size_;
        close_gap(part, place);
        return taken;
    }

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    static constexpr std::size_t parts = 256;
    static constexpr unsigned part_shift = 56; ///< the upper eight bits say which part
    static constexpr std::size_t least_slots = 8;

    struct Slot
    {
        std::uint64_t key{};
        Value value{};
    };

    /// A number of slots that is a power of two, a quarter of them free: a key lies in the slot
    /// that its hash names or, without a gap, behind it.
    struct Part
    {
        std::vector<Slot> slots;
        std::size_t used{};
    };

    static bool is_free(const Slot& slot) { return slot.value == Value{}; }

    /// Each bit of the number, and of the seed, has its part in each bit of the hash.
    [[nodiscard]] std::uint64_t mixed(std::uint64_t key) const
    {
        key ^= seed_;
        key = (key ^ (key >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        key = (key ^ (key >> 27U)) * 0x94D049BB133111EBULL;
        return key ^ (key >> 31U);
    }

    Part& part_of(std::uint64_t hash) { return parts_[hash >> part_shift]; }

    /// Where the key is, or the free slot where it would be.
    static std::size_t place_of(const Part& part, std::uint64_t key, std::uint64_t hash)
    {
        const std::size_t mask = part.slots.size() - 1;
        std::size_t place = hash & mask;
        while (!is_free(part.slots[place]) && part.slots[place].key != key) {
            place = (place + 1) & mask;
        }
        return place;
    }

    void grow(Part& part)
    {
        Part larger;
        larger.slots.resize(part.slots.empty() ? least_slots : 2 * part.slots.size());
        larger.used = part.used;
        for (Slot& slot : part.slots) {
            if (!is_free(slot)) {
                larger.slots[place_of(larger, slot.key, mixed(slot.key))] = std::move(slot);
            }
        }
        part = std::move(larger);
    }

    /// Moves those behind the gap into it that are not where their hash wants them.
    void close_gap(Part& part, std::size_t gap)
    {
        const std::size_t mask = part.slots.size() - 1;
        for (std::size_t place = (gap + 1) & mask; !is_free(part.slots[place]);
             place = (place + 1) & mask) {
            const std::size_t wanted = mixed(part.slots[place].key) & mask;
            if (((place - wanted) & mask) >= ((place - gap) & mask)) {
                part.slots[gap] = std::exchange(part.slots[place], Slot{});
                gap = place;
            }
        }
    }

    std::uint64_t seed_;
    std::size_t size_{};
    std::array<Part, parts> parts_;
};

} // namespace iwf::core
