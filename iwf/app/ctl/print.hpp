// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "proto/mtciwf/v1/admin.pb.h"

/// What iwfd answered, for people: lines, each ended.
namespace iwf::ctl {

[[nodiscard]] std::string text_of(const mtciwf::v1::DaemonStatus& status);
[[nodiscard]] std::string text_of(const mtciwf::v1::IpsecStatus& status);
[[nodiscard]] std::string text_of(const mtciwf::v1::ApplyReply& reply);
[[nodiscard]] std::string text_of(const mtciwf::v1::ReloadReply& reply);
[[nodiscard]] std::string text_of(const mtciwf::v1::ExplainReply& reply);

} // namespace iwf::ctl
