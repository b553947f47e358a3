// SPDX-License-Identifier: Apache-2.0
// store_writer DIRECTORY FIRST_ID: writes records without end, some tens at a time, and puts the id
// of each acknowledged one, eight octets, on standard output. Made to be killed.
#include "iwf/store/journal_store.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/sample_records.hpp"

#include <cstdlib>
#include <iostream>
#include <string>

#include <unistd.h>

namespace {

using namespace iwf;

constexpr std::uint64_t window = 32;

bool tell(std::uint64_t id)
{
    return ::write(STDOUT_FILENO, &id, sizeof id) == sizeof id;
}

int write_without_end(store::JournalStore& journal, testing::JournalDriver& core, std::uint64_t id)
{
    std::size_t told = 0;
    for (std::size_t asked = 0;; ++asked, ++id) {
        journal.put(testing::full_record(core::TriggerId{id}), core::WriteId{id});
        if (asked < window) {
            continue;
        }
        if (!core.run_until_ended(journal, asked - window)) {
            return EXIT_FAILURE;
        }
        for (; told < core.outcomes().size(); ++told) {
            const auto& outcome = core.outcomes()[told];
            if (!outcome.error.empty() || !tell(outcome.write.value())) {
                return EXIT_FAILURE;
            }
        }
    }
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 3) {
        std::cerr << "usage: store_writer DIRECTORY FIRST_ID\n";
        return EXIT_FAILURE;
    }
    testing::CollectingLog log;
    testing::JournalDriver core;
    store::JournalOptions options;
    options.directory = arguments[1];
    const auto journal = store::open_journal(options, log, core.wake());
    if (!journal) {
        std::cerr << journal.error().text << '\n';
        return EXIT_FAILURE;
    }
    return write_without_end(**journal, core, std::stoull(arguments[2]));
}
