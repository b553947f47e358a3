// SPDX-License-Identifier: Apache-2.0
#include "ipsec/sa_translation.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "ipsec/traffic_selectors.hpp"
#include "iwf/base/bytes.hpp"

namespace iwf::ipsec {
namespace {

using vici::Message;
template <class Value>
using Result = base::Result<Value>;

std::string text_in(const Message& section, std::string_view name)
{
    return std::string{section.value(name).value_or("")};
}

/// Not every association says it: 0 then. An error when it is no number.
Result<std::uint32_t> bits_in(const Message& section, std::string_view name)
{
    if (!section.value(name)) {
        return 0;
    }
    const auto number = section.number(name);
    if (!number || *number > 0xffff) {
        return base::fail(std::string{name} + " is no number of bits");
    }
    return static_cast<std::uint32_t>(*number);
}

template <class Id>
Result<Id> id_in(const Message& section)
{
    const auto number = section.number("uniqueid");
    return number ? Result<Id>{Id{*number}} : base::fail("an association without its uniqueid");
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> texts)
{
    return std::ranges::find(texts, text) != texts.end();
}

/// False when a selector is not understood: `selectors` has the others then.
bool read_selectors(
    const Message& section, std::string_view name, std::vector<core::TrafficSelector>& selectors
)
{
    const vici::List* texts = section.list(name);
    if (!texts) {
        return true;
    }
    bool all_understood = true;
    for (const std::string& text : *texts) {
        const auto parts = read_traffic_selector(text);
        if (parts) {
            selectors.insert(selectors.end(), parts->begin(), parts->end());
        }
        all_understood = all_understood && parts.has_value();
    }
    return all_understood;
}

Result<core::Algorithms> read_algorithms(const Message& section)
{
    const auto key_bits = bits_in(section, "encr-keysize");
    if (!key_bits) {
        return tl::unexpected{key_bits.error()};
    }
    return core::Algorithms{
        text_in(section, "encr-alg"),
        *key_bits,
        text_in(section, "integ-alg"),
        text_in(section, "prf-alg"),
        text_in(section, "dh-group"),
        section.value("esn") == "1" || section.is_yes("esn"),
    };
}

Result<core::ChildSa> read_child(const Message& section)
{
    const auto id = id_in<core::ChildSaId>(section);
    auto algorithms = read_algorithms(section);
    if (!id || !algorithms) {
        return tl::unexpected{id ? algorithms.error() : id.error()};
    }
    core::ChildSa child;
    child.id = *id;
    child.name = text_in(section, "name");
    child.is_esp = section.value("protocol") == "ESP";
    child.algorithms = std::move(*algorithms);
    const bool has_local = read_selectors(section, "local-ts", child.local);
    const bool has_remote = read_selectors(section, "remote-ts", child.remote);
    child.is_usable = has_local && has_remote &&
                      is_one_of(text_in(section, "state"), {"INSTALLED", "REKEYING", "REKEYED"});
    return child;
}

Result<void> read_children(const Message& section, std::vector<core::ChildSa>& children)
{
    const Message* children_section = section.section("child-sas");
    if (!children_section) {
        return {};
    }
    for (const Message::Element& element : children_section->elements()) {
        const Message* one = std::get_if<Message>(&element.content);
        if (!one) {
            return base::fail("child-sas has something that is no CHILD_SA");
        }
        auto child = read_child(*one);
        if (!child) {
            return tl::unexpected{child.error()};
        }
        children.push_back(std::move(*child));
    }
    return {};
}

Result<core::IkeSa> read_ike(std::string_view connection, const Message& section)
{
    const auto id = id_in<core::IkeSaId>(section);
    auto algorithms = read_algorithms(section);
    if (!id || !algorithms) {
        return tl::unexpected{id ? algorithms.error() : id.error()};
    }
    core::IkeSa ike;
    ike.id = *id;
    ike.connection = connection;
    ike.is_established = section.value("version") == "2" &&
                         is_one_of(text_in(section, "state"), {"ESTABLISHED", "REKEYING"});
    ike.local_identity = text_in(section, "local-id");
    ike.remote_identity = text_in(section, "remote-id");
    ike.remote_address = text_in(section, "remote-host");
    ike.algorithms = std::move(*algorithms);
    ike.has_ppk = section.is_yes("ppk");
    if (const auto read = read_children(section, ike.children); !read) {
        return tl::unexpected{read.error()};
    }
    return ike;
}

/// The connection an event is about: name and section.
using Subject = std::pair<std::string_view, const Message*>;

Result<Subject> subject_of(const Message& message)
{
    Subject subject{};
    for (const Message::Element& element : message.elements()) {
        if (const Message* section = std::get_if<Message>(&element.content)) {
            if (subject.second) {
                return base::fail("two connections in one event");
            }
            subject = {element.name, section};
        }
    }
    return subject.second ? Result<Subject>{subject} : base::fail("no connection in the event");
}

Result<core::SaEvent> read_up(const Subject& subject)
{
    auto ike = read_ike(subject.first, *subject.second);
    if (!ike) {
        return tl::unexpected{ike.error()};
    }
    return core::sa_event::Up{std::move(*ike)};
}

Result<core::SaEvent> read_ike_updown(bool is_up, const Subject& subject)
{
    if (is_up) {
        return read_up(subject);
    }
    return id_in<core::IkeSaId>(*subject.second).map([](core::IkeSaId id) -> core::SaEvent {
        return core::sa_event::IkeDown{id};
    });
}

Result<core::SaEvent> read_child_updown(bool is_up, const Subject& subject)
{
    const Message* children = subject.second->section("child-sas");
    if (!children || children->elements().empty()) {
        return base::fail("no CHILD_SA in the event");
    }
    if (is_up) {
        return read_up(subject);
    }
    const auto ike = id_in<core::IkeSaId>(*subject.second);
    if (!ike) {
        return tl::unexpected{ike.error()};
    }
    core::sa_event::ChildrenDown down{*ike, {}};
    for (const Message::Element& element : children->elements()) {
        const Message* one = std::get_if<Message>(&element.content);
        const auto id = one ? id_in<core::ChildSaId>(*one) : base::fail("no CHILD_SA in the event");
        if (!id) {
            return tl::unexpected{id.error()};
        }
        down.children.push_back(*id);
    }
    return down;
}

/// The two associations of a rekeying.
using Pair = std::pair<const Message*, const Message*>;

Result<Pair> old_and_new(const Message& section)
{
    const Pair pair{section.section("old"), section.section("new")};
    return pair.first && pair.second ? Result<Pair>{pair}
                                     : base::fail("a rekeying without its old and new association");
}

Result<core::SaEvent> read_ike_rekey(const Subject& subject)
{
    const auto pair = old_and_new(*subject.second);
    if (!pair) {
        return tl::unexpected{pair.error()};
    }
    const auto old = id_in<core::IkeSaId>(*pair->first);
    auto replacement = read_ike(subject.first, *pair->second);
    if (!old || !replacement) {
        return tl::unexpected{old ? replacement.error() : old.error()};
    }
    return core::sa_event::IkeRekeyed{*old, std::move(*replacement)};
}

Result<core::SaEvent> read_child_rekey(const Subject& subject)
{
    const Message* children = subject.second->section("child-sas");
    const auto child = children ? subject_of(*children) : base::fail("no CHILD_SA in the event");
    const auto pair = child.and_then([](const Subject& one) { return old_and_new(*one.second); });
    if (!pair) {
        return tl::unexpected{pair.error()};
    }
    const auto ike = id_in<core::IkeSaId>(*subject.second);
    const auto old = id_in<core::ChildSaId>(*pair->first);
    auto replacement = read_child(*pair->second);
    if (!ike || !old || !replacement) {
        return base::fail("a rekeying that does not say of what");
    }
    return core::sa_event::ChildRekeyed{*ike, *old, std::move(*replacement)};
}

} // namespace

Result<std::vector<core::IkeSa>> read_list(const vici::Message& list_sa)
{
    std::vector<core::IkeSa> associations;
    for (const Message::Element& element : list_sa.elements()) {
        const Message* section = std::get_if<Message>(&element.content);
        if (!section) {
            return base::fail("list-sa has something that is no IKE_SA");
        }
        auto ike = read_ike(element.name, *section);
        if (!ike) {
            return base::fail(base::printable(element.name) + ": " + ike.error().text);
        }
        associations.push_back(std::move(*ike));
    }
    return associations;
}

Result<std::optional<core::SaEvent>>
read_event(std::string_view event, const vici::Message& message)
{
    if (!is_one_of(event, {"ike-updown", "child-updown", "ike-rekey", "child-rekey"})) {
        return std::nullopt;
    }
    const auto subject = subject_of(message);
    if (!subject) {
        return tl::unexpected{subject.error()};
    }
    const bool is_up = message.is_yes("up");
    const auto read = event == "ike-updown"     ? read_ike_updown(is_up, *subject)
                      : event == "child-updown" ? read_child_updown(is_up, *subject)
                      : event == "ike-rekey"    ? read_ike_rekey(*subject)
                                                : read_child_rekey(*subject);
    if (!read) {
        return base::fail(base::printable(subject->first) + ": " + read.error().text);
    }
    return *read;
}

} // namespace iwf::ipsec
