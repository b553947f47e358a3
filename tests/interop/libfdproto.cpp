// SPDX-License-Identifier: Apache-2.0
#include "libfdproto.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdlib>
#include <memory>

#include <freeDiameter/freeDiameter-host.h>
#include <freeDiameter/libfdcore.h>

#include "diameter-dicts/fdx/loader.hpp"
#include "iwf/diameter/generated/all.hpp"

namespace iwf::test::libfdproto {
namespace {

struct FreeMessage
{
    void operator()(msg* message) const { fd_msg_free(message); }
};
using MessagePtr = std::unique_ptr<msg, FreeMessage>;

struct FreeOctets
{
    void operator()(std::uint8_t* octets) const { std::free(octets); } // NOLINT: malloc'ed
};
using OctetsPtr = std::unique_ptr<std::uint8_t, FreeOctets>;

/// libfdproto takes only memory from malloc, and owns it when it has understood the header.
MessagePtr parse(const base::Bytes& octets)
{
    auto* copy = static_cast<std::uint8_t*>(std::malloc(octets.size())); // NOLINT
    std::ranges::copy(octets, copy);
    msg* message{};
    if (fd_msg_parse_buffer(&copy, octets.size(), &message) != 0) {
        OctetsPtr{copy}.reset();
    }
    return MessagePtr{message};
}

/// Each fault that we show it would be an error in its log.
void drop_log(int /*level*/, const char* /*format*/, va_list /*arguments*/) {}

} // namespace

bool start()
{
    using namespace diameter;
    return fd_log_handler_register(drop_log) == 0 && fd_core_initialize() == 0 &&
           fdx::load(application::tsp, diameter::dictionary::tsp::avps) == 0 &&
           fdx::load(application::s6m, diameter::dictionary::s6m::avps) == 0 &&
           fdx::load(application::t4, diameter::dictionary::t4::avps) == 0 &&
           fdx::load(application::s6t, diameter::dictionary::s6t::avps) == 0 &&
           fdx::load(application::t6a, diameter::dictionary::t6a::avps) == 0 &&
           fdx::load(application::sgd, diameter::dictionary::sgd::avps) == 0;
}

base::Result<Judgement> judge(const base::Bytes& octets)
{
    const MessagePtr message = parse(octets);
    if (!message) {
        return base::fail("fd_msg_parse_buffer refused it");
    }
    Judgement judgement;
    fd_pei fault{};
    if (fd_msg_parse_rules(message.get(), fd_g_config->cnf_dict, &fault) != 0) {
        if (fault.pei_errcode == nullptr) {
            return base::fail("fd_msg_parse_rules failed without saying why");
        }
        judgement.error_code = fault.pei_errcode;
        if (fault.pei_avp_free != 0) {
            fd_msg_free(fault.pei_avp);
        }
        return judgement;
    }
    std::uint8_t* made{};
    std::size_t size{};
    if (fd_msg_bufferize(message.get(), &made, &size) != 0) {
        return base::fail("fd_msg_bufferize failed");
    }
    judgement.octets.assign(made, made + size);
    OctetsPtr{made}.reset();
    return judgement;
}

} // namespace iwf::test::libfdproto
