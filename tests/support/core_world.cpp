// SPDX-License-Identifier: Apache-2.0
#include "support/core_world.hpp"

namespace iwf::test {

World::World(core::EngineSettings settings)
    : settings_{settings}
{
    begin();
}

void World::begin()
{
    identifiers_ =
        std::make_unique<core::Identifiers>("iwf.operator.example", clock.wall_now(), 0x12345U);
    engine_ = std::make_unique<core::Engine>(
        core::Engine::Ports{hss, sms_sc, scs, journal, clock, log, *identifiers_, audit}, settings_
    );
    engine_->use_contracts(contracts_);
}

void World::use_contracts(core::ContractSnapshot contracts)
{
    contracts_ = std::move(contracts);
    engine_->use_contracts(contracts_);
}

void World::pass(std::chrono::milliseconds time)
{
    clock.advance(time);
    engine_->on_time();
}

void World::restart(std::size_t reached_disk)
{
    engine_.reset();
    journal.crash(reached_disk);
    clock.advance(std::chrono::seconds{1});
    begin();
    engine_->restore_quotas(journal.read_back_quotas());
    engine_->restore(journal.read_back());
}

core::TriggerId World::submit(const core::DeviceActionEvent& event)
{
    engine_->on_device_action(event);
    const core::TriggerId id = last();
    engine_->on_subscriber(id, subscriber());
    write_all();
    return id;
}

core::TriggerId World::accept(const core::DeviceActionEvent& event)
{
    const core::TriggerId id = submit(event);
    engine_->on_submitted(id, core::SmsScAccepted{});
    write_all();
    return id;
}

std::optional<domain::RequestStatus> World::status_of(std::uint64_t request) const
{
    const auto answer = scs.answer_to(core::ServerRequest{request});
    return answer ? std::optional{answer->status} : std::nullopt;
}

} // namespace iwf::test
