// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace iwf::core {

/// A map whose copies share all that is equal in them: a copy costs one pointer, a change copies
/// the way to one of 4096 shards and that shard. So one thread can change its own while others read
/// copies they were given. Made for 100,000 keys (25 a shard); works with any number.
template <class Key, class Value>
class ShardedMap
{
public:
    /// Null when there is none. Good until this map is changed or gone.
    [[nodiscard]] const Value* find(const Key& key) const
    {
        const Way way{key};
        const Branch* branch = root_ ? root_->at(way.first).get() : nullptr;
        const Shard* shard = branch ? branch->at(way.second).get() : nullptr;
        return shard ? find_in(*shard, key) : nullptr;
    }

    void insert_or_assign(const Key& key, Value value)
    {
        Shard& shard = own_shard(key);
        if (Value* const known = find_in(shard, key)) {
            *known = std::move(value);
        } else {
            shard.emplace_back(key, std::move(value));
        }
    }

    void erase(const Key& key)
    {
        if (find(key)) {
            std::erase_if(own_shard(key), [&](const auto& entry) { return entry.first == key; });
        }
    }

private:
    static constexpr std::size_t width = 64;

    using Shard = std::vector<std::pair<Key, Value>>;
    using Branch = std::array<std::shared_ptr<const Shard>, width>;
    using Root = std::array<std::shared_ptr<const Branch>, width>;

    struct Way
    {
        explicit Way(const Key& key)
        {
            const std::size_t hash = std::hash<Key>{}(key);
            first = hash % width;
            second = hash / width % width;
        }
        std::size_t first, second;
    };

    /// `Some` is Shard or const Shard.
    template <class Some>
    [[nodiscard]] static auto find_in(Some& shard, const Key& key) -> decltype(&shard[0].second)
    {
        for (auto& [known, value] : shard) {
            if (known == key) {
                return &value;
            }
        }
        return nullptr;
    }

    /// A copy of what the pointer shares, which it owns alone.
    template <class Node>
    static Node& own(std::shared_ptr<const Node>& shared)
    {
        auto copy = shared ? std::make_shared<Node>(*shared) : std::make_shared<Node>();
        Node& node = *copy;
        shared = std::move(copy);
        return node;
    }

    Shard& own_shard(const Key& key)
    {
        const Way way{key};
        return own(own(own(root_).at(way.first)).at(way.second));
    }

    std::shared_ptr<const Root> root_; ///< shared with the copies, never changed
};

} // namespace iwf::core
