// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace dictgen {

namespace {

constexpr std::array<std::string_view, 14> types{
    "OctetString",
    "Integer32",
    "Integer64",
    "Unsigned32",
    "Unsigned64",
    "Float32",
    "Float64",
    "Grouped",
    "Address",
    "Time",
    "UTF8String",
    "DiameterIdentity",
    "DiameterURI",
    "Enumerated",
};

std::string where(const Place& place)
{
    return place.file + ":" + std::to_string(place.line);
}

class Checker
{
public:
    Checker(const std::vector<Dictionary>& dictionaries, Problems& problems)
        : dictionaries_{dictionaries}
        , problems_{problems}
    {}

    void run()
    {
        for (const auto& dictionary : dictionaries_) {
            uses(dictionary);
            for (const auto& avp : dictionary.avps) {
                declare(dictionary, avp);
            }
            for (const auto& avp : dictionary.avps) {
                content(dictionary, avp);
            }
            for (const auto& command : dictionary.commands) {
                this->command(dictionary, command);
            }
            for (const auto& list : dictionary.features) {
                named(list.bits, 31);
            }
            named(dictionary.experimental_results, 9999);
            static_cast<void>(members_first(dictionary, problems_));
        }
    }

private:
    void uses(const Dictionary& dictionary)
    {
        auto& visible = visible_[dictionary.name];
        if (!visible.empty()) {
            complain(
                dictionary.place, "a dictionary of the name " + dictionary.name + " was read before"
            );
        }
        visible.insert(dictionary.name);
        for (const auto& used : dictionary.uses) {
            const auto found = visible_.find(used);
            if (found == visible_.end()) {
                complain(
                    dictionary.place, "the dictionary `" + used + "` was not read before this one"
                );
            } else {
                visible.insert(found->second.begin(), found->second.end());
            }
        }
    }

    void declare(const Dictionary& dictionary, const Avp& avp)
    {
        const auto [name, fresh] = avps_.try_emplace(avp.name, &dictionary, &avp);
        if (!fresh) {
            complain(
                avp.place, avp.name + " was defined before, " + where(name->second.avp->place)
            );
        }
        const auto [code, fresh_code] = codes_.try_emplace({avp.vendor, avp.code}, &avp);
        if (!fresh_code) {
            complain(
                avp.place,
                "the code of " + avp.name + " is that of " + code->second->name + ", " +
                    where(code->second->place)
            );
        }
        if (std::find(types.begin(), types.end(), avp.type) == types.end()) {
            complain(avp.place, "`" + avp.type + "` is no AVP type of RFC 6733");
        }
    }

    void content(const Dictionary& dictionary, const Avp& avp)
    {
        const bool grouped = avp.type == "Grouped";
        if (grouped && !avp.group) {
            complain(avp.place, avp.name + " is Grouped, but its content is not defined");
        } else if (!grouped && avp.group) {
            complain(*avp.group, avp.name + " has a content, but is " + avp.type);
        }
        const bool enumerated = avp.type == "Enumerated";
        if (enumerated && avp.values.empty()) {
            complain(avp.place, avp.name + " is Enumerated, but has no values");
        } else if (!enumerated && avp.type != "Unsigned32" && !avp.values.empty()) {
            complain(avp.place, avp.name + " has named values, but is " + avp.type);
        } else if (avp.type != "Unsigned32" && avp.type != "Unsigned64" && !avp.bits.empty()) {
            complain(avp.place, avp.name + " has named bits, but is " + avp.type);
        }
        named(avp.values, 0xFFFFFFFF);
        named(avp.bits, 31);
        rules(dictionary, avp.members);
    }

    void command(const Dictionary& dictionary, const Command& command)
    {
        if (command.code == 0) {
            complain(command.place, "the ABNF of " + command.name + " is missing");
        }
        if (!dictionary.application || dictionary.application->id != command.application) {
            complain(command.place, command.name + " is not of the application of this dictionary");
        }
        if (!command.name.ends_with(command.request ? "-Request" : "-Answer")) {
            complain(
                command.place, "REQ in the header of " + command.name + " does not fit its name"
            );
        }
        const auto [found, fresh] =
            commands_.try_emplace({command.application, command.code, command.request}, &command);
        if (!fresh) {
            complain(
                command.place, "the code of " + command.name + " is that of " + found->second->name
            );
        }
        rules(dictionary, command.rules);
    }

