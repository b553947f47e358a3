// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/tables.hpp"
#include "iwf/diameter/value.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {
namespace {

using MaybeFault = std::optional<Fault>;

constexpr unsigned max_depth = 16;
constexpr unsigned max_avps = 1000;
constexpr std::uint8_t reserved_flags = 0x1F;

/// Which AVPs of the ABNF must be there.
enum class Presence : std::uint8_t
{
    all,
    of_any_answer, ///< what RFC 6733, 7.2 wants of each answer
};

Fault too_much(std::string text)
{
    return {result::unable_to_comply, {}, std::move(text)};
}

bool is_in_any_answer(const AvpDefinition& definition)
{
    return &definition == &avp::origin_host || &definition == &avp::origin_realm;
}

/// Occurrences of the AVPs of one level, counted against its rules.
class Level
{
public:
    explicit Level(std::span<const Rule> rules)
        : rules_{rules}
    {
        assert(rules.size() <= max_rules);
    }

    /// The rule for this AVP, or null. AVPs mostly come in the order of the ABNF.
    [[nodiscard]] const Rule* find(const Avp& avp)
    {
        for (std::size_t tried = 0; tried < rules_.size(); ++tried) {
            const Rule& rule = rules_[last_];
            if (rule.avp != nullptr && avp.is(*rule.avp)) {
                return &rule;
            }
            last_ = last_ + 1 == rules_.size() ? 0 : last_ + 1;
        }
        return nullptr;
    }

    /// `*[ AVP ]` is among the rules.
    [[nodiscard]] bool takes_any() const
    {
        return std::ranges::find(rules_, nullptr, &Rule::avp) != rules_.end();
    }

    /// False when the AVP found last is one too many.
    [[nodiscard]] bool count() { return ++counts_[last_] <= rules_[last_].max; }

    [[nodiscard]] MaybeFault missing(Presence presence) const
    {
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            const Rule& rule = rules_[i];
            if (counts_[i] < rule.min && rule.avp != nullptr &&
                (presence == Presence::all || is_in_any_answer(*rule.avp))) {
                return missing_avp(*rule.avp);
            }
        }
        return std::nullopt;
    }

private:
    std::span<const Rule> rules_;
    std::size_t last_{};
    std::array<std::uint16_t, max_rules> counts_{};
};

class Checker
{
public:
    explicit Checker(Strictness strictness)
        : strictness_{strictness}
    {}

    [[nodiscard]] MaybeFault
    run(base::ByteView avps, std::span<const Rule> rules, Presence presence, unsigned depth)
    {
        Level level{rules};
        AvpWalker walker{avps};
        for (Avp avp; walker.next(avp);) {
            if (auto fault = check_avp(avp, level, depth)) {
                return fault;
            }
        }
        if (walker.is_broken()) {
            return broken_avp(walker.rest(), definition_of(walker.rest()));
        }
        return level.missing(presence);
    }

private:
    [[nodiscard]] MaybeFault check_avp(const Avp& avp, Level& level, unsigned depth)
    {
        if (++avps_ > max_avps) {
            return too_much("more than 1000 AVPs");
        }
        if ((avp.flags & reserved_flags) != 0) {
            return invalid_bits(avp);
        }
        const Rule* const rule = level.find(avp);
        const AvpDefinition* const definition =
            rule != nullptr ? rule->avp : find_avp(avp.vendor, avp.code);
        if (definition == nullptr) {
            return avp.is_mandatory() ? MaybeFault{unsupported_avp(avp)} : std::nullopt;
        }
        if (rule == nullptr && strictness_ == Strictness::request && !level.takes_any()) {
            return not_allowed(avp, *definition);
        }
        if (rule != nullptr && !level.count()) {
            return too_many_avps(avp, *definition);
        }
        if (definition->type == AvpType::grouped) {
            return check_group(avp, *definition, depth);
        }
        return check_value(avp, *definition, strictness_);
    }

