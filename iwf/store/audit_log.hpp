// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "iwf/audit/bursts.hpp"
#include "iwf/audit/entry.hpp"
#include "iwf/audit/key.hpp"
#include "iwf/audit/line.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"

namespace iwf::store {

struct AuditOptions
{
    std::filesystem::path file;
    audit::Key key;
    audit::Bursts::Limits bursts{};
    std::size_t queue_limit{8192};        ///< entries that wait for the disk; further ones are lost
    std::chrono::milliseconds sync{200};  ///< between syncs: what a power cut may take
    std::chrono::milliseconds retry{500}; ///< of a disk that failed
};

/// For metrics and health.
struct AuditStatus
{
    audit::Head head;         ///< of what is written
    std::uint64_t written{};  ///< lines since the start
    std::uint64_t lost{};     ///< decisions that no line tells of one by one
    std::uint64_t failures{}; ///< attempts to write that failed
    std::size_t waiting{};    ///< entries, now
    bool has_failed{};        ///< the last attempt; no sync succeeded since
};

/// The audit log as a file, written by a thread of its own: who has something to tell never waits
/// for the disk. The file is only ever appended to. When it is moved away (logrotate), the next
/// line goes into a new one at its path, and the chain goes on.
class AuditLog
{
public:
    /// Takes the file for this process and reads where its chain is; when there is none, or an
    /// empty one, where that of its newest sibling is (`FILE.1`, `FILE-20261125`). Fails when it
    /// cannot be opened, is another process's, or is no audit log. `clock` and `log` must outlive
    /// it, and may be asked from its thread.
    [[nodiscard]] static base::Result<std::unique_ptr<AuditLog>>
    open(AuditOptions options, const base::Clock& clock, base::Log& log);

    AuditLog(const AuditLog&) = delete;
    AuditLog& operator=(const AuditLog&) = delete;

    /// Writes what waits, and that this was the end. Once, if the disk has failed.
    ~AuditLog();

    /// Any thread; returns at once. The entry is given the time.
    void record(audit::Entry entry);

    /// False: lines cannot be written now.
    [[nodiscard]] bool accepts_work() const;

    [[nodiscard]] AuditStatus status() const;

private:
    struct Parts;
    explicit AuditLog(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

} // namespace iwf::store
