// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/base/result.hpp"
#include "iwf/core/policy/contract.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// `explain` of a short message that a device would send (action mo_sms): nobody claims anything,
/// so claim_of() does not know it.
namespace iwf::explain {

[[nodiscard]] bool is_message(const mtciwf::v1::ExplainRequest& question);

/// By the function that judges in iwfd. The status is what the SMS-SC is told. Fails when the
/// question means nothing. Not said: whether another server's rule is more specific.
[[nodiscard]] base::Result<mtciwf::v1::ExplainReply>
explain_message(const mtciwf::v1::ExplainRequest& question, const core::Contract& contract);

} // namespace iwf::explain
