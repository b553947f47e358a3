// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/audit_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace iwf::store {
namespace {

namespace fs = std::filesystem;

/// Holds many lines, and what a crash of the machine may leave behind them.
constexpr std::size_t tail_octets = 1024U * 1024;

std::string system_error()
{
    return std::strerror(errno);
}

base::Result<std::string> last_octets(int file, std::size_t size)
{
    const std::size_t wanted = std::min(size, tail_octets);
    std::string octets(wanted, '\0');
    std::size_t done = 0;
    while (done < wanted) {
        const ::ssize_t got = ::pread(
            file, octets.data() + done, wanted - done, static_cast<::off_t>(size - wanted + done)
        );
        if (got <= 0) {
            return base::fail("cannot be read: " + (got == 0 ? "it got shorter" : system_error()));
        }
        done += static_cast<std::size_t>(got);
    }
    return octets;
}

base::Result<audit::Tail> tail_in(int file)
{
    struct ::stat status
    {};
    if (::fstat(file, &status) != 0) {
        return base::fail("cannot be read: " + system_error());
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    const auto octets = last_octets(file, size);
    if (!octets) {
        return tl::unexpected{octets.error()};
    }
    const auto tail = audit::tail_of(*octets, octets->size() == size);
    if (!tail || (!tail->has_lines && size > audit::line_limit)) {
        return base::fail("ends with no line of an audit log; look at it with iwfctl audit verify, "
                          "and move it away to begin another");
    }
    return *tail;
}

base::Result<FileDescriptor> open_file(const fs::path& path)
{
    constexpr int flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    FileDescriptor file{::open(path.c_str(), flags, 0640)};
    struct ::stat status
    {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
        return base::fail("cannot be opened: " + system_error());
    }
    if (!S_ISREG(status.st_mode)) {
        return base::fail("is not a file");
    }
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        return base::fail("is being written by another process");
    }
    return file;
}

} // namespace

base::Error AuditFile::error(const std::string& what) const
{
    return {"audit log " + path_.string() + " " + what};
}

base::Result<AuditFile> AuditFile::open(fs::path path)
{
    auto file = open_file(path);
    if (!file) {
        return base::fail("audit log " + path.string() + " " + file.error().text);
    }
    return AuditFile{std::move(path), *std::move(file)};
}

base::Result<audit::Tail> AuditFile::read_tail() const
{
    const auto tail = tail_in(file_.get());
    if (!tail) {
        return tl::unexpected{error(tail.error().text)};
    }
    return tail->has_lines || tail->remains ? tail : newest_sibling();
}

/// That with the highest number. One that is compressed, or no audit log, is passed over.
base::Result<audit::Tail> AuditFile::newest_sibling() const
{
    const std::string own = path_.filename().string();
    audit::Tail newest;
    std::error_code failed;
    const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path{"."};
    for (fs::directory_iterator at{folder, failed}, end; !failed && at != end;
         at.increment(failed)) {
        const std::string name = at->path().filename().string();
        if (!name.starts_with(own + ".") && !name.starts_with(own + "-")) {
            continue;
        }
        const FileDescriptor file{
            ::open(at->path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
        const auto tail = file.is_open() ? tail_in(file.get()) : base::fail("");
        if (tail && tail->head.number > newest.head.number) {
            newest = *tail;
        }
    }
    newest.is_open = false; // that is another file's
    return newest;
}

base::Result<void> AuditFile::write(std::string& text)
{
    while (!text.empty()) {
        const ::ssize_t done = ::write(file_.get(), text.data(), text.size());
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return tl::unexpected{error("cannot be written: " + system_error())};
        }
        text.erase(0, static_cast<std::size_t>(done));
    }
    return {};
}

base::Result<void> AuditFile::sync()
{
    if (::fdatasync(file_.get()) != 0) {
        return tl::unexpected{error("cannot be synced: " + system_error())};
    }
    return {};
}

base::Result<bool> AuditFile::follow()
{
    struct ::stat ours
    {};
    struct ::stat there
    {};
    const bool is_there = ::stat(path_.c_str(), &there) == 0;
    if (::fstat(file_.get(), &ours) == 0 && is_there && ours.st_ino == there.st_ino &&
        ours.st_dev == there.st_dev) {
        return false;
    }
    auto next = open_file(path_);
    if (!next) {
        return tl::unexpected{error(next.error().text)};
    }
    const auto synced = sync(); // nobody else will
    file_ = *std::move(next);
    return synced ? base::Result<bool>{true} : tl::unexpected{synced.error()};
}

} // namespace iwf::store
