// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/reload.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ipsec/connections.hpp"

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

/// Thousands of connections take seconds; a charon that needs longer has another trouble.
constexpr auto charon_patience = 60s;

/// What stands beside the links: all of them are made of it.
bool shares_all(ipsec::Plan left, ipsec::Plan right)
{
    for (ipsec::Plan* const plan : {&left, &right}) {
        plan->links.clear();
        plan->external.clear();
    }
    return left == right;
}

/// Names in charon of the links of `to` that are not the same in `from`.
std::set<std::string> new_links(const ipsec::Plan& from, const ipsec::Plan& to)
{
    std::set<std::string> out;
    for (const ipsec::PlannedLink& link : to.links) {
        if (std::ranges::find(from.links, link) == from.links.end()) {
            out.insert(ipsec::connection_name(link));
        }
    }
    return out;
}

} // namespace

void Reload::use_plan(ipsec::Plan plan)
{
    in_force_ = std::make_shared<const Candidate>(Candidate{in_force_->config, std::move(plan)});
}

void Reload::run(bool dry_run, Done done)
{
    stage_ = Stage::reading;
    is_dry_run_ = dry_run;
    done_ = std::move(done);
    outcome_ = {};
    ports_.read([this](ReadCandidate read) { on_read(std::move(read)); });
}

void Reload::on_read(ReadCandidate read)
{
    if (!read) {
        return fail(std::move(read.error()));
    }
    if (!stopped_.empty()) {
        return fail({stopped_});
    }
    next_.emplace(Candidate{reloadable(read->config, in_force_->config), std::move(read->plan)});
    outcome_.difference = config::difference(in_force_->config, next_->config);
    outcome_.needs_restart = config::difference(next_->config, read->config).daemon;
    if (is_dry_run_) {
        return finish();
    }
    tell_charon();
}

void Reload::tell_charon()
{
    const ipsec::Plan& before = in_force_->plan;
    const ipsec::Plan& after = next_->plan;
    if (before == after) {
        return add_peers();
    }
    if (!watches_charon_) {
        return fail({"the first contract with 'protection: ipsec' needs a restart: charon has not "
                     "been watched since the start"});
    }
    awaited_ = new_links(before, after);
    awaits_all_ = !shares_all(before, after);
    if (outcome_.difference.contracts.empty() && outcome_.difference.daemon.empty()) {
        outcome_.notes.emplace_back("files of certificates, keys or CRLs have changed");
    }
    if (awaited_.empty() && !awaits_all_) {
        ports_.plan(after); // less than it was
        return add_peers();
    }
    if (const auto away = ports_.charon_away()) {
        return fail({*away + "; connections cannot be changed now"});
    }
    stage_ = Stage::charon;
    deadline_ = ports_.clock.now() + charon_patience;
    ports_.plan(after);
}

void Reload::on_report(const ipsec::Report& report)
{
    std::set<std::string> troubles{report.problems.begin(), report.problems.end()};
    std::vector<std::string> errors;
    for (const ipsec::LinkReport& link : report.links) {
        if (link.error.empty()) {
            continue;
        }
        const std::string line = link.connection + ": " + link.error;
        const bool is_ours = link.connection.starts_with(ipsec::own_prefix);
        if (stage_ == Stage::charon && is_ours &&
            (awaits_all_ || awaited_.contains(link.connection))) {
            errors.push_back(line);
        }
        troubles.insert(line);
    }
    const auto known = std::exchange(known_troubles_, std::move(troubles));
    if (stage_ != Stage::charon) {
        return;
    }
    for (const std::string& problem : report.problems) {
        if (!known.contains(problem)) {
            errors.push_back(problem);
        }
    }
    if (!errors.empty()) {
        outcome_.errors = std::move(errors);
        return undo("charon did not take it");
    }
    add_peers();
}

void Reload::add_peers()
{
    deadline_.reset();
    if (auto added = ports_.add_peers(next_->config); !added) {
        outcome_.errors = {added.error().text};
        return undo("a server could not be added");
    }
    in_force_ = std::make_shared<const Candidate>(*std::move(next_));
    ports_.commit(in_force_->config);
    outcome_.is_applied = true;
    finish();
}

void Reload::on_time()
{
    if (stage_ != Stage::charon) {
        return;
    }
    if (auto away = ports_.charon_away()) {
        return undo(*away);
    }
    if (deadline_ && *deadline_ <= ports_.clock.now()) {
        undo("charon has not told within 60 s whether it has the connections");
    }
}

void Reload::stop(const std::string& why)
{
    stopped_ = why;
    if (stage_ == Stage::charon) {
        undo(why);
    }
}

void Reload::undo(const std::string& why)
{
    ports_.plan(in_force_->plan);
    outcome_.errors.push_back(why + "; charon is given again what it had");
    fail(std::move(outcome_.errors));
}

void Reload::fail(std::vector<std::string> errors)
{
    outcome_.errors = std::move(errors);
    finish();
}

void Reload::finish()
{
    stage_ = Stage::idle;
    deadline_.reset();
    next_.reset();
    outcome_.contracts = in_force_->config.contracts.size();
    const ReloadOutcome outcome = std::exchange(outcome_, {});
    std::exchange(done_, nullptr)(outcome); // may begin the next
}

config::Config reloadable(config::Config loaded, const config::Config& running)
{
    mtciwf::v1::Daemon daemon = running.daemon;
    *daemon.mutable_contracts() = loaded.daemon.contracts();
    *daemon.mutable_groups() = loaded.daemon.groups();
    if (loaded.daemon.has_ipsec()) {
        mtciwf::v1::Ipsec ipsec = loaded.daemon.ipsec();
        const mtciwf::v1::Ipsec& start = running.daemon.ipsec();
        ipsec.set_socket(start.socket());
        ipsec.set_device(start.device());
        ipsec.set_if_id(start.if_id());
        ipsec.set_guard(start.guard());
        *daemon.mutable_ipsec() = std::move(ipsec);
    }
    loaded.daemon = std::move(daemon);
    return loaded;
}

} // namespace iwf::daemon
