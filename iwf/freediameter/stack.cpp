// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/stack.hpp"

#include <cstring>

#include "iwf/freediameter/address.hpp"
#include "iwf/freediameter/fd.hpp"
#include "iwf/freediameter/listeners.hpp"
#include "iwf/freediameter/signals_blocked.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr auto end_margin = 5s;
constexpr auto cut_interval = 100ms;

/// For names libfdcore keeps and frees.
char* duplicate(const std::string& text)
{
    return ::strdup(text.c_str());
}

base::Result<void> add_own_addresses(const NodeConfig& config)
{
    for (const std::string& text : config.addresses) {
        auto address = SocketAddress::parse(text, 0);
        if (!address) {
            return tl::unexpected{address.error()};
        }
        // Without EP_ACCEPTALL libfdcore drops loopback addresses and then listens on all.
        auto added = check(
            ::fd_ep_add_merge(
                &fd_g_config->cnf_endpoints,
                address->generic(),
                address->size(),
                EP_FL_CONF | EP_ACCEPTALL
            ),
            "fd_ep_add_merge"
        );
        if (!added) {
            return added;
        }
    }
    return {};
}

void fill_configuration(const NodeConfig& config)
{
    fd_g_config->cnf_diamid = duplicate(config.identity);
    fd_g_config->cnf_diamrlm = duplicate(config.realm);
    fd_g_config->cnf_port = config.port;
    fd_g_config->cnf_port_tls = 0; // no TLS: with it, credentials would be set here
    fd_g_config->cnf_flags.no_sctp = 1;
    fd_g_config->cnf_flags.no_fwd = 1;
    fd_g_config->cnf_timer_tw = static_cast<unsigned>(config.watchdog.count());
    fd_g_config->cnf_timer_tc = static_cast<unsigned>(config.redial.count());
    fd_g_config->cnf_thr_srv = config.newcomers;
    fd_g_config->cnf_dispthr = 1; // never sees a message
}

base::Result<::dict_object*> vendor_object(std::uint32_t vendor)
{
    ::dictionary* dictionary = fd_g_config->cnf_dict;
    ::dict_object* object = nullptr;
    ::vendor_id_t id = vendor;
    (void)::fd_dict_search(dictionary, DICT_VENDOR, VENDOR_BY_ID, &id, &object, 0);
    if (object != nullptr) {
        return object;
    }
    ::dict_vendor_data data{vendor, c_name(vendor == 10415 ? "3GPP" : "vendor")};
    return check(::fd_dict_new(dictionary, DICT_VENDOR, &data, nullptr, &object), "fd_dict_new")
        .map([&object] { return object; });
}

base::Result<void> support(const Application& application)
{
    auto vendor = vendor_object(application.vendor);
    if (!vendor) {
        return tl::unexpected{vendor.error()};
    }
    ::dict_object* object = nullptr;
    ::dict_application_data data{application.id.value(), c_name(application.name.c_str())};
    return check(
               ::fd_dict_new(fd_g_config->cnf_dict, DICT_APPLICATION, &data, *vendor, &object),
               "fd_dict_new"
    )
        .and_then([&] {
            return check(::fd_disp_app_support(object, *vendor, 1, 0), "fd_disp_app_support");
        });
}

} // namespace

base::Result<void> check(int code, const char* call)
{
    if (code == 0) {
        return {};
    }
    return base::fail(std::string{call} + ": " + std::strerror(code));
}

Stack::Stack(Crossing& node, HookContext hooks, std::function<void(std::string_view)> fatal)
    : node_{node}
    , hooks_{std::move(hooks)}
    , fatal_{std::move(fatal)}
{}

Stack::~Stack()
{
    if (state_ != State::stopped) {
        (void)stop(0ms);
    }
    if (watcher_.joinable()) {
        watcher_.join();
    }
    set_crossing(nullptr);
}

base::Result<void> Stack::configure()
{
    const SignalsBlocked blocked;
    set_crossing(&node_);
    if (auto taken = hooks_.log.take_over(); !taken) {
        return taken;
    }
    if (auto done = check(::fd_core_initialize(), "fd_core_initialize"); !done) {
        return done;
    }
    state_ = State::configured;
    fill_configuration(node_.config);
    if (auto added = add_own_addresses(node_.config); !added) {
        return added;
    }
    if (auto done = check(::fd_core_parseconf("/dev/null"), "fd_core_parseconf"); !done) {
        return done;
    }
    for (const Application& application : node_.config.applications) {
        if (auto supported = support(application); !supported) {
            return base::fail("application " + application.name + ": " + supported.error().text);
        }
    }
    return register_hooks(hooks_);
}

base::Result<PeerSlot*> Stack::add_peer(PeerConfig config)
{
    const SignalsBlocked blocked;
    return node_.peers.add(std::move(config));
}

base::Result<void> Stack::start()
{
    const SignalsBlocked blocked;
    if (auto possible = check_can_listen(node_.config); !possible) {
        return possible;
    }
    if (auto started = check(::fd_core_start(), "fd_core_start"); !started) {
        return started;
    }
    state_ = State::running;
    watcher_ = std::thread{[this] { watch_for_the_end(); }};
    return await_listeners(node_.config);
}

void Stack::watch_for_the_end()
{
    (void)::fd_core_wait_shutdown_complete();
    if (!node_.is_stopping) {
        fatal_("libfdcore shut itself down");
    }
    end_.set_value();
}

void Stack::cut_all() const
{
    for (std::size_t place = 0; place < node_.peers.size(); ++place) {
        node_.peers.at(diameter::PeerId{static_cast<std::uint32_t>(place)})->cut("the node ends");
    }
}

base::Result<void> Stack::stop(std::chrono::milliseconds patience)
{
    const State before = std::exchange(state_, State::stopped);
    if (before == State::fresh || before == State::stopped) {
        return {};
    }
    node_.is_stopping = true;
    (void)::fd_core_shutdown(); // before fd_core_start: does it all here
    if (before == State::configured) {
        return {};
    }
    if (ended_.wait_for(patience) == std::future_status::ready) {
        return {};
    }
    const auto deadline = std::chrono::steady_clock::now() + end_margin;
    while (ended_.wait_for(cut_interval) != std::future_status::ready) {
        cut_all();
        if (std::chrono::steady_clock::now() > deadline) {
            watcher_.detach();
            return base::fail("libfdcore did not end in time");
        }
    }
    return {};
}

} // namespace iwf::freediameter
