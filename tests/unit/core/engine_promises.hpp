// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/core_world.hpp"

namespace iwf::test {

/// Looks at all an engine does, over any number of crashes, and holds it against what was promised:
///
/// - SUCCESS is told only of what is on disk as such.
/// - Of the DTRs of a trigger the first alone lacks the T flag; of its DNRs likewise, and those are
///   one message by their End-to-End identifier.
/// - Another SMS-SC is asked only after the one before was unreachable; for a recall or replace
/// none.
/// - Requests and reports are answered once.
/// - No DNR without a report of an SMS-SC that was asked, unless it is UNCONFIRMED.
/// - No DNR after a negative DAA, but for a replace that is told 112.
/// - The request that began a trigger, repeated after SUCCESS, is told SUCCESS.
/// - What was accepted ends in an acknowledgement, at the age limit, or by its recall or replace.
class EnginePromises
{
public:
    EnginePromises(World& world, const core::EngineSettings& settings)
        : world_{world}
        , settings_{settings}
    {}

    // What is done to the engine
    void asked(const core::DeviceActionEvent& event);
    void unreachable(core::TriggerId id);
    void acknowledged(core::TriggerId id) { done_.insert(id); }
    void reported(const core::ReportEvent& event);
    void write_fails(core::TriggerId id) { unwritten_.insert(id); }
    void written(core::TriggerId id);
    void could_not_close(const core::TriggerRecord& record);
    void crashed();

    /// Looks at what the engine has done since the last time. After each call of it.
    void look();

    /// When all has been answered and all time has passed.
    void settled();

    /// Submissions, notifications and lookups that are new since the last call of it.
    struct News
    {
        std::vector<core::TriggerId> lookups;
        std::vector<FakeSmsSc::Submitted> submissions;
        std::vector<core::TriggerId> notifications;
    };
    [[nodiscard]] News take_news() { return std::exchange(news_, {}); }

    [[nodiscard]] const std::vector<std::string>& broken() const { return broken_; }
    [[nodiscard]] std::size_t given_up() const { return given_up_; }
    [[nodiscard]] std::size_t withdrawn() const { return withdrawn_; }

private:
    using Number = std::pair<std::string, std::uint32_t>; ///< server, and its number

    struct Asked
    {
        core::DeviceActionEvent event;
        std::uint64_t digest{};
    };
    struct Told
    {
        std::uint64_t digest{};
        base::Instant at;
    };
    struct History
    {
        std::vector<domain::InternalHost> asked;
        std::set<domain::InternalHost> unreachable;
        std::uint32_t dnr_end_to_end{};
        std::size_t notified{};
        std::optional<domain::RequestStatus> told;
    };

    void demand(bool holds, const std::string& what, core::TriggerId id = {});
    void look_at_confirmations();
    void look_at_submission(const FakeSmsSc::Submitted& sent);
    void look_at_notification(const FakeScs::Notified& sent);
    void look_at_answers();
    void ended(const core::TriggerRecord& record);
    [[nodiscard]] bool on_disk_as_success(const Asked& request) const;
    [[nodiscard]] bool withdrawn_by_another(const core::TriggerRecord& record) const;

    World& world_;
    core::EngineSettings settings_;
    std::map<core::ServerRequest, Asked> waiting_;
    std::set<core::ReportRequest> waiting_reports_;
    std::map<core::ServerRequest, core::TriggerId> owners_;
    std::map<core::TriggerId, History> history_;
    std::map<Number, Told> successes_; ///< by End-to-End identifier
    std::set<Number> reports_;         ///< by Reference-Number
    std::set<core::TriggerId> accepted_;
    std::set<core::TriggerId> done_;
    std::set<core::TriggerId> unwritten_;
    std::size_t lookups_{};
    std::size_t submissions_{};
    std::size_t notifications_{};
    std::size_t confirmations_{};
    std::size_t answers_{};
    std::size_t given_up_{};
    std::size_t withdrawn_{};
    News news_;
    std::vector<std::string> broken_;
};

} // namespace iwf::test
