// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "iwf/core/engine.hpp"
#include "support/core_fakes.hpp"
#include "support/core_samples.hpp"

namespace iwf::test {

/// An engine with fakes on all sides. restart() ends it as a crash does and begins another one on
/// what the journal has made durable.
class World
{
public:
    explicit World(core::EngineSettings settings = {});

    /// What is judged from now on, also after restarts. Without: both_contracts().
    void use_contracts(core::ContractSnapshot contracts);

    core::Engine& engine() { return *engine_; }

    /// Without waiting for the disk: all writes succeed at once.
    void write_all() { journal.complete_all(*engine_); }

    /// Lets this much time pass; the engine is told.
    void pass(std::chrono::milliseconds time);

    /// What is not durable is lost, but for the first `reached_disk` of it. The new engine has read
    /// the journal; nothing is resumed.
    void restart(std::size_t reached_disk = 0);

    /// The trigger last looked up at the HSS.
    [[nodiscard]] core::TriggerId last() const { return hss.asked.back().id; }

    /// Brings acme's trigger to the SMS-SC, and to where its DTA has come.
    core::TriggerId submit(const core::DeviceActionEvent& event);
    core::TriggerId accept(const core::DeviceActionEvent& event);

    /// Takes the trace so far.
    [[nodiscard]] Trace take_trace() { return std::exchange(trace, {}); }

    /// Nothing while it waits.
    [[nodiscard]] std::optional<domain::RequestStatus> status_of(std::uint64_t request) const;

    Trace trace;
    FakeClock clock;
    CapturingLog log;
    FakeHss hss{trace};
    FakeSmsSc sms_sc{trace};
    FakeScs scs{trace};
    FakeJournal journal{trace};
    FakeAudit audit;

private:
    void begin();

    core::EngineSettings settings_;
    core::ContractSnapshot contracts_{both_contracts()};
    std::unique_ptr<core::Identifiers> identifiers_;
    std::unique_ptr<core::Engine> engine_;
};

} // namespace iwf::test
