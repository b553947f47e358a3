// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dlfcn.h>

namespace iwf::freediameter {

/// The definition of a function that would have been used without ours.
template <class Function>
[[nodiscard]] Function* next(const char* symbol)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, symbol));
}

} // namespace iwf::freediameter
