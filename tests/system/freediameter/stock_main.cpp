// SPDX-License-Identifier: Apache-2.0
/// libfdcore as its documentation would have it used, without anything of ours: what the tests show
/// to die of the attacks that freediameter_node withstands. Same options and commands as that.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include <sys/mman.h>
#include <unistd.h>

#include "iwf/freediameter/fd.hpp"

namespace {

using iwf::freediameter::c_name;

struct Objects
{
    ::dict_object* request{};
    ::dict_object* application{};
    ::dict_object* session_id{};
    ::dict_object* destination_realm{};
};

Objects objects;
std::atomic<unsigned> sent{};
std::atomic<unsigned> answers{};
std::atomic<unsigned> requests{};
unsigned refill = 0;

void must(int code, const char* what)
{
    if (code != 0) {
        std::fprintf(stderr, "%s: %s\n", what, std::strerror(code));
        ::_exit(1);
    }
}

::dict_object* find_avp(const char* name)
{
    ::dict_object* found = nullptr;
    must(
        ::fd_dict_search(
            fd_g_config->cnf_dict, DICT_AVP, AVP_BY_NAME, c_name(name), &found, ENOENT
        ),
        name
    );
    return found;
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

void make_dictionary()
{
    ::dictionary* all = fd_g_config->cnf_dict;
    ::dict_object* vendor = nullptr;
    ::dict_vendor_data vendor_data{10415, c_name("3GPP")};
    must(::fd_dict_new(all, DICT_VENDOR, &vendor_data, nullptr, &vendor), "vendor");
    ::dict_application_data application_data{16777309, c_name("Tsp")};
    must(
        ::fd_dict_new(all, DICT_APPLICATION, &application_data, vendor, &objects.application),
        "application"
    );
    objects.session_id = find_avp("Session-Id");
    objects.destination_realm = find_avp("Destination-Realm");
    ::dict_cmd_data data{};
    data.cmd_code = 8388639;
    data.cmd_name = c_name("Device-Action-Request");
    data.cmd_flag_mask = CMD_FLAG_REQUEST | CMD_FLAG_PROXIABLE;
    data.cmd_flag_val = CMD_FLAG_REQUEST | CMD_FLAG_PROXIABLE;
    ::dict_object* answer = nullptr;
    must(::fd_dict_new(all, DICT_COMMAND, &data, objects.application, &objects.request), "DAR");
    data.cmd_name = c_name("Device-Action-Answer");
    data.cmd_flag_val = CMD_FLAG_PROXIABLE;
    must(::fd_dict_new(all, DICT_COMMAND, &data, objects.application, &answer), "DAA");
    for (::dict_object* command : {objects.request, answer}) {
        require(command, objects.session_id, RULE_FIXED_HEAD);
        require(command, find_avp("Origin-Host"), RULE_REQUIRED);
        require(command, find_avp("Origin-Realm"), RULE_REQUIRED);
    }
    must(::fd_disp_app_support(objects.application, vendor, 1, 0), "fd_disp_app_support");
}

void add_text(::msg* message, ::dict_object* model, const std::string& text)
{
    ::avp* avp = nullptr;
    must(::fd_msg_avp_new(model, 0, &avp), "fd_msg_avp_new");
    ::avp_value value{};
    value.os.data = reinterpret_cast<unsigned char*>(c_name(text.c_str()));
    value.os.len = text.size();
    must(::fd_msg_avp_setvalue(avp, &value), "fd_msg_avp_setvalue");
    must(::fd_msg_avp_add(message, MSG_BRW_LAST_CHILD, avp), "fd_msg_avp_add");
}

void send_one();

void on_answer(void*, ::msg** answer)
{
    ++answers;
    (void)::fd_msg_free(*answer);
    *answer = nullptr;
    if (sent < refill) {
        send_one();
    }
}

void send_one()
{
    ::msg* request = nullptr;
    must(::fd_msg_new(objects.request, MSGFL_ALLOC_ETEID, &request), "fd_msg_new");
    add_text(request, objects.session_id, "stock;1;" + std::to_string(++sent));
    must(::fd_msg_add_origin(request, 0), "fd_msg_add_origin");
    add_text(request, objects.destination_realm, "test");
    (void)::fd_msg_send(&request, &on_answer, nullptr);
}

int on_request(::msg** message, ::avp*, ::session*, void*, ::disp_action* action)
{
    if ((iwf::freediameter::header_of(*message)->msg_flags & CMD_FLAG_REQUEST) == 0) {
        return 0;
    }
    ++requests;
    must(::fd_msg_new_answer_from_req(fd_g_config->cnf_dict, message, 0), "answer");
    must(::fd_msg_rescode_set(*message, c_name("DIAMETER_SUCCESS"), nullptr, nullptr, 1), "result");
    *action = DISP_ACT_SEND;
    return 0;
}

int admit_all(::peer_info* info, int* verdict, int (**)(::peer_info*))
{
    info->config.pic_flags.sec = PI_SEC_NONE;
    *verdict = 1;
    return 0;
}

void on_hook(::fd_hook_type, ::msg*, ::peer_hdr*, void*, ::fd_hook_permsgdata*, void*) {}

/// What Debian's dbg_msg_timings.fdx does.
void use_hook_data()
{
    ::fd_hook_data_hdl* data = nullptr;
    ::fd_hook_hdl* handle = nullptr;
    must(::fd_hook_data_register(64, nullptr, nullptr, &data), "fd_hook_data_register");
    const auto mask = (1U << HOOK_DATA_RECEIVED) | (1U << HOOK_MESSAGE_RECEIVED) |
                      (1U << HOOK_MESSAGE_PARSING_ERROR);
    must(::fd_hook_register(mask, &on_hook, nullptr, data, &handle), "fd_hook_register");
}

/// The configuration file, as an operator would write it.
std::string configuration(int count, char** values, bool& has_hook_data)
{
    std::string identity = "node.test";
    std::string text = "SecPort = 0;\nNo_SCTP;\nNo_IPv6;\n";
    for (int index = 1; index + 1 < count; index += 2) {
        const std::string key = values[index];
        const std::string value = values[index + 1];
        if (key == "--identity") {
            identity = value;
        } else if (key == "--port") {
            text += "Port = " + value + ";\n";
        } else if (key == "--listen") {
            text += "ListenOn = \"" + value + "\";\n";
        } else if (key == "--watchdog") {
            text += "TwTimer = " + value + ";\n";
        } else if (key == "--refill") {
            refill = static_cast<unsigned>(std::stoul(value));
        } else if (key == "--hook-data") {
            has_hook_data = value == "yes";
        } else if (key == "--peer" && value.find('@') != std::string::npos) {
            const auto at = value.find('@');
            const auto colon = value.rfind(':');
            text += "ConnectPeer = \"" + value.substr(0, at) + "\" { No_TLS; ConnectTo = \"" +
                    value.substr(at + 1, colon - at - 1) + "\"; Port = " + value.substr(colon + 1) +
                    "; TcTimer = 1; };\n";
        }
    }
    return "Identity = \"" + identity + "\";\nRealm = \"test\";\n" + text;
}

void obey_stdin()
{
    for (std::string line; std::getline(std::cin, line) && line != "stop";) {
        std::istringstream words{line};
        std::string verb;
        unsigned count = 0;
        words >> verb >> count;
        if (verb == "stats") {
            std::cout << "stats requests=" << requests << " answers=" << answers << " sent=" << sent
                      << std::endl;
        } else if (verb == "send") {
            for (; count > 0; --count) {
                send_one();
            }
        }
    }
}

} // namespace

int main(int count, char** values)
{
    bool has_hook_data = false;
    const std::string text = configuration(count, values, has_hook_data);
    const int file = ::memfd_create("conf", 0);
    (void)!::write(file, text.data(), text.size());
    const std::string path = "/proc/self/fd/" + std::to_string(file);
    std::signal(SIGPIPE, SIG_IGN);
    fd_g_debug_lvl = FD_LOG_FATAL;
    must(::fd_core_initialize(), "fd_core_initialize");
    must(::fd_core_parseconf(path.c_str()), "fd_core_parseconf");
    make_dictionary();
    ::disp_when when{};
    when.app = objects.application;
    must(
        ::fd_disp_register(&on_request, DISP_HOW_APPID, &when, nullptr, nullptr), "fd_disp_register"
    );
    must(::fd_peer_validate_register(&admit_all), "fd_peer_validate_register");
    if (has_hook_data) {
        use_hook_data();
    }
    must(::fd_core_start(), "fd_core_start");
    std::cout << "ready" << std::endl;
    std::thread{&obey_stdin}.detach();
    (void)::fd_core_wait_shutdown_complete();
    ::_exit(0); // nobody asked for it: exactly what stock does
}
