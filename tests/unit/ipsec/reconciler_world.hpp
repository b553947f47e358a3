// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "charon_model.hpp"
#include "plans.hpp"

namespace iwf::ipsec {

/// A reconciler, the charon it speaks to, and what it reports.
class ReconcilerWorld : public testing::Test
{
protected:
    /// Three servers, as they are from then on.
    void settle()
    {
        reconciler.on_connected();
        reconciler.apply(three());
        charon.answer_all();
        charon.seen.clear();
        reports.clear();
    }

    static Plan three()
    {
        return plan_of(
            {planned("a", "10.200.1.1"), planned("b", "10.200.2.1"), planned("c", "10.200.3.1")}
        );
    }

    void run(Plan plan)
    {
        reconciler.apply(std::move(plan));
        charon.answer_all();
    }

    void refresh()
    {
        reconciler.refresh();
        charon.answer_all();
    }

    CharonModel charon;
    std::vector<Report> reports;
    Reconciler reconciler{
        charon.ports([this](const Report& report) { reports.push_back(report); })};
};

} // namespace iwf::ipsec
