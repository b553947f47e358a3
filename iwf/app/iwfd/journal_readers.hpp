// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/journal.hpp"
#include "iwf/core/monitoring/journal.hpp"

namespace iwf::daemon {

/// Tells each of the two who write to the journal of its own writes.
class JournalReaders final : public core::JournalListener
{
public:
    JournalReaders(core::JournalListener& triggers, core::JournalListener& monitoring)
        : triggers_{triggers}
        , monitoring_{monitoring}
    {}

    void on_written(core::WriteId write) override { of(write).on_written(write); }
    void on_write_failed(core::WriteId write, const base::Error& error) override
    {
        of(write).on_write_failed(write, error);
    }

private:
    [[nodiscard]] core::JournalListener& of(core::WriteId write)
    {
        return (write.value() & core::monitoring_write) != 0 ? monitoring_ : triggers_;
    }

    core::JournalListener& triggers_;
    core::JournalListener& monitoring_;
};

} // namespace iwf::daemon
