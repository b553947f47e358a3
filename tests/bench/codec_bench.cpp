// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "support/sample_messages.hpp"

// What one message costs the core thread in the codec.

namespace iwf::diameter {
namespace {

using test::Fields;

template <class Typed, class Decode>
void read_octets(benchmark::State& state, const Typed& typed, Decode decode_typed)
{
    const base::Bytes octets = encode(encode(typed));
    for (auto _ : state) {
        const auto message = decode(octets);
        auto read = decode_typed(*message);
        benchmark::DoNotOptimize(read);
    }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(octets.size()));
}

template <class Typed>
void write_octets(benchmark::State& state, const Typed& typed)
{
    for (auto _ : state) {
        base::Bytes octets = encode(encode(typed));
        benchmark::DoNotOptimize(octets);
    }
    state.SetItemsProcessed(state.iterations());
}

void read_dar(benchmark::State& state)
{
    read_octets(
        state, test::device_action_request(Fields::full), tsp::decode_device_action_request
    );
}
BENCHMARK(read_dar);

void read_sia(benchmark::State& state)
{
    read_octets(
        state,
        test::subscriber_information_answer(Fields::full),
        s6m::decode_subscriber_information_answer
    );
}
BENCHMARK(read_sia);

void read_dta(benchmark::State& state)
{
    read_octets(state, test::device_trigger_answer(Fields::bare), t4::decode_device_trigger_answer);
}
BENCHMARK(read_dta);

void write_dtr(benchmark::State& state)
{
    write_octets(state, test::device_trigger_request(Fields::full));
}
BENCHMARK(write_dtr);

void write_daa(benchmark::State& state)
{
    write_octets(state, test::device_action_answer(Fields::full));
}
BENCHMARK(write_daa);

} // namespace
} // namespace iwf::diameter

BENCHMARK_MAIN();
