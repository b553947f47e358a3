// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/audit_log.hpp"

#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "iwf/audit/chain.hpp"
#include "iwf/store/audit_file.hpp"
#include "iwf/store/audit_queue.hpp"

namespace iwf::store {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// What the writer's thread has for itself, and the queue through which it gets its work.
struct AuditLog::Parts
{
    Parts(
        const AuditOptions& chosen,
        AuditFile opened,
        audit::Chain goes_on,
        const base::Clock& time,
        base::Log& to
    )
        : options{chosen}
        , clock{time}
        , log{to}
        , queue{chosen.queue_limit, chosen.bursts}
        , file{std::move(opened)}
        , chain{std::move(goes_on)}
    {}

    const AuditOptions options;
    const base::Clock& clock;
    base::Log& log;
    AuditQueue queue;
    AuditFile file;
    audit::Chain chain;
    std::string text;    ///< lines that are not in the file yet
    std::size_t lines{}; ///< in it
    std::optional<base::Instant> sync_at;
    bool has_failed{};
    bool has_lost_path{};
    std::thread thread;

    void begin(const audit::Tail& tail);
    void run();
    void add(const audit::Entry& entry);
    void add(audit::Kind kind, std::string_view event, std::string outcome);
    [[nodiscard]] bool write_all();
    void sync();
    void follow();
    [[nodiscard]] bool done(const base::Result<void>& result);
    void end();
};

void AuditLog::Parts::add(const audit::Entry& entry)
{
    chain.append(entry, text);
    ++lines;
}

void AuditLog::Parts::add(audit::Kind kind, std::string_view event, std::string outcome)
{
    audit::Entry entry;
    entry.kind = kind;
    entry.time = clock.wall_now();
    entry.event = event;
    entry.who = "iwfd";
    entry.what = "key " + chain.key().id();
    entry.outcome = std::move(outcome);
    add(entry);
}

void AuditLog::Parts::begin(const audit::Tail& tail)
{
    text = tail.is_open ? "\n" : "";
    if (tail.remains) {
        add(audit::recovered_entry(*tail.remains, clock.wall_now()));
        log.event(
            base::Severity::warning,
            "audit.recovered",
            {{"file", options.file.string()}, {"left", audit::text_of(*tail.remains)}}
        );
    }
    if (tail.is_changed) {
        log.event(
            base::Severity::error,
            "audit.changed",
            {{"file", options.file.string()},
             {"reason", "its last lines are not what was written; see iwfctl audit verify"}}
        );
    }
    add(audit::Kind::change, audit::started_event, tail.head.number == 0 ? "a new log" : "goes on");
}

/// A disk works again when it has synced, not when it has taken something.
bool AuditLog::Parts::done(const base::Result<void>& result)
{
    if (!result) {
        queue.failed();
        if (!std::exchange(has_failed, true)) {
            log.event(
                base::Severity::error, "audit.write_failed", {{"error", result.error().text}}
            );
        }
    }
    return result.has_value();
}

/// False: the disk does not take it, and nobody waits any longer.
bool AuditLog::Parts::write_all()
{
    while (!text.empty()) {
        if (done(file.write(text))) {
            queue.written(std::exchange(lines, 0), chain.head());
            const base::Instant now = steady_clock::now();
            sync_at = has_failed ? now : sync_at.value_or(now + options.sync);
        } else if (queue.pause(steady_clock::now() + options.retry)) {
            return done(file.write(text));
        }
    }
    return true;
}

void AuditLog::Parts::sync()
{
    sync_at.reset();
    if (!done(file.sync())) {
        sync_at = steady_clock::now() + options.retry;
    } else if (std::exchange(has_failed, false)) {
        queue.works();
        log.event(base::Severity::notice, "audit.works_again", {{"file", options.file.string()}});
    }
}

/// What cannot be opened at the path is told once; lines go on into the file that was there.
void AuditLog::Parts::follow()
{
    const auto followed = file.follow();
    if (!followed && !std::exchange(has_lost_path, true)) {
        log.event(base::Severity::error, "audit.path_lost", {{"error", followed.error().text}});
    }
    has_lost_path = !followed;
}

void AuditLog::Parts::run()
{
    std::vector<audit::Entry> batch;
    while (write_all()) {
        const auto turn = queue.next(sync_at.value_or(steady_clock::now() + 1h), batch);
        if (turn == AuditQueue::Turn::closed) {
            return end();
        }
        if (turn == AuditQueue::Turn::batch) {
            follow();
        }
        for (const audit::Entry& entry : batch) {
            add(entry);
        }
        if (sync_at && *sync_at <= steady_clock::now()) {
            sync();
        }
    }
}

void AuditLog::Parts::end()
{
    add(audit::Kind::change, audit::ended_event, "ended");
    const bool is_written = done(file.write(text)) && done(file.sync());
    if (is_written) {
        queue.written(std::exchange(lines, 0), chain.head());
        log.event(
            base::Severity::notice,
            "audit.head",
            {{"file", options.file.string()}, {"head", audit::text_of(chain.head())}}
        );
    }
}

AuditLog::AuditLog(std::unique_ptr<Parts> parts)
    : parts_{std::move(parts)}
{}

base::Result<std::unique_ptr<AuditLog>>
AuditLog::open(AuditOptions options, const base::Clock& clock, base::Log& log)
{
    auto file = AuditFile::open(options.file);
    if (!file) {
        return tl::unexpected{std::move(file.error())};
    }
    const auto tail = file->read_tail();
    if (!tail) {
        return tl::unexpected{tail.error()};
    }
    auto parts = std::make_unique<Parts>(
        options, *std::move(file), audit::Chain{options.key, tail->head}, clock, log
    );
    parts->begin(*tail);
    parts->thread = std::thread{[&writer = *parts] { writer.run(); }};
    // The constructor is private: make_unique cannot.
    return std::unique_ptr<AuditLog>{new AuditLog{std::move(parts)}};
}

AuditLog::~AuditLog()
{
    parts_->queue.close();
    parts_->thread.join();
    const AuditStatus status = parts_->queue.status();
    const std::size_t unwritten = parts_->lines + status.waiting;
    if (unwritten != 0) {
        parts_->log.event(
            base::Severity::error,
            "audit.unwritten",
            {{"lines", unwritten}, {"reason", "the disk did not take them"}}
        );
    }
}

void AuditLog::record(audit::Entry entry)
{
    entry.time = parts_->clock.wall_now();
    parts_->queue.push(std::move(entry));
}

bool AuditLog::accepts_work() const
{
    return parts_->queue.accepts_work();
}

AuditStatus AuditLog::status() const
{
    return parts_->queue.status();
}

} // namespace iwf::store
