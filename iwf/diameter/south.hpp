// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "iwf/diameter/avp_reader.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/s6m.hpp"

/// Parts that S6m and T4 share. Internal to the operator.
namespace iwf::diameter::s6m {

/// The required User-Identifier of a request; 5004 when nobody is named in it.
void read_user_identifier(AvpReader& in, UserIdentifier& identifier);

/// Those of an answer; one in which nobody is named says nothing and is left out.
void read_user_identifiers(AvpReader& in, std::vector<UserIdentifier>& identifiers);

void write_user_identifier(AvpWriter& out, const UserIdentifier& identifier);

void read_serving_nodes(AvpReader& in, domain::ServingNodes& nodes);
void write_serving_nodes(AvpWriter& out, const domain::ServingNodes& nodes);

} // namespace iwf::diameter::s6m
