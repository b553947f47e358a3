// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

#include "iwf/app/ctl/arguments.hpp"
#include "iwf/base/result.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// `iwfctl policy ...`, and `explain --config`: files only. Each command returns the exit status.
namespace iwf::ctl {

[[nodiscard]] mtciwf::v1::ExplainRequest question_of(const Explain& command);

/// By the contracts that the command's configuration names, of which nothing has been spent.
[[nodiscard]] base::Result<mtciwf::v1::ExplainReply> explain_by_files(const Explain& command);

[[nodiscard]] int check(const PolicyCheck& command, std::ostream& out, std::ostream& err);
[[nodiscard]] int diff(const PolicyDiff& command, std::ostream& out, std::ostream& err);
[[nodiscard]] int test(const PolicyTest& command, std::ostream& out, std::ostream& err);

} // namespace iwf::ctl