    [[nodiscard]] MaybeFault check_group(const Avp& avp, const AvpDefinition& group, unsigned depth)
    {
        if (&group == &avp::failed_avp) {
            return std::nullopt; // holds what somebody found faulty
        }
        if (depth == max_depth) {
            return too_much("AVPs nested more than 16 deep");
        }
        auto fault = run(avp.value, group.members, Presence::all, depth + 1);
        if (fault) {
            return enclosed_in(group, *std::move(fault));
        }
        return std::nullopt;
    }

    [[nodiscard]] static const AvpDefinition* definition_of(base::ByteView broken)
    {
        if (broken.size() < 8) {
            return nullptr;
        }
        const bool has_vendor = (broken[4] & avp_flag_vendor) != 0;
        if (has_vendor && broken.size() < 12) {
            return nullptr;
        }
        return find_avp(has_vendor ? get_u32(broken.subspan(8)) : 0, get_u32(broken));
    }

    Strictness strictness_;
    unsigned avps_{};
};

/// RFC 6733, 8.8: Session-Id comes first wherever the ABNF has it fixed.
MaybeFault check_first(const Message& message, const CommandDefinition& command)
{
    if (command.rules.empty() || command.rules.front().qualifier != Qualifier::fixed) {
        return std::nullopt;
    }
    const AvpDefinition& definition = *command.rules.front().avp;
    Avp first;
    AvpWalker walker{message.avps};
    if (walker.next(first) && !first.is(definition)) {
        return missing_avp(definition);
    }
    return std::nullopt;
}

/// An answer that tells of success keeps the ABNF of its command; what other answers lack is not
/// held against them. Asked before the message has been checked.
Presence presence_in(const Message& message)
{
    bool success = false;
    AvpWalker walker{message.avps};
    for (Avp avp; walker.next(avp);) {
        if (avp.is(avp::experimental_result)) {
            return Presence::of_any_answer;
        }
        if (avp.is(avp::result_code)) {
            success = avp.value.size() == 4 && get_u32(avp.value) / 1000 == 2;
        }
    }
    return success ? Presence::all : Presence::of_any_answer;
}

MaybeFault check_result(const Message& message)
{
    AvpWalker walker{message.avps};
    for (Avp avp; walker.next(avp);) {
        if (avp.is(avp::result_code) || avp.is(avp::experimental_result)) {
            return std::nullopt;
        }
    }
    return missing_avp(avp::result_code);
}

MaybeFault check_answer(const Message& message, const CommandDefinition& command)
{
    const Presence presence = presence_in(message);
    if (presence == Presence::all) {
        // Which of the two is meant nobody knows, and a success has to be one (RFC 6733, 7.2).
        if ((message.header.flags & flag::error) != 0) {
            return Fault{result::invalid_hdr_bits, {}, "a success with the E bit"};
        }
        if (auto fault = check_first(message, command)) {
            return fault;
        }
    }
    if (auto fault = Checker{Strictness::answer}.run(message.avps, command.rules, presence, 1)) {
        return fault;
    }
    return check_result(message);
}

MaybeFault check_request(const Message& message, const CommandDefinition& command)
{
    if ((message.header.flags & flag::error) != 0) {
        return Fault{result::invalid_hdr_bits, {}, "a request with the E bit"};
    }
    if (auto fault = check_first(message, command)) {
        return fault;
    }
    return Checker{Strictness::request}.run(message.avps, command.rules, Presence::all, 1);
}

} // namespace

std::optional<Fault> check_group(const Avp& avp, const AvpDefinition& group)
{
    return Checker{Strictness::request}.run(avp.value, group.members, Presence::all, 2);
}

std::optional<Fault> check(const Message& message)
{
    const Header& header = message.header;
    const ApplicationDefinition* const application = find_application(header.application);
    if (application == nullptr) {
        return Fault{
            result::application_unsupported,
            {},
            "application " + std::to_string(header.application.value()) + " is unknown",
        };
    }
    const CommandDefinition* const command =
        find_command(*application, header.command, header.is_request());
    if (command == nullptr) {
        return Fault{
            result::command_unsupported,
            {},
            "command " + std::to_string(header.command.value()) + " is unknown",
        };
    }
    return header.is_request() ? check_request(message, *command) : check_answer(message, *command);
}

} // namespace iwf::diameter
