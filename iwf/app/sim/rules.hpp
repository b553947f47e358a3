// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/app/sim/wrong_answer.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/overload.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/domain/trigger.hpp"

/// How a simulator behaves and misbehaves, by rules: the first that fits decides.
namespace iwf::sim {

/// At what point an answer, or a connection, is lost.
enum class Loss : std::uint8_t
{
    none,
    before, ///< the request is not processed
    after,  ///< processed, and the answer never sent
};

/// What the report of a delivery, or of an event, looks like.
enum class Reporting : std::uint8_t
{
    once,
    none,
    twice,             ///< two requests with End-to-End ids of their own
    early,             ///< SMS-SC: before the answer to the submission
    unknown_reference, ///< a Reference-Number, or SCEF-Reference-ID, that nobody gave
    wrong_origin,      ///< Origin-Host of another node
    other_scef,        ///< events: the SCEF-ID of another node
    wrong_type,        ///< events: a Monitoring-Type that was not asked for
    wrong_user,        ///< events: the User-Identifier of another device
};

struct Behaviour
{
    std::chrono::milliseconds delay{}; ///< of the answer
    std::optional<diameter::Outcome> result;
    std::optional<domain::MtcErrorDiagnostic> diagnostic;
    Loss silence{Loss::none};
    Loss close{Loss::none}; ///< the connection is cut, without DPR
    std::optional<WrongAnswer> wrong;

    std::optional<diameter::OverloadReport> overload; ///< HSS only

    // SMS-SC only; absent: what its configuration says.
    std::optional<std::chrono::milliseconds> deliver_after;
    std::optional<diameter::t4::SmDeliveryOutcome> outcome;
    bool deliver_never{}; ///< pending until the validity ends
    std::optional<std::uint32_t> absent_diagnostic;
    Reporting reporting{Reporting::once};
    bool stuck{}; ///< pending, but neither to be recalled nor to be replaced

    // HSS and MME only.
    std::optional<diameter::Outcome> status; ///< of each event configured, which is not stored
    std::uint32_t flood{1};                  ///< reports instead of one
};

/// What a rule can be about. Empty: about anything.
struct Match
{
    std::optional<std::string> device; ///< external identifier, MSISDN or IMSI
    std::optional<std::uint32_t> reference;
    std::optional<diameter::t4::TriggerAction> action;
    bool of_event{}; ///< reports of events, which the node sends, and not requests to it
};

/// Which of the matching requests are affected: after the first `skip`, at most `first`, of those
/// each `every`th, of those a random part.
struct Counting
{
    std::uint64_t skip{};
    std::optional<std::uint64_t> first;
    std::uint64_t every{1};
    double probability{1};
};

struct Rule
{
    Match match;
    Counting counting;
    Behaviour behaviour;
};

/// A request, as rules see it. Borrowed.
struct Occasion
{
    std::vector<std::string_view> devices; ///< all names of it
    std::optional<std::uint32_t> reference;
    std::optional<diameter::t4::TriggerAction> action;
    bool of_event{};
};

class RuleBook
{
public:
    /// `seed` decides what `probability` does: the same again for the same requests.
    RuleBook(const std::vector<Rule>& rules, std::uint32_t seed);

    /// Before all others from now on.
    void put_first(const Rule& rule);
    void clear();

    [[nodiscard]] Behaviour decide(const Occasion& occasion);

private:
    struct Counted
    {
        Rule rule;
        std::uint64_t seen{};
        std::uint64_t applied{};
    };

    [[nodiscard]] bool applies(Counted& counted);

    std::vector<Counted> rules_;
    std::mt19937 random_;
};

} // namespace iwf::sim
