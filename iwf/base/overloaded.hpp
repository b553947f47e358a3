// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace iwf::base {

/// One lambda an alternative, for std::visit.
template <class... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};

template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

} // namespace iwf::base
