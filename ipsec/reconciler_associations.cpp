// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "ipsec/connections.hpp"
#include "ipsec/reconciler.hpp"
#include "ipsec/sa_translation.hpp"

/// The reconciler's dealings with IKE_SAs: which must end, which must begin.
namespace iwf::ipsec {

using base::Result;
using vici::Message;

void Reconciler::terminate(core::IkeSaId association, std::function<void(Result<void>)> done)
{
    ports_.request(
        "terminate",
        termination(association),
        [done = std::move(done)](const Answer& answer) { done(verdict_of(answer)); }
    );
}

void Reconciler::read_associations(std::function<void(Associations)> take, Step next)
{
    read_all(
        "list-sas",
        "list-sa",
        [take = std::move(take)](const std::vector<Message>& listed) {
            Associations all;
            for (const Message& message : listed) {
                // What cannot be read is nothing that we could end; who feeds the core reports it.
                if (auto associations = read_list(message)) {
                    for (core::IkeSa& association : *associations) {
                        all.emplace(association.id, std::move(association.connection));
                    }
                }
            }
            take(std::move(all));
        },
        next
    );
}

void Reconciler::read_associations_before()
{
    read_associations(
        [this](Associations associations) {
            run_.before = std::move(associations);
            run_.commands = commands(*plan_, run_.inventory, loaded_);
        },
        &Reconciler::next_command
    );
}

void Reconciler::read_associations_after()
{
    ++run_.listings;
    read_associations(
        [this](const Associations& associations) { condemn(associations); },
        &Reconciler::next_termination
    );
}

void Reconciler::condemn(const Associations& associations)
{
    for (const auto& [id, name] : associations) {
        const bool is_gone = name.starts_with(own_prefix) && !wanted_.contains(name);
        if (is_gone || replaced_.contains(name)) {
            run_.condemned.emplace(id, name);
        } else if (!run_.condemned.contains(id) && !run_.ended.contains(id)) {
            run_.alive.insert(name);
        }
    }
}

void Reconciler::next_termination()
{
    for (const auto& [id, connection] : run_.ended) {
        run_.condemned.erase(id); // listed again while it ends
    }
    if (run_.condemned.empty()) {
        // charon leaves out of its list what is busy in that moment.
        const bool is_thorough = !replaced_.empty() || run_.report.unloaded > 0;
        if (is_thorough && run_.listings < 2) {
            return read_associations_after();
        }
        replaced_.clear();
        return choose_calls();
    }
    const core::IkeSaId id = run_.condemned.begin()->first;
    ports_
        .request("terminate", termination(id), [this, id, number = number_](const Answer& answer) {
            if (number != number_) {
                return;
            }
            run_.ended.insert(run_.condemned.extract(id));
            // A refusal means that it is gone already.
            run_.report.terminated += verdict_of(answer) ? 1U : 0U;
            go(&Reconciler::next_termination);
        });
}

/// Whose IKE_SA we have just ended may call again by itself in this moment, and of two calls that
/// cross charon keeps two IKE_SAs for good: it is the next run that calls.
void Reconciler::choose_calls()
{
    std::set<std::string> just_ended;
    for (const auto& [id, connection] : run_.ended) {
        just_ended.insert(connection);
    }
    for (const PlannedLink& link : plan_->links) {
        const std::string name = connection_name(link);
        if (link.initiate && !run_.alive.contains(name) && !run_.errors.contains(name) &&
            !just_ended.contains(name)) {
            run_.calls.push_back(name);
        }
    }
    next_call();
}

void Reconciler::next_call()
{
    if (run_.calls.empty()) {
        return finish();
    }
    const std::string name = std::move(run_.calls.back());
    run_.calls.pop_back();
    // charon refuses when there is one already; whether it came up, events tell.
    ports_.request("initiate", initiation(name), [this, number = number_](const Answer&) {
        if (number == number_) {
            go(&Reconciler::next_call);
        }
    });
}

} // namespace iwf::ipsec
