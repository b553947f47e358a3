// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_set.hpp"

#include <algorithm>
#include <utility>

namespace iwf::core {
namespace {

using Texts = std::vector<Sourced<std::string>>;

Texts sorted(Texts texts)
{
    std::ranges::stable_sort(texts, {}, &Sourced<std::string>::value);
    return texts;
}

std::optional<SourceLine> line_of(const Texts& texts, std::string_view wanted)
{
    const auto found = std::ranges::lower_bound(texts, wanted, {}, [](const auto& text) {
        return std::string_view{text.value};
    });
    return found != texts.end() && found->value == wanted ? std::optional{found->line}
                                                          : std::nullopt;
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

} // namespace

DeviceSet::DeviceSet(DeviceRules rules)
    : domains_{sorted(std::move(rules.domains))}
    , external_ids_{sorted(std::move(rules.external_ids))}
    , domains_of_ids_{domains_of(external_ids_)}
{
    for (const auto& prefix : rules.msisdn_prefixes) {
        msisdns_.add_prefix(prefix.value, prefix.line);
    }
    for (const auto& range : rules.msisdn_ranges) {
        msisdns_.add_range(range.value, range.line);
    }
}

std::optional<SourceLine> DeviceSet::find(const domain::ExternalIdentifier& id) const
{
    const auto exact = line_of(external_ids_, id.text());
    return exact ? exact : line_of(domains_, id.domain());
}

std::optional<SourceLine> DeviceSet::find(const domain::Msisdn& msisdn) const
{
    return msisdns_.find(msisdn.digits());
}

bool DeviceSet::knows_domain(std::string_view domain) const
{
    return line_of(domains_, domain).has_value() ||
           std::binary_search(
               domains_of_ids_.begin(), domains_of_ids_.end(), domain, std::less<>{}
           );
}

} // namespace iwf::core
