// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pthread.h>

namespace iwf::freediameter {

/// libfdcore ends its threads with pthread_cancel. While one of them runs code of ours, a
/// cancellation waits: unwinding through it would meet noexcept frames and held locks.
class CancelOff
{
public:
    CancelOff() { ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
    ~CancelOff() { ::pthread_setcancelstate(before_, nullptr); }
    CancelOff(const CancelOff&) = delete;
    CancelOff& operator=(const CancelOff&) = delete;

private:
    int before_{};
};

} // namespace iwf::freediameter
