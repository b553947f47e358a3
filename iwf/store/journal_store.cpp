// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/journal_store.hpp"

#include "iwf/store/null_journal.hpp"
#include "iwf/store/rocks_journal.hpp"

namespace iwf::store {

base::Result<std::unique_ptr<JournalStore>>
open_journal(const JournalOptions& options, base::Log& log, Wake wake)
{
    switch (options.durability) {
    case Durability::none:
        return std::make_unique<NullJournal>(std::move(wake));
    case Durability::synced:
        break;
    }
    auto opened = RocksJournal::open(options, log, std::move(wake));
    if (!opened) {
        return tl::unexpected{opened.error()};
    }
    return *std::move(opened);
}

} // namespace iwf::store
