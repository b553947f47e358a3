// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "iwf/app/config/config_error.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/policy/contract_book.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// An operator's expectations of his contracts (cases.proto).
namespace iwf::ctl {

struct PolicyCase
{
    std::string place; ///< file:line
    mtciwf::v1::ExplainRequest question;
    std::string expect; ///< its name or its number: a Request-Status, or of an event a result
};

/// All that is wrong in the file, at once.
[[nodiscard]] tl::expected<std::vector<PolicyCase>, std::vector<config::ConfigError>>
read_cases(const std::string& file);

/// By these contracts, of which nothing has been spent; now, when the question has no time. By the
/// function that judges requests in iwfd. Fails when the question means nothing.
[[nodiscard]] base::Result<mtciwf::v1::ExplainReply>
judge_by(const core::ContractBook& book, const mtciwf::v1::ExplainRequest& question);

/// One line; nothing: it is as expected.
[[nodiscard]] std::optional<std::string>
what_is_wrong(const PolicyCase& one, const core::ContractBook& book);

} // namespace iwf::ctl
