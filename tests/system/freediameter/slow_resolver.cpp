// SPDX-License-Identifier: Apache-2.0
/// Preloaded: a resolver that takes three seconds when it is asked for a name.
#include <netdb.h>
#include <unistd.h>

#include <dlfcn.h>

extern "C" int getnameinfo(
    const struct sockaddr* address,
    socklen_t size,
    char* host,
    socklen_t host_size,
    char* service,
    socklen_t service_size,
    int flags
)
{
    using Function =
        int(const struct sockaddr*, socklen_t, char*, socklen_t, char*, socklen_t, int);
    static auto* const real = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, "getnameinfo"));
    if ((flags & NI_NUMERICHOST) == 0) {
        ::sleep(3);
    }
    return real(address, size, host, host_size, service, service_size, flags | NI_NUMERICHOST);
}
