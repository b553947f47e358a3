// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

struct msg;

/// The libraries' own versions of functions that corrections.cpp preempts.
namespace iwf::freediameter::real {

int parse_buffer(unsigned char** octets, std::size_t size, ::msg** message);

} // namespace iwf::freediameter::real
