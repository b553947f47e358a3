// SPDX-License-Identifier: Apache-2.0
#include "ipsec/reconciler.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ipsec/client.hpp"
#include "ipsec/connections.hpp"

namespace iwf::ipsec {
namespace {

using base::fail;
using base::Result;
using vici::Message;

/// charon answers in milliseconds; some wait for an IKE_SA that is fetching a CRL.
constexpr auto answer_within = std::chrono::seconds{15};

} // namespace

Result<void> Reconciler::verdict_of(const Answer& answer)
{
    return answer ? vici::verdict(*answer) : fail(answer.error().text);
}

bool Report::is_good() const
{
    return problems.empty() &&
           std::ranges::all_of(links, [](const LinkReport& link) { return link.error.empty(); });
}

void Reconciler::on_connected()
{
    is_connected_ = true;
    loaded_.subjects.clear();
    loaded_.key.clear();
    begin();
}

void Reconciler::on_lost()
{
    is_connected_ = false;
    is_running_ = false;
    ++number_;
    keep_condemned();
}

/// The next run ends what this one has not.
void Reconciler::keep_condemned()
{
    for (const auto& [id, connection] : run_.condemned) {
        replaced_.insert(connection);
    }
    run_ = {};
}

void Reconciler::apply(Plan plan)
{
    plan_ = std::move(plan);
    wanted_ = link_digests(*plan_);
    is_superseded_ = is_running_;
    if (!is_running_) {
        begin();
    }
}

void Reconciler::refresh()
{
    is_due_ = is_running_;
    if (!is_running_) {
        begin();
    }
}

void Reconciler::begin()
{
    if (!is_connected_ || !plan_) {
        return;
    }
    ++number_;
    is_running_ = true;
    is_superseded_ = false;
    is_due_ = false;
    keep_condemned();
    read_all(
        "list-conns",
        "list-conn",
        [this](const std::vector<Message>& listed) {
            run_.inventory.connections = read_connections(listed);
            for (const auto& [name, digest] : wanted_) {
                const auto at = run_.inventory.connections.find(name);
                const bool is_there = at != run_.inventory.connections.end();
                found_.try_emplace(name, is_there ? std::optional{at->second} : std::nullopt);
            }
        },
        &Reconciler::read_keys
    );
}

void Reconciler::go(Step next)
{
    if (is_superseded_) {
        begin();
    } else {
        (this->*next)();
    }
}

void Reconciler::read(const char* command, Fill fill, Step next)
{
    ports_.request(
        command,
        {},
        [this, command, number = number_, fill = std::move(fill), next](const Answer& answer) {
            if (number != number_) {
                return;
            }
            if (!answer) {
                return give_up(std::string{command} + ": " + answer.error().text);
            }
            fill(*answer);
            go(next);
        }
    );
}

void Reconciler::read_all(const char* command, const char* event, FillAll fill, Step next)
{
    Message question;
    if (std::string_view{command} == "list-sas") {
        question.add("noblock", "yes"); // one that fetches a CRL holds it up for seconds
    }
    ports_.stream(
        command,
        event,
        question,
        [this, command, number = number_, fill = std::move(fill), next](const Events& events) {
            if (number != number_) {
                return;
            }
            if (!events) {
                return give_up(std::string{command} + ": " + events.error().text);
            }
            fill(*events);
            go(next);
        }
    );
}

/// Nothing is known then: no connection is said to be right.
void Reconciler::give_up(const std::string& reason)
{
    for (const PlannedLink& link : plan_->links) {
        run_.errors.emplace(connection_name(link), reason);
    }
    for (const ExternalLink& link : plan_->external) {
        run_.errors.emplace(link.connection, reason);
    }
    run_.report.problems.push_back(reason);
    finish();
}

void Reconciler::read_keys()
{
    read(
        "get-keys",
        [this](const Message& answer) { run_.inventory.keys = read_names(answer, "keys"); },
        &Reconciler::read_shared_keys
    );
}

void Reconciler::read_shared_keys()
{
    read(
        "get-shared",
        [this](const Message& answer) { run_.inventory.shared_keys = read_names(answer, "keys"); },
        &Reconciler::read_authorities
    );
}

void Reconciler::read_authorities()
{
    read(
        "get-authorities",
        [this](const Message& answer) {
            run_.inventory.authorities = read_names(answer, "authorities");
        },
        &Reconciler::read_pools
    );
}

void Reconciler::read_pools()
{
    read(
        "get-pools",
        [this](const Message& answer) { run_.inventory.pools = ipsec::read_pools(answer); },
        &Reconciler::read_associations_before
    );
}

void Reconciler::next_command()
{
    if (run_.commands.empty()) {
        return judge_as_it_was();
    }
    if (run_.at == run_.commands.size()) {
        return read_back();
    }
    const Command& command = run_.commands[run_.at];
    ports_
        .request(command.command, command.message, [this, number = number_](const Answer& answer) {
            if (number != number_) {
                return;
            }
            on_answer(run_.commands[run_.at++], answer);
            go(&Reconciler::next_command);
        });
}

void Reconciler::on_answer(const Command& command, const Answer& answer)
{
    if (const auto verdict = verdict_of(answer); !verdict) {
        const std::string what = command.command + " " + command.name + ": " + verdict.error().text;
        if (wanted_.contains(command.name)) {
            run_.errors.emplace(command.name, what); // the first says most
        } else {
            run_.report.problems.push_back(what);
        }
        return;
    }
    if (command.subject.empty()) {
        run_.report.unloaded += command.command == "flush-certs" ? 0U : 1U;
        return;
    }
    ++run_.report.loaded;
    loaded_.subjects[command.subject] = command.digest;
    if (command.command == "load-key") {
        loaded_.key = answer->value("id").value_or("");
        if (!run_.inventory.keys.contains(loaded_.key)) {
            loaded_.own_keys.insert(loaded_.key);
        }
    }
}

void Reconciler::read_back()
{
    read_all(
        "list-conns",
        "list-conn",
        [this](const std::vector<Message>& listed) { judge(read_connections(listed)); },
        &Reconciler::read_associations_after
    );
}

/// Nothing was to be done: with thousands of connections a second list of them would be most of
/// what a look costs charon.
void Reconciler::judge_as_it_was()
{
    judge(run_.inventory.connections);
    if (!replaced_.empty()) {
        return read_associations_after();
    }
    condemn(run_.before);
    next_termination();
}

void Reconciler::judge(const ListedConnections& now)
{
    for (const PlannedLink& link : plan_->links) {
        const std::string name = connection_name(link);
        const auto at = now.find(name);
        const auto right = at == now.end() ? fail("charon does not have it")
                                           : check_listed(*plan_, link, at->second);
        if (!right) {
            run_.errors.emplace(name, right.error().text);
        }
        if (at != now.end()) {
            run_.authentications[name] = authentication_of(at->second);
            judge_change(name, now);
        }
    }
    for (const ExternalLink& link : plan_->external) {
        const auto at = now.find(link.connection);
        if (at == now.end()) {
            run_.errors.emplace(
                link.connection, "charon has no connection of this name: whoever loads it has not"
            );
        } else {
            run_.authentications[link.connection] = authentication_of(at->second);
        }
    }
}

void Reconciler::judge_change(const std::string& name, const ListedConnections& now)
{
    const auto subject = loaded_.subjects.find("load-conn " + name);
    if (subject == loaded_.subjects.end()) {
        return; // charon has refused it, and goes on with what it had
    }
    const auto made = made_of_.find(name);
    const auto& found = found_[name];
    const bool is_changed = made != made_of_.end() ? made->second != wanted_[name]
                                                   : !found || !(*found == now.at(name));
    if (is_changed && found) {
        replaced_.insert(name);
    } else if (is_changed) {
        // It was not there: only what is older than it can be of another.
        for (const auto& [id, connection] : run_.before) {
            if (connection == name) {
                run_.condemned.emplace(id, connection);
            }
        }
    }
    made_of_[name] = wanted_[name];
    found_.erase(name);
}

void Reconciler::finish()
{
    is_running_ = false;
    const auto add = [this](const std::string& name) {
        const auto error = run_.errors.find(name);
        run_.report.links.push_back(
            {name,
             error == run_.errors.end() ? std::string{} : error->second,
             run_.authentications[name]}
        );
    };
    for (const PlannedLink& link : plan_->links) {
        add(connection_name(link));
    }
    for (const ExternalLink& link : plan_->external) {
        add(link.connection);
    }
    const std::uint64_t number = number_;
    ports_.report(std::exchange(run_.report, {}));
    if (number == number_ && !is_running_ && (is_due_ || is_superseded_)) {
        begin();
    }
}

Reconciler::Ports reconciler_ports(Client& client, std::function<void(const Report&)> report)
{
    return {
        [&client](
            const std::string& command,
            const Message& message,
            std::function<void(Reconciler::Answer)> handler
        ) {
            client.request(
                command, message, base::Instant::clock::now() + answer_within, std::move(handler)
            );
        },
        [&client](
            const std::string& command,
            const std::string& event,
            const Message& message,
            std::function<void(Reconciler::Events)> handler
        ) {
            client.stream(
                command,
                event,
                message,
                base::Instant::clock::now() + answer_within,
                std::move(handler)
            );
        },
        std::move(report),
    };
}

} // namespace iwf::ipsec
