// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <utility>

namespace iwf::gateways {

/// Work for the end of the present turn of the core thread: a result that is known at once is told
/// through here, so that nobody is called back from inside his own call.
class Later
{
public:
    void post(std::function<void()> work) { work_.push_back(std::move(work)); }

    [[nodiscard]] bool empty() const { return work_.empty(); }

    /// Also runs what is posted meanwhile.
    void run()
    {
        while (!work_.empty()) {
            const std::function<void()> work = std::move(work_.front());
            work_.pop_front();
            work();
        }
    }

private:
    std::deque<std::function<void()>> work_;
};

} // namespace iwf::gateways
