// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ipsec/inventory.hpp"
#include "ipsec/loading.hpp"
#include "ipsec/plan.hpp"
#include "ipsec/vici/message.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/protection/security_association.hpp"

namespace iwf::ipsec {

class Client;

/// How one connection of the plan, or an external one, is in charon.
struct LinkReport
{
    std::string connection; ///< its name in charon
    std::string error;      ///< one line; empty: it is as it shall be
    /// What it demands of the other end, in charon's own words: the binding needs it (S4).
    core::Authentication authentication{};
};

struct Report
{
    std::vector<LinkReport> links;
    std::vector<std::string> problems; ///< with what is not of one connection
    std::size_t loaded{};
    std::size_t unloaded{};
    std::size_t terminated{}; ///< IKE_SAs

    [[nodiscard]] bool is_good() const;
};

/// Makes charon have what the plan says, and nothing else of ours: reads what it has, unloads,
/// loads what differs, reads back whether it took it, and ends the IKE_SAs whose connection changed
/// or is gone, for they keep the settings they were made with, also through rekeying. What has not
/// our prefix is left alone.
///
/// One run at a time, one request at a time; a newer plan supersedes the run under way. When charon
/// is lost the run is over, and on_connected() begins another: a new charon has forgotten
/// everything. One thread; nothing here waits.
///
/// IKE_SAs found when this process begins were made by connections that it cannot know; they are
/// ended when charon shows the connection otherwise than the plan wants it.
class Reconciler
{
public:
    using Answer = base::Result<vici::Message>;
    using Events = base::Result<std::vector<vici::Message>>;

    struct Ports
    {
        /// As Client::request() and Client::stream(), with deadlines of their own.
        std::function<void(const std::string&, const vici::Message&, std::function<void(Answer)>)>
            request;
        std::function<
            void(const std::string& command, const std::string& event, const vici::Message&, std::function<void(Events)>)>
            stream;
        /// After each whole run. May call apply(), refresh().
        std::function<void(const Report&)> report;
    };

    explicit Reconciler(Ports ports)
        : ports_{std::move(ports)}
    {}
    Reconciler(const Reconciler&) = delete;
    Reconciler& operator=(const Reconciler&) = delete;

    /// What the client tells.
    void on_connected();
    void on_lost();

    /// From now on this shall be.
    void apply(Plan plan);

    /// Within a report: it is of an older plan, and another follows.
    [[nodiscard]] bool is_superseded() const { return is_superseded_; }

    /// Looks again whether charon has it, as swanctl may have made it forget, and calls servers
    /// that have no IKE_SA and shall be called. Cheap when all is well; for a timer.
    void refresh();

    /// Ends one IKE_SA now: `done` with an error when charon has none such or is not there.
    void terminate(core::IkeSaId association, std::function<void(base::Result<void>)> done);

private:
    using Step = void (Reconciler::*)();
    /// IKE_SAs and the connection of each.
    using Associations = std::map<core::IkeSaId, std::string>;

    /// One run.
    struct Run
    {
        Inventory inventory;
        Associations before; ///< as first found
        std::vector<Command> commands;
        std::size_t at{};                                            ///< of the next command
        std::map<std::string, std::string> errors;                   ///< by connection
        std::map<std::string, core::Authentication> authentications; ///< likewise
        Associations condemned;
        Associations ended;
        std::set<std::string> alive;    ///< connections with an IKE_SA
        std::vector<std::string> calls; ///< connections to initiate
        std::size_t listings{};         ///< of IKE_SAs, since all was loaded
        Report report;
    };

    static base::Result<void> verdict_of(const Answer& answer);

    void begin();
    void keep_condemned();
    void give_up(const std::string& reason);
    void go(Step next);
    void read_keys();
    void read_shared_keys();
    void read_authorities();
    void read_pools();
    void read_associations_before();
    void next_command();
    void on_answer(const Command& command, const Answer& answer);
    void read_back();
    void judge_as_it_was();
    void judge(const ListedConnections& now);
    void judge_change(const std::string& name, const ListedConnections& now);
    void read_associations_after();
    void condemn(const Associations& associations);
    void next_termination();
    void choose_calls();
    void next_call();
    void finish();

    using Fill = std::function<void(const vici::Message&)>;
    void read(const char* command, Fill fill, Step next);
    using FillAll = std::function<void(const std::vector<vici::Message>&)>;
    void read_all(const char* command, const char* event, FillAll fill, Step next);
    void read_associations(std::function<void(Associations)> take, Step next);

    Ports ports_;
    bool is_connected_{};
    bool is_running_{};
    bool is_superseded_{};   ///< the run under way is of an older plan
    bool is_due_{};          ///< another run when this one is over
    std::uint64_t number_{}; ///< of the run: what belongs to an earlier one is no news
    Run run_;

    std::optional<Plan> plan_;
    std::map<std::string, std::uint64_t> wanted_; ///< link_digests() of the plan
    Loaded loaded_;
    /// What IKE_SAs are made of, by connection, as we loaded it last.
    std::map<std::string, std::uint64_t> made_of_;
    /// Connections as they were before we touched them first; none when they were not there.
    std::map<std::string, std::optional<vici::Message>> found_;
    /// Replaced connections, whose IKE_SAs are to end; kept when charon is lost meanwhile.
    std::set<std::string> replaced_;
};

/// One that speaks through this client, which must outlive it.
[[nodiscard]] Reconciler::Ports
reconciler_ports(Client& client, std::function<void(const Report&)> report);

} // namespace iwf::ipsec
