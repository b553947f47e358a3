// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IWF_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IWF_SANITIZED 1
#endif
#endif

namespace iwf::test {

/// How often a randomised test tries, given how often it does in the suite: a tenth under a
/// sanitizer, where each round takes ten times as long and looks for other faults.
template <class Number>
[[nodiscard]] constexpr Number rounds(Number in_the_suite)
{
#ifdef IWF_SANITIZED
    return in_the_suite / 10;
#else
    return in_the_suite;
#endif
}

} // namespace iwf::test
