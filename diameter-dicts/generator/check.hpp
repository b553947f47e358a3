// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model.hpp"

namespace dictgen {

/// Finds what is wrong with dictionaries that each parsed well: unknown and repeated names, codes
/// and numbers, groups without content, rules that cannot be met. A dictionary stands after those
/// it uses.
void check(const std::vector<Dictionary>& dictionaries, Problems& problems);

/// Gives the commands that several applications have by the same name the space of their
/// dictionary.
void tell_apart(std::vector<Dictionary>& dictionaries);

/// The dictionary's AVPs, each after the members of its group; cycles are left out and reported.
[[nodiscard]] std::vector<const Avp*>
members_first(const Dictionary& dictionary, Problems& problems);

} // namespace dictgen
