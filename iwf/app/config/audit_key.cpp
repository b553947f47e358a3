// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/audit_key.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace iwf::config {
namespace {

/// Closed with its owner.
class File
{
public:
    File(const std::string& path, int flags)
        : descriptor_{::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0600)}
    {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File()
    {
        if (is_open()) {
            ::close(descriptor_);
        }
    }

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_;
};

std::string system_error()
{
    return std::strerror(errno);
}

base::Result<void> check_owner(const struct ::stat& status)
{
    if (!S_ISREG(status.st_mode)) {
        return base::fail("is not a file");
    }
    if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
        return base::fail(
            "belongs to user " + std::to_string(status.st_uid) + "; expected the own one, or root"
        );
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return base::fail("is open to others than its owner; take their rights away (chmod 600 "
                          "FILE)");
    }
    return {};
}

} // namespace

base::Result<audit::Key> read_audit_key(const std::string& path)
{
    const File file{path, O_RDONLY};
    struct ::stat status
    {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
        return base::fail("cannot be read: " + system_error());
    }
    if (auto good = check_owner(status); !good) {
        return tl::unexpected{std::move(good.error())};
    }
    std::array<char, 128> content{};
    const ::ssize_t size = ::read(file.get(), content.data(), content.size());
    if (size < 0) {
        return base::fail("cannot be read: " + system_error());
    }
    return audit::Key::parse(std::string_view{content.data(), static_cast<std::size_t>(size)});
}

base::Result<void> write_audit_key(const std::string& path)
{
    std::array<std::uint8_t, 32> octets{};
    if (::getrandom(octets.data(), octets.size(), 0) != static_cast<::ssize_t>(octets.size())) {
        return base::fail("no random numbers: " + system_error());
    }
    const std::string text = base::to_hex(octets) + "\n";
    const File file{path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW};
    if (!file.is_open()) {
        return base::fail("cannot be made: " + system_error());
    }
    if (::write(file.get(), text.data(), text.size()) != static_cast<::ssize_t>(text.size()) ||
        ::fsync(file.get()) != 0) {
        return base::fail("cannot be written: " + system_error());
    }
    return {};
}

} // namespace iwf::config
