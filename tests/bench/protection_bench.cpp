// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "tests/unit/core/protection/sample_associations.hpp"

// What a look-up costs whoever has a message, and an event the core thread, by number of SAs. Each
// SA is of a server, an identity and an address of its own.

namespace iwf::test {
namespace {

std::string address(std::uint64_t number)
{
    return "10." + std::to_string(number >> 16U) + "." + std::to_string(number >> 8U & 255U) + "." +
           std::to_string(number & 255U);
}

std::string name(std::uint64_t number)
{
    return "scs" + std::to_string(number);
}

core::IkeSa link_of(std::uint64_t number)
{
    return ike_sa(number + 1, {child_sa(number + 1, address(number))}, name(number));
}

core::SaEvent all_links(std::uint64_t count)
{
    std::vector<core::IkeSa> links;
    for (std::uint64_t number = 0; number < count; ++number) {
        links.push_back(link_of(number));
    }
    return baseline(std::move(links));
}

core::BindingSnapshot::Rules rules_of(std::uint64_t count)
{
    std::vector<core::ProtectedServer> servers;
    for (std::uint64_t number = 0; number < count; ++number) {
        servers.push_back(server(name(number), address(number)));
    }
    auto book = core::ProtectedServers::create(std::move(servers));
    return {
        .servers = std::make_shared<const core::ProtectedServers>(std::move(*book)),
        .floor = {},
        .grace = std::chrono::seconds{30},
    };
}

struct LargeLab : Lab
{
    explicit LargeLab(const benchmark::State& state)
        : Lab{1'000'000}
        , count{static_cast<std::uint64_t>(state.range(0))}
    {
        rules = rules_of(count);
        apply(all_links(count));
    }

    /// The numbers of all links, each once, in no order a cache could like.
    std::uint64_t next() { return last = (last + 61'803) % count; }

    std::uint64_t count;
    std::uint64_t last{};
};

/// Of connections in turn: of all, which finds little of it in a cache, or of some busy ones.
void look_up(benchmark::State& state)
{
    LargeLab lab{state};
    const auto busy = static_cast<std::uint64_t>(state.range(1));
    const core::BindingSnapshot snapshot = lab.snapshot();
    std::vector<std::pair<core::Flow, std::string>> asked;
    for (std::uint64_t i = 0; i < busy; ++i) {
        const std::uint64_t number = lab.next();
        asked.emplace_back(flow_from(address(number)), name(number));
    }
    std::size_t at = 0;
    for (auto _ : state) {
        const auto& [flow, contract] = asked[at = (at + 1) % asked.size()];
        const auto binding = snapshot.check_running(flow, contract, lab.now);
        if (!binding) {
            state.SkipWithError(binding.error().text.c_str());
            break;
        }
    }
}
BENCHMARK(look_up)
    ->Args({1'000, 1'000})
    ->Args({100'000, 100})
    ->Args({100'000, 100'000})
    ->ArgNames({"links", "busy"});

/// Two events: the new child, the end of the old one; after each a snapshot for other threads.
void rekey(benchmark::State& state)
{
    LargeLab lab{state};
    std::vector<std::uint64_t> children(lab.count);
    for (std::uint64_t number = 0; number < lab.count; ++number) {
        children[number] = number + 1;
    }
    std::uint64_t last_child = lab.count;
    std::shared_ptr<const core::BindingSnapshot> shared;
    const auto tell = [&](const core::SaEvent& event) {
        benchmark::DoNotOptimize(lab.apply(event));
        shared = std::make_shared<const core::BindingSnapshot>(lab.snapshot());
    };
    for (auto _ : state) {
        const std::uint64_t number = lab.next();
        const std::uint64_t old = children[number];
        children[number] = ++last_child;
        tell(child_rekeyed(number + 1, old, child_sa(last_child, address(number))));
        tell(child_down(number + 1, old));
    }
    state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(rekey)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// Two events: a link goes and comes back.
void reauthenticate(benchmark::State& state)
{
    LargeLab lab{state};
    std::shared_ptr<const core::BindingSnapshot> shared;
    for (auto _ : state) {
        const std::uint64_t number = lab.next();
        for (const core::SaEvent& event : {ike_down(number + 1), up(link_of(number))}) {
            benchmark::DoNotOptimize(lab.apply(event));
            shared = std::make_shared<const core::BindingSnapshot>(lab.snapshot());
        }
    }
    state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(reauthenticate)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// The daemon is there again and has the same links as before; the first time it has all new ones.
void hear_all(benchmark::State& state)
{
    const auto count = static_cast<std::uint64_t>(state.range(0));
    const core::SaEvent all = all_links(count);
    const bool is_first = state.range(1) != 0;
    for (auto _ : state) {
        state.PauseTiming();
        auto lab = std::make_unique<Lab>(1'000'000);
        if (!is_first) {
            lab->apply(all);
        }
        state.ResumeTiming();
        benchmark::DoNotOptimize(lab->apply(all));
        state.PauseTiming();
        lab.reset();
        state.ResumeTiming();
    }
}
BENCHMARK(hear_all)
    ->Args({100'000, 1})
    ->Args({100'000, 0})
    ->ArgNames({"links", "first"})
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace iwf::test

BENCHMARK_MAIN();
