// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/live_events.hpp"

#include <algorithm>

#include "iwf/app/neighbour/json.hpp"

namespace iwf::sim {

LiveEvent& LiveEvents::put(LiveEvent event)
{
    const EventKey key = key_of(event);
    remove(key);
    for (const Watched& device : event.devices) {
        by_device_.emplace(device.imsi, key);
    }
    ++counts_[{event.scef.id, event.parameters.type}];
    if (event.parameters.monitoring_until) {
        deadlines_.emplace(*event.parameters.monitoring_until, key);
    }
    return events_.emplace(key, std::move(event)).first->second;
}

bool LiveEvents::remove(const EventKey& key)
{
    const auto found = events_.find(key);
    if (found == events_.end()) {
        return false;
    }
    const LiveEvent& event = found->second;
    for (const Watched& device : event.devices) {
        const auto [first, last] = by_device_.equal_range(device.imsi);
        by_device_.erase(std::find_if(first, last, [&key](const auto& entry) {
            return entry.second == key;
        }));
    }
    --counts_[{event.scef.id, event.parameters.type}];
    events_.erase(found);
    return true;
}

LiveEvent* LiveEvents::find(const EventKey& key)
{
    const auto found = events_.find(key);
    return found == events_.end() ? nullptr : &found->second;
}

std::vector<LiveEvent*> LiveEvents::of(const std::string& imsi)
{
    std::vector<LiveEvent*> found;
    const auto [first, last] = by_device_.equal_range(imsi);
    for (auto place = first; place != last; ++place) {
        found.push_back(find(place->second));
    }
    return found;
}

std::vector<LiveEvent*> LiveEvents::all()
{
    std::vector<LiveEvent*> found;
    for (auto& [key, event] : events_) {
        found.push_back(&event);
    }
    return found;
}

std::size_t LiveEvents::count(const std::string& scef, domain::MonitoringType type) const
{
    const auto found = counts_.find({scef, type});
    return found == counts_.end() ? 0 : found->second;
}

void LiveEvents::expire(base::WallTime now)
{
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const EventKey key = deadlines_.begin()->second;
        deadlines_.erase(deadlines_.begin());
        // The name may be another's by now.
        if (const LiveEvent* const event = find(key); event != nullptr && event->is_over(now)) {
            remove(key);
        }
    }
}

std::string LiveEvents::json() const
{
    std::string all;
    for (const auto& [key, event] : events_) {
        neighbour::JsonLine line;
        line.put("scef", key.scef)
            .put("reference", key.reference)
            .put("type", static_cast<std::uint32_t>(event.parameters.type))
            .put("devices", event.devices.size())
            .put("suspended", event.suspended);
        if (event.group) {
            line.put("group", *event.group);
        } else {
            line.put("imsi", event.devices.front().imsi);
        }
        all += (all.empty() ? "" : ",") + line.text();
    }
    return neighbour::JsonLine{}.put_raw("events", "[" + all + "]").text();
}

Watched* count_report(LiveEvent& event, const std::string& imsi)
{
    const auto device = std::ranges::find(event.devices, imsi, &Watched::imsi);
    if (event.suspended || device == event.devices.end() ||
        (event.most() && device->reports >= *event.most())) {
        return nullptr;
    }
    ++device->reports;
    return &*device;
}

bool is_done(const LiveEvent& event)
{
    return event.is_one_time() && std::ranges::all_of(event.devices, [](const Watched& device) {
               return device.reports >= 1;
           });
}

} // namespace iwf::sim
