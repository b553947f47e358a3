// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/error_answers.hpp"

#include <gtest/gtest.h>

#include "iwf/diameter/common.hpp"
#include "support/avp_tree.hpp"
#include "support/sample_messages.hpp"

namespace iwf::diameter {
namespace {

using test::AvpNode;
using test::Fields;

/// All that it could have: with and without Proxy-Info, Session-Id elsewhere, unreadable, missing.
std::vector<Message> requests()
{
    std::vector<Message> requests{{}};
    for (const Fields fields : {Fields::bare, Fields::full}) {
        const Message request = encode(test::delivery_report_request(fields));
        AvpNode tree = test::tree_of(request);
        requests.push_back(request);
        std::swap(tree.members[0], tree.members[2]);
        requests.push_back(test::with_tree(request, tree));
        tree.members.erase(tree.members.begin() + 2);
        requests.push_back(test::with_tree(request, tree));
        tree = test::tree_of(request);
        tree.members[0].value = {0};
        requests.push_back(test::with_tree(request, tree));
        requests.push_back(request);
        requests.back().avps.resize(request.avps.size() - 5); // broken
        requests.back().header.flags |= flag::retransmitted;
    }
    return requests;
}

TEST(ErrorAnswers, is_the_error_answer_whatever_it_answers)
{
    const ErrorAnswers refusal{result::too_busy, "iwf.operator.example", "operator.example"};
    int place = 0;
    for (const Message& request : requests()) {
        base::Bytes out{1, 2, 3}; // what it held is kept
        refusal.answer_onto(out, request);
        base::Bytes expected = encode(error_answer(
            request, {result::too_busy, {}, {}}, "iwf.operator.example", "operator.example"
        ));
        expected.insert(expected.begin(), {1, 2, 3});
        EXPECT_EQ(base::to_hex(out), base::to_hex(expected)) << place;
        ++place;
    }
}

} // namespace
} // namespace iwf::diameter
