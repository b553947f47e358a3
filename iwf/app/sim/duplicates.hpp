// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "iwf/diameter/message.hpp"

namespace iwf::sim {

/// Answers given, by Origin-Host and End-to-End id of the request, the youngest 100,000: a
/// retransmitted request gets its answer again (RFC 6733, 3, T bit).
class Duplicates
{
public:
    using Key = std::string;

    [[nodiscard]] static Key key(const std::string& origin_host, diameter::EndToEndId end_to_end)
    {
        return origin_host + ' ' + std::to_string(end_to_end.value());
    }

    [[nodiscard]] const diameter::Message* find(const Key& key) const
    {
        const auto found = answers_.find(key);
        return found == answers_.end() ? nullptr : &found->second;
    }

    void keep(const Key& key, diameter::Message answer)
    {
        if (!answers_.emplace(key, std::move(answer)).second) {
            return;
        }
        order_.push_back(key);
        if (order_.size() > most) {
            answers_.erase(order_.front());
            order_.pop_front();
        }
    }

private:
    static constexpr std::size_t most = 100'000;

    std::unordered_map<Key, diameter::Message> answers_;
    std::deque<Key> order_;
};

} // namespace iwf::sim
