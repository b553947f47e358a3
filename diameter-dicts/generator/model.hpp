// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a *.dia file says, before and after its names are resolved.
namespace dictgen {

/// Where something stands, for messages to the author of a dictionary.
struct Place
{
    std::string file;
    int line{};
};

struct Problem
{
    Place place;
    std::string text;
};

using Problems = std::vector<Problem>;

enum class Bracket : std::uint8_t
{
    fixed,    ///< < >
    required, ///< { }
    optional, ///< [ ]
};

inline constexpr std::uint32_t unbounded = 0xFFFF;

struct Rule
{
    Place place;
    std::string avp; ///< "AVP": any
    Bracket bracket{};
    std::uint32_t min{};
    std::uint32_t max{};

    [[nodiscard]] bool is_any() const { return avp == "AVP"; }
};

/// A value of an enumeration, a bit of a mask or a result code.
struct Named
{
    Place place;
    std::uint32_t number{};
    std::string name;
};

struct Avp
{
    Place place;
    std::string name;
    std::uint32_t code{};
    std::uint32_t vendor{};
    std::string type; ///< as in RFC 6733, 4.2 and 4.3: "OctetString"
    bool mandatory{};
    std::string clause;
    std::optional<Place> group; ///< where the ABNF of a Grouped AVP stands
    std::vector<Rule> members;
    std::vector<Named> values;
    std::vector<Named> bits;
};

struct Command
{
    Place place;
    std::string name;
    std::string short_name;
    std::string space; ///< its dictionary, when another application has a command of its name
    std::uint32_t code{};
    std::uint32_t application{};
    bool request{};
    bool proxiable{};
    std::string clause;
    std::vector<Rule> rules;
};

struct FeatureList
{
    Place place;
    std::uint32_t id{};
    std::vector<Named> bits;
};

struct Application
{
    Place place;
    std::uint32_t id{};
    std::uint32_t vendor{};
    std::string name;
};

struct Dictionary
{
    Place place;
    std::string name;
    std::vector<std::string> uses;
    std::vector<Named> vendors;
    std::optional<Application> application;
    std::vector<Avp> avps;
    std::vector<Command> commands;
    std::vector<FeatureList> features;
    std::vector<Named> experimental_results;
};

} // namespace dictgen
