// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/plan.hpp"
#include "ipsec/reconciler.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/app/config/difference.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"

namespace iwf::daemon {

/// A configuration, and what charon is to have by it.
struct Candidate
{
    config::Config config;
    ipsec::Plan plan;
};

/// Or all that is wrong with the files.
using ReadCandidate = tl::expected<Candidate, std::vector<std::string>>;

/// What came of a reload. Lines are for people.
struct ReloadOutcome
{
    bool is_applied{};
    config::Difference difference;
    std::vector<std::string> needs_restart; ///< keys that differ and were not taken
    std::vector<std::string> notes;
    std::vector<std::string> errors; ///< not empty: nothing was changed
    std::size_t contracts{};         ///< in force now
};

/// Puts a new configuration in force: all of it or nothing (F10). The files are read and checked;
/// charon is given the connections, which take effect for nobody whose contract is not in force;
/// when it has them, the servers become peers, and with them, at one moment of the core thread, the
/// contracts. What a step cannot do undoes those before it.
///
/// What is only taken away does not wait for charon, which learns of it when it can.
///
/// Contracts, groups and, of `ipsec`, what charon and the floor are told are taken over; the rest
/// of iwfd.yaml is that of the start. Core thread; nothing here waits.
class Reload
{
public:
    struct Ports
    {
        /// Reads the files, elsewhere; answers once, later.
        std::function<void(std::function<void(ReadCandidate)>)> read;
        /// Charon is to have this from now on; a report follows, if it can be asked.
        std::function<void(const ipsec::Plan&)> plan;
        /// Why charon cannot be asked; nothing: it can.
        std::function<std::optional<std::string>()> charon_away;
        /// The new servers become peers that are not let in yet: all of them or none.
        std::function<base::Result<void>(const config::Config&)> add_peers;
        /// Puts it in force: peers, links and contracts.
        std::function<void(const config::Config&)> commit;
        base::Clock& clock;
    };

    using Done = std::function<void(const ReloadOutcome&)>;

    explicit Reload(Ports ports)
        : ports_{std::move(ports)}
    {}

    /// What is in force at the start.
    void begin_with(Candidate candidate, bool watches_charon)
    {
        in_force_ = std::make_shared<const Candidate>(std::move(candidate));
        watches_charon_ = watches_charon;
    }
    [[nodiscard]] const config::Config& config() const { return in_force_->config; }
    /// Immutable; any thread may read it.
    [[nodiscard]] std::shared_ptr<const Candidate> in_force() const { return in_force_; }

    /// Files of certificates, keys and CRLs were read anew, and charon was told.
    void use_plan(ipsec::Plan plan);

    [[nodiscard]] bool is_running() const { return stage_ != Stage::idle; }

    /// Only when none is running. `dry_run`: everything is read and compared, nothing changed.
    void run(bool dry_run, Done done);

    /// What charon has after a run of the plan that was asked for last.
    void on_report(const ipsec::Report& report);

    [[nodiscard]] std::optional<base::Instant> next_due() const { return deadline_; }
    void on_time();

    /// The daemon ends: what is running is undone.
    void stop(const std::string& why);

private:
    enum class Stage : std::uint8_t
    {
        idle,
        reading,
        charon,
    };

    void on_read(ReadCandidate read);
    void tell_charon();
    void add_peers();
    void fail(std::vector<std::string> errors);
    void undo(const std::string& why);
    void finish();

    Ports ports_;
    std::shared_ptr<const Candidate> in_force_; ///< never null after begin_with()
    bool watches_charon_{};
    Stage stage_{};
    bool is_dry_run_{};
    std::string stopped_; ///< not empty: why nothing may be changed any more
    Done done_;
    std::optional<Candidate> next_;
    std::set<std::string> awaited_; ///< names in charon of connections that must come up right
    bool awaits_all_{};             ///< what all connections share changes
    std::set<std::string> known_troubles_; ///< that charon had before
    std::optional<base::Instant> deadline_;
    ReloadOutcome outcome_;
};

/// What may be taken over of `loaded` while the daemon runs; the rest is that of `running`.
[[nodiscard]] config::Config reloadable(config::Config loaded, const config::Config& running);

} // namespace iwf::daemon
