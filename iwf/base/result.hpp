// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace iwf::base {

/// Why something could not be done, as one line for the person who must act on it: it names the
/// file, line, field, peer or message, and says what to do.
struct Error
{
    std::string text;

    friend bool operator==(const Error&, const Error&) = default;
};

/// A value, or why there is none.
template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(std::string text)
{
    return tl::unexpected<Error>{Error{std::move(text)}};
}

} // namespace iwf::base
