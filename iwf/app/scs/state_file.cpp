// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "iwf/app/scs/state.hpp"

namespace iwf::scs {
namespace {

/// A file that is locked as long as this lives.
class Locked
{
public:
    Locked(const std::string& path, int flags, int lock)
        : file_{::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)}
    {
        if (file_ >= 0 && ::flock(file_, lock) != 0) {
            close();
        }
    }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;
    ~Locked() { close(); }

    [[nodiscard]] bool is_open() const { return file_ >= 0; }

    [[nodiscard]] std::optional<std::string> read() const
    {
        std::string text;
        std::array<char, 4096> part{};
        for (;;) {
            const ssize_t size = ::read(file_, part.data(), part.size());
            if (size <= 0) {
                return size == 0 ? std::optional{text} : std::nullopt;
            }
            text.append(part.data(), static_cast<std::size_t>(size));
        }
    }

    [[nodiscard]] bool write(const std::string& text) const
    {
        return ::ftruncate(file_, 0) == 0 &&
               ::pwrite(file_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    }

private:
    void close()
    {
        if (file_ >= 0) {
            (void)::close(file_);
        }
        file_ = -1;
    }

    int file_;
};

tl::unexpected<base::Error> failed(const std::string& path)
{
    return base::fail(path + ": " + std::generic_category().message(errno));
}

base::Result<Subscriptions> read_all(const Locked& file, const std::string& path)
{
    const auto text = file.read();
    if (!text) {
        return failed(path);
    }
    return read_subscriptions(*text).map_error([&path](const base::Error& error) {
        return base::Error{path + ": " + error.text};
    });
}

} // namespace

base::Result<Subscriptions> StateFile::read() const
{
    const Locked file{path_, O_RDONLY, LOCK_SH};
    if (!file.is_open()) {
        return errno == ENOENT ? base::Result<Subscriptions>{Subscriptions{}} : failed(path_);
    }
    return read_all(file, path_);
}

base::Result<void> StateFile::change(const std::function<void(Subscriptions&)>& change) const
{
    const Locked file{path_, O_RDWR | O_CREAT, LOCK_EX};
    if (!file.is_open()) {
        return failed(path_);
    }
    auto list = read_all(file, path_);
    if (!list) {
        return tl::unexpected{list.error()};
    }
    change(*list);
    if (!file.write(write_subscriptions(*list))) {
        return failed(path_);
    }
    return {};
}

} // namespace iwf::scs
