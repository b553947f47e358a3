// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/directory.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace iwf::store {
namespace {

constexpr std::size_t probe_size = 64UL * 1024;

std::string reason(int error)
{
    return std::generic_category().message(error);
}

tl::unexpected<base::Error> not_writable(const std::filesystem::path& directory, int error)
{
    return base::fail(
        "journal directory " + directory.string() + " cannot be written: " + reason(error) +
        ". Make it writable for this user and its file system mounted read-write with free space, "
        "or name another directory"
    );
}

/// write(2) until all is written; 0 or errno.
int write_all(int descriptor, std::string_view octets)
{
    while (!octets.empty()) {
        const ssize_t written = ::write(descriptor, octets.data(), octets.size());
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        octets.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return 0;
}

int write_durably(int descriptor, std::string_view octets)
{
    if (const int error = write_all(descriptor, octets); error != 0) {
        return error;
    }
    return ::fdatasync(descriptor) == 0 ? 0 : errno;
}

int sync_directory(const std::filesystem::path& directory)
{
    const FileDescriptor opened{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!opened.is_open()) {
        return errno;
    }
    return ::fsync(opened.get()) == 0 ? 0 : errno;
}

std::string read_owner(int descriptor)
{
    std::array<char, 32> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    std::string owner{text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    owner.erase(owner.find_last_not_of('\n') + 1);
    return owner.empty() ? "that does not say its number" : owner;
}

} // namespace

FileDescriptor::~FileDescriptor()
{
    if (is_open()) {
        ::close(descriptor_);
    }
}

base::Result<void> make_directory(const std::filesystem::path& directory)
{
    std::error_code failure;
    if (std::filesystem::is_directory(directory, failure)) {
        return {};
    }
    const std::filesystem::path parent = std::filesystem::absolute(directory).parent_path();
    std::filesystem::create_directories(parent, failure);
    if (failure || ::mkdir(directory.c_str(), S_IRWXU) != 0) {
        const int error = failure ? failure.value() : errno;
        return base::fail(
            "journal directory " + directory.string() + " cannot be made: " + reason(error) +
            ". Make it by hand, writable for this user, or name another directory"
        );
    }
    if (const int error = sync_directory(parent); error != 0) {
        return not_writable(parent, error);
    }
    return {};
}

base::Result<void> probe_directory(const std::filesystem::path& directory)
{
    std::string name = (directory / ".probe-XXXXXX").string();
    const FileDescriptor file{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file.is_open()) {
        return not_writable(directory, errno);
    }
    const int written = write_durably(file.get(), std::string(probe_size, '\0'));
    ::unlink(name.c_str());
    const int error = written != 0 ? written : sync_directory(directory);
    return error == 0 ? base::Result<void>{} : not_writable(directory, error);
}

base::Result<FileDescriptor> lock_directory(const std::filesystem::path& directory)
{
    const std::filesystem::path name = directory / "iwfd.pid";
    FileDescriptor file{::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (!file.is_open()) {
        return not_writable(directory, errno);
    }
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        return base::fail(
            "journal directory " + directory.string() + " is in use by process " +
            read_owner(file.get()) +
            ". Stop that process first, or give this one a directory of its own"
        );
    }
    if (::ftruncate(file.get(), 0) != 0) {
        return not_writable(directory, errno);
    }
    if (const int error = write_all(file.get(), std::to_string(::getpid()) + '\n'); error != 0) {
        return not_writable(directory, error);
    }
    return file;
}

} // namespace iwf::store
