// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "iwf/base/result.hpp"

/// The UNIX socket itself: its file, and who may speak through it.
namespace iwf::control {

/// What the path of a UNIX socket may have (unix(7)), without its end mark.
inline constexpr std::size_t longest_path = 107;

/// A socket that listens, in blocking mode, and its file. Removes the file in the end, when it is
/// still its own.
class ListeningSocket
{
public:
    /// The file has mode 0660. One that nobody listens on any more is replaced; one on which
    /// somebody does, or which is no socket, is an error; so is a folder that does not exist.
    [[nodiscard]] static base::Result<ListeningSocket> open(const std::string& path);

    ListeningSocket(ListeningSocket&& other) noexcept;
    ListeningSocket& operator=(ListeningSocket&& other) noexcept;
    ListeningSocket(const ListeningSocket&) = delete;
    ListeningSocket& operator=(const ListeningSocket&) = delete;
    ~ListeningSocket();

    /// The descriptor, which is the caller's from now on.
    [[nodiscard]] int release();

    /// Removes the file now.
    void remove();

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    ListeningSocket() = default;

    std::string path_;
    int descriptor_{-1};
    std::uint64_t device_{};
    std::uint64_t inode_{};
};

/// Who is at the other end of a connected UNIX socket, as of when it connected: the user, when it
/// is root, this process's own, or a member of the group of the file at `path`. An error else.
[[nodiscard]] base::Result<std::uint32_t> permitted_user(int descriptor, const std::string& path);

} // namespace iwf::control
