// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store/temporary_directory.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

namespace iwf::testing {

TemporaryDirectory::TemporaryDirectory()
{
    std::string name = (std::filesystem::temp_directory_path() / "iwf-store-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        std::abort();
    }
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace iwf::testing
