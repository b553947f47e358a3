// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bare/stack.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

namespace iwf::bench {
namespace {

using namespace std::chrono_literals;
using freediameter::c_name;

constexpr const char* realm = "bench.example";
constexpr std::uint32_t vendor_3gpp = 10415;
constexpr std::uint32_t tsp = 16777309;
constexpr std::uint32_t success = 2001;
constexpr auto patience = 20s;

/// The objects of libfdcore's dictionary that the messages are made of.
struct Objects
{
    ::dict_object* vendor{};
    ::dict_object* application{};
    ::dict_object* request{};
    ::dict_object* session_id{};
    ::dict_object* session_state{};
    ::dict_object* destination_realm{};
    ::dict_object* destination_host{};
    ::dict_object* result_code{};
    ::dict_object* reference{};
    ::dict_object* device{};
    ::dict_object* payload{};
};

Objects objects;

::dict_object* find(const char* name)
{
    ::dict_object* found = nullptr;
    auto* const all = fd_g_config->cnf_dict;
    must(::fd_dict_search(all, DICT_AVP, AVP_BY_NAME, c_name(name), &found, ENOENT), name);
    return found;
}

::dict_object* define(std::uint32_t code, const char* name, ::dict_avp_basetype type)
{
    ::dict_avp_data data{};
    data.avp_code = code;
    data.avp_vendor = vendor_3gpp;
    data.avp_name = c_name(name);
    data.avp_flag_mask = AVP_FLAG_VENDOR | AVP_FLAG_MANDATORY;
    data.avp_flag_val = AVP_FLAG_VENDOR | AVP_FLAG_MANDATORY;
    data.avp_basetype = type;
    ::dict_object* made = nullptr;
    must(::fd_dict_new(fd_g_config->cnf_dict, DICT_AVP, &data, nullptr, &made), name);
    return made;
}

void require(::dict_object* command, ::dict_object* avp, ::rule_position position)
{
    ::dict_rule_data rule{};
    rule.rule_avp = avp;
    rule.rule_position = position;
    rule.rule_order = position == RULE_FIXED_HEAD ? 1 : 0;
    rule.rule_min = 1;
    rule.rule_max = 1;
    must(::fd_dict_new(fd_g_config->cnf_dict, DICT_RULE, &rule, command, nullptr), "rule");
}

::dict_object* define_command(const char* name, std::uint8_t flags)
{
    ::dict_cmd_data data{};
    data.cmd_code = 8388639;
    data.cmd_name = c_name(name);
    data.cmd_flag_mask = CMD_FLAG_REQUEST | CMD_FLAG_PROXIABLE;
    data.cmd_flag_val = flags;
    ::dict_object* made = nullptr;
    auto* const all = fd_g_config->cnf_dict;
    must(::fd_dict_new(all, DICT_COMMAND, &data, objects.application, &made), name);
    require(made, objects.session_id, RULE_FIXED_HEAD);
    for (const char* avp : {"Origin-Host", "Origin-Realm"}) {
        require(made, find(avp), RULE_REQUIRED);
    }
    require(made, objects.reference, RULE_REQUIRED);
    return made;
}

void make_dictionary()
{
    auto* const all = fd_g_config->cnf_dict;
    ::dict_vendor_data vendor{vendor_3gpp, c_name("3GPP")};
    must(::fd_dict_new(all, DICT_VENDOR, &vendor, nullptr, &objects.vendor), "vendor");
    ::dict_application_data application{tsp, c_name("Tsp")};
    must(
        ::fd_dict_new(all, DICT_APPLICATION, &application, objects.vendor, &objects.application),
        "application"
    );
    objects.session_id = find("Session-Id");
    objects.session_state = find("Auth-Session-State");
    objects.destination_realm = find("Destination-Realm");
    objects.destination_host = find("Destination-Host");
    objects.result_code = find("Result-Code");
    objects.reference = define(3007, "Reference-Number", AVP_TYPE_UNSIGNED32);
    objects.device = define(3111, "External-Identifier", AVP_TYPE_OCTETSTRING);
    objects.payload = define(3004, "Payload", AVP_TYPE_OCTETSTRING);
    objects.request =
        define_command("Device-Action-Request", CMD_FLAG_REQUEST | CMD_FLAG_PROXIABLE);
    (void)define_command("Device-Action-Answer", CMD_FLAG_PROXIABLE);
    must(::fd_disp_app_support(objects.application, objects.vendor, 1, 0), "fd_disp_app_support");
}

void add(::msg* message, ::dict_object* model, ::avp_value value)
{
    ::avp* avp = nullptr;
    must(::fd_msg_avp_new(model, 0, &avp), "fd_msg_avp_new");
    must(::fd_msg_avp_setvalue(avp, &value), "fd_msg_avp_setvalue");
    must(::fd_msg_avp_add(message, MSG_BRW_LAST_CHILD, avp), "fd_msg_avp_add");
}

void add(::msg* message, ::dict_object* model, const std::string& text)
{
    ::avp_value value{};
    value.os.data = reinterpret_cast<unsigned char*>(c_name(text.c_str()));
    value.os.len = text.size();
    add(message, model, value);
}

void add(::msg* message, ::dict_object* model, std::uint32_t number)
{
    ::avp_value value{};
    value.u32 = number;
    add(message, model, value);
}

std::uint32_t number_in(::msg* message, ::dict_object* model)
{
    ::avp* avp = nullptr;
    ::avp_hdr* header = nullptr;
    if (::fd_msg_search_avp(message, model, &avp) != 0 || avp == nullptr ||
        ::fd_msg_avp_hdr(avp, &header) != 0 || header->avp_value == nullptr) {
        return 0;
    }
    return header->avp_value->u32;
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Without EP_ACCEPTALL libfdcore drops loopback addresses, and listens on all.
void add_endpoint(::fd_list& list, std::uint16_t port)
{
    sockaddr_in address = loopback(port);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    must(
        ::fd_ep_add_merge(&list, generic, sizeof address, EP_FL_CONF | EP_ACCEPTALL),
        "fd_ep_add_merge"
    );
}

int admit_all(::peer_info* info, int* verdict, int (**)(::peer_info*))
{
    info->config.pic_flags.sec = PI_SEC_NONE;
    *verdict = 1;
    return 0;
}

void say_nothing(::fd_hook_type, ::msg*, ::peer_hdr*, void*, ::fd_hook_permsgdata*, void*) {}

void mute()
{
    constexpr std::uint32_t mask = (1U << HOOK_MESSAGE_RECEIVED) | (1U << HOOK_MESSAGE_LOCAL) |
                                   (1U << HOOK_MESSAGE_SENDING) | (1U << HOOK_MESSAGE_SENT) |
                                   (1U << HOOK_MESSAGE_ROUTING_LOCAL) |
                                   (1U << HOOK_MESSAGE_ROUTING_FORWARD);
    ::fd_hook_hdl* handle = nullptr;
    must(::fd_hook_register(mask, &say_nothing, nullptr, nullptr, &handle), "fd_hook_register");
}

void fill_configuration(const std::string& identity, std::uint16_t port)
{
    fd_g_config->cnf_diamid = ::strdup(identity.c_str());
    fd_g_config->cnf_diamrlm = ::strdup(realm);
    fd_g_config->cnf_port = port;
    fd_g_config->cnf_port_tls = 0;
    fd_g_config->cnf_flags.no_sctp = 1;
    fd_g_config->cnf_flags.no_fwd = 1;
    fd_g_config->cnf_dispthr = 1;
    add_endpoint(fd_g_config->cnf_endpoints, 0);
}

} // namespace

void must(int code, const char* what)
{
    if (code != 0) {
        std::fprintf(stderr, "bare_node: %s: %s\n", what, std::strerror(code));
        ::_exit(1);
    }
}

void start(const std::string& identity, std::uint16_t port, Handler* handler)
{
    std::signal(SIGPIPE, SIG_IGN);
    fd_g_debug_lvl = FD_LOG_FATAL;
    must(::fd_core_initialize(), "fd_core_initialize");
    fill_configuration(identity, port);
    must(::fd_core_parseconf("/dev/null"), "fd_core_parseconf");
    make_dictionary();
    mute();
    ::disp_when when{};
    when.app = objects.application;
    when.command = objects.request;
    if (handler != nullptr) {
        must(::fd_disp_register(handler, DISP_HOW_CC, &when, nullptr, nullptr), "fd_disp_register");
    }
    must(::fd_peer_validate_register(&admit_all), "fd_peer_validate_register");
    must(::fd_core_start(), "fd_core_start");
}

void dial(const std::string& peer, std::uint16_t port)
{
    ::peer_info info{};
    ::fd_list_init(&info.pi_endpoints, nullptr);
    info.pi_diamid = c_name(peer.c_str());
    info.config.pic_flags.sec = PI_SEC_NONE;
    info.config.pic_flags.pro4 = PI_P4_TCP;
    info.config.pic_flags.persist = PI_PRST_ALWAYS;
    info.config.pic_tctimer = 1;
    info.config.pic_port = port;
    add_endpoint(info.pi_endpoints, port);
    must(::fd_peer_add(&info, "bench", nullptr, nullptr), "fd_peer_add");
    ::peer_hdr* found = nullptr;
    must(::fd_peer_getbyid(info.pi_diamid, peer.size(), 0, &found), "fd_peer_getbyid");
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (::fd_peer_get_state(found) != STATE_OPEN) {
        must(std::chrono::steady_clock::now() < deadline ? 0 : ETIMEDOUT, peer.c_str());
        std::this_thread::sleep_for(5ms);
    }
}

void send_request(
    const std::string& peer, std::uint32_t number, void (*on_answer)(void*, ::msg**), void* context
)
{
    static const std::string payload(120, 'x');
    ::msg* request = nullptr;
    must(::fd_msg_new(objects.request, MSGFL_ALLOC_ETEID, &request), "fd_msg_new");
    add(request,
        objects.session_id,
        std::string{fd_g_config->cnf_diamid} + ";1700000000;" + std::to_string(number));
    add(request, objects.session_state, 1);
    must(::fd_msg_add_origin(request, 0), "fd_msg_add_origin");
    add(request, objects.destination_realm, std::string{realm});
    add(request, objects.destination_host, peer);
    add(request, objects.reference, number);
    add(request, objects.device, std::string{"device0001@example.com"});
    add(request, objects.payload, payload);
    must(::fd_msg_send(&request, on_answer, context), "fd_msg_send");
}

void make_answer(::msg** message)
{
    const std::uint32_t number = number_in(*message, objects.reference);
    must(::fd_msg_new_answer_from_req(fd_g_config->cnf_dict, message, 0), "answer");
    must(::fd_msg_rescode_set(*message, c_name("DIAMETER_SUCCESS"), nullptr, nullptr, 1), "result");
    add(*message, objects.reference, number);
}

bool is_success(::msg* answer)
{
    return number_in(answer, objects.result_code) == success;
}

} // namespace iwf::bench
