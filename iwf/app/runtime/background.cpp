// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/runtime/background.hpp"

namespace iwf::runtime {

Background::~Background()
{
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Background::start(std::function<void()> work, std::function<void()> then)
{
    thread_ = std::thread{[this, work = std::move(work), then = std::move(then)]() mutable {
        work();
        loop_.post([this, then = std::move(then)] {
            thread_.join(); // it has nothing left to do
            then();
        });
    }};
}

} // namespace iwf::runtime