    void rules(const Dictionary& dictionary, const std::vector<Rule>& rules)
    {
        std::set<std::string> seen;
        bool fixed_part = true;
        for (const auto& rule : rules) {
            const auto found = avps_.find(rule.avp);
            if (!rule.is_any() &&
                (found == avps_.end() ||
                 !visible_[dictionary.name].contains(found->second.dictionary->name))) {
                complain(rule.place, "no AVP `" + rule.avp + "` is known in this dictionary");
            }
            if (!seen.insert(rule.avp).second) {
                complain(rule.place, rule.avp + " stands twice in one ABNF");
            }
            if (rule.min > rule.max) {
                complain(rule.place, "the least number of " + rule.avp + " is above the greatest");
            }
            if (rule.bracket != Bracket::fixed) {
                fixed_part = false;
            } else if (!fixed_part) {
                complain(
                    rule.place, "< " + rule.avp + " > stands after AVPs without a fixed place"
                );
            }
        }
    }

    void named(const std::vector<Named>& names, std::uint32_t limit)
    {
        std::set<std::uint32_t> numbers;
        std::set<std::string> texts;
        for (const auto& named : names) {
            if (!numbers.insert(named.number).second) {
                complain(named.place, std::to_string(named.number) + " stands twice");
            }
            if (!texts.insert(named.name).second) {
                complain(named.place, "`" + named.name + "` stands twice");
            }
            if (named.number > limit) {
                complain(
                    named.place, std::to_string(named.number) + " is above " + std::to_string(limit)
                );
            }
        }
    }

    void complain(const Place& place, std::string text)
    {
        problems_.push_back({place, std::move(text)});
    }

    struct Defined
    {
        Defined(const Dictionary* dictionary_in, const Avp* avp_in)
            : dictionary{dictionary_in}
            , avp{avp_in}
        {}
        const Dictionary* dictionary;
        const Avp* avp;
    };

    const std::vector<Dictionary>& dictionaries_;
    Problems& problems_;
    std::map<std::string, std::set<std::string>>
        visible_; ///< dictionary -> itself and those it uses
    std::map<std::string, Defined> avps_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, const Avp*> codes_;
    std::map<std::tuple<std::uint32_t, std::uint32_t, bool>, const Command*> commands_;
};

/// Depth first; an AVP met again on the way down is inside itself.
class MembersFirst
{
public:
    MembersFirst(const Dictionary& dictionary, Problems& problems)
        : dictionary_{dictionary}
        , problems_{problems}
    {}

    std::vector<const Avp*> run()
    {
        for (const auto& avp : dictionary_.avps) {
            visit(avp);
        }
        return std::move(ordered_);
    }

private:
    void visit(const Avp& avp)
    {
        if (done_.contains(&avp)) {
            return;
        }
        if (!open_.insert(&avp).second) {
            problems_.push_back({avp.group.value_or(avp.place), avp.name + " contains itself"});
            return;
        }
        for (const auto& rule : avp.members) {
            for (const auto& member : dictionary_.avps) {
                if (member.name == rule.avp) {
                    visit(member);
                }
            }
        }
        open_.erase(&avp);
        if (done_.insert(&avp).second) {
            ordered_.push_back(&avp);
        }
    }

    const Dictionary& dictionary_;
    Problems& problems_;
    std::set<const Avp*> open_;
    std::set<const Avp*> done_;
    std::vector<const Avp*> ordered_;
};

} // namespace

void check(const std::vector<Dictionary>& dictionaries, Problems& problems)
{
    Checker{dictionaries, problems}.run();
}

std::vector<const Avp*> members_first(const Dictionary& dictionary, Problems& problems)
{
    return MembersFirst{dictionary, problems}.run();
}

void tell_apart(std::vector<Dictionary>& dictionaries)
{
    std::map<std::string, unsigned> uses;
    for (const auto& dictionary : dictionaries) {
        for (const auto& command : dictionary.commands) {
            ++uses[command.name];
        }
    }
    for (auto& dictionary : dictionaries) {
        for (auto& command : dictionary.commands) {
            if (uses[command.name] > 1) {
                command.space = dictionary.name;
            }
        }
    }
}

} // namespace dictgen
