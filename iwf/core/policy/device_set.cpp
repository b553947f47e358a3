// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_set.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <utility>

namespace iwf::core {
namespace {

using Texts = std::vector<Sourced<std::string>>;

Texts sorted(Texts texts)
{
    std::ranges::stable_sort(texts, {}, &Sourced<std::string>::value);
    return texts;
}

const Sourced<std::string>* find_text(const Texts& texts, std::string_view wanted)
{
    const auto found = std::ranges::lower_bound(texts, wanted, {}, [](const auto& text) {
        return std::string_view{text.value};
    });
    return found != texts.end() && found->value == wanted ? &*found : nullptr;
}

std::vector<std::string> domains_of(const Texts& external_ids)
{
    std::vector<std::string> domains;
    for (const auto& id : external_ids) {
        domains.push_back(id.value.substr(id.value.find('@') + 1));
    }
    std::ranges::sort(domains);
    domains.erase(std::unique(domains.begin(), domains.end()), domains.end());
    return domains;
}

Texts texts_of(const DeviceRules& rules)
{
    Texts texts = rules.msisdn_prefixes;
    for (const auto& range : rules.msisdn_ranges) {
        texts.push_back({range.value.first + "-" + range.value.last, range.line});
    }
    std::ranges::stable_sort(texts, {}, &Sourced<std::string>::line);
    return texts;
}

/// What texts_of() made of a range; a prefix has no '-'.
void add_numbers(DigitTrie& trie, const std::string& text, DigitTrie::Rule rule)
{
    const std::size_t dash = text.find('-');
    if (dash == std::string::npos) {
        trie.add_prefix(text, rule);
    } else {
        trie.add_range({text.substr(0, dash), text.substr(dash + 1)}, rule);
    }
}

} // namespace

bool DeviceMatch::is_more_specific_than(const DeviceMatch& other) const
{
    return std::tie(rank, numbers) < std::tie(other.rank, other.numbers);
}

DeviceSet::DeviceSet(DeviceRules rules, GroupsSnapshot groups)
    : domains_{sorted(std::move(rules.domains))}
    , external_ids_{sorted(std::move(rules.external_ids))}
    , domains_of_ids_{domains_of(external_ids_)}
    , patterns_{std::move(rules.patterns)}
    , groups_{std::move(rules.groups)}
    , numbers_{texts_of(rules)}
    , all_groups_{std::move(groups)}
{
    assert(groups_.empty() || all_groups_);
    std::ranges::stable_sort(groups_, {}, &Sourced<GroupId>::value);
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
        add_numbers(msisdns_, numbers_[i].value, static_cast<DigitTrie::Rule>(i));
    }
}

std::string_view DeviceSet::name_of(GroupId group) const
{
    return all_groups_->group(group).name;
}

std::optional<DeviceMatch> DeviceSet::find_number(const domain::Msisdn& msisdn) const
{
    const auto found = msisdns_.find(msisdn.digits());
    if (!found) {
        return std::nullopt;
    }
    const auto& rule = numbers_[found->rule];
    return DeviceMatch{DeviceRank::numbers, found->numbers, rule.line, rule.value, {}};
}

std::optional<DeviceMatch> DeviceSet::find_pattern(const domain::ExternalIdentifier& id) const
{
    for (const auto& [pattern, line] : patterns_) {
        if (pattern.domain() == id.domain() && pattern.holds_local(id.local())) {
            return DeviceMatch{DeviceRank::pattern, 0, line, pattern.text(), {}};
        }
    }
    return std::nullopt;
}

bool DeviceSet::names_domain(std::string_view domain) const
{
    return find_text(domains_, domain) != nullptr ||
           std::binary_search(
               domains_of_ids_.begin(), domains_of_ids_.end(), domain, std::less<>{}
           ) ||
           std::ranges::any_of(patterns_, [domain](const auto& pattern) {
               return pattern.value.domain() == domain;
           });
}

} // namespace iwf::core
