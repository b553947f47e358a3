// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <unordered_set>

#include "iwf/app/sim/duplicates.hpp"
#include "iwf/app/sim/pending_triggers.hpp"
#include "iwf/app/sim/reporter.hpp"
#include "iwf/app/sim/sender.hpp"
#include "iwf/app/sim/simulator.hpp"
#include "iwf/diameter/t4.hpp"

namespace iwf::sim {

/// An SMS-SC on T4 (TS 29.337; TS 23.682, 5.2.2 and 5.2.3), and on SGd for what devices send
/// (TS 29.338, 6).
class SmsSc final : public Simulator
{
public:
    SmsSc(neighbour::Station& station, const SimConfig& config);

    void on_request(diameter::Connection connection, diameter::Message request) override;

protected:
    std::string pending() const override;
    std::string obey_more(std::string_view verb, std::string_view argument) override;

private:
    /// A DTR, with all that is decided from it.
    struct Submission
    {
        const diameter::t4::DeviceTriggerRequest& request;
        diameter::PeerId peer;
        TriggerKey key; ///< of the trigger that it brings, or recalls
        const Behaviour& behaviour;
    };

    void count(const diameter::Message& request, diameter::t4::TriggerAction action);
    void
    take(const Asked& asked, const diameter::t4::DeviceTriggerRequest& request, TriggerKey key);
    void decide(const Submission& submission, diameter::t4::DeviceTriggerAnswer& answer);
    [[nodiscard]] diameter::Outcome recall(const Submission& submission);
    void replace(const Submission& submission, diameter::t4::DeviceTriggerAnswer& answer);

    [[nodiscard]] bool is_full() const { return pending_.size() >= delivery_.capacity; }
    void accept(const Submission& submission);
    void forget(PendingTriggers::iterator trigger);
    void finish(const TriggerKey& key, diameter::t4::SmDeliveryOutcome outcome);
    void note_accepted(const TriggerKey& key);

    const DeliverySettings& delivery_;
    Reporter reporter_;
    Sender sender_;
    PendingTriggers pending_;
    Duplicates duplicates_;
    std::unordered_set<std::size_t> ever_accepted_; ///< hashes, to find what came in twice
};

} // namespace iwf::sim
