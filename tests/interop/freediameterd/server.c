// SPDX-License-Identifier: Apache-2.0
// An extension of stock freeDiameterd that makes it a server (SCS): asks iwfd for device triggers,
// one after the other, acknowledges reports, and prints a line for each message it is given.
// Of our sources it knows nothing but the names that our dictionary modules have loaded.
#include <freeDiameter/extension.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define IWF "iwf1.lab.example"
#define IWF_REALM "lab.example"
#define TSP 16777309
#define POLL_US 20000

static const unsigned char scs_identity[] = {0x94, 0x03, 0x21, 0x43, 0x65}; // 4930123456, TBCD

struct action
{
    const char* device;
    int type;
    uint32_t reference;
    uint32_t old_reference; // 0: none
};

// 1 trigger, 3 recall, 4 replace.
static const struct action actions[] = {
    {"meter1@meters.acme.example", 1, 201, 0},
    {"unknown@meters.acme.example", 1, 202, 0},
    {"meter1@meters.acme.example", 4, 203, 201},
    {"meter2@meters.acme.example", 1, 204, 0},
    {"meter2@meters.acme.example", 3, 204, 0},
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int answers;

static struct dict_object* by_name(enum dict_object_type type, int how, const char* name)
{
    struct dict_object* found = NULL;
    if (fd_dict_search(fd_g_config->cnf_dict, type, how, name, &found, ENOENT) != 0) {
        printf("missing %s\n", name);
    }
    return found;
}

static struct dict_object* avp_model(const char* name)
{
    return by_name(DICT_AVP, AVP_BY_NAME_ALL_VENDORS, name);
}

static struct avp* add(msg_or_avp* parent, const char* name, const union avp_value* value)
{
    struct avp* made = NULL;
    union avp_value copy;
    CHECK_FCT_DO(fd_msg_avp_new(avp_model(name), 0, &made), return NULL);
    if (value != NULL) {
        copy = *value;
        CHECK_FCT_DO(fd_msg_avp_setvalue(made, &copy), return NULL);
    }
    CHECK_FCT_DO(fd_msg_avp_add(parent, MSG_BRW_LAST_CHILD, made), return NULL);
    return made;
}

static void add_number(msg_or_avp* parent, const char* name, uint32_t number)
{
    union avp_value value = {.u32 = number}; // the same octets as i32
    add(parent, name, &value);
}

static void add_octets(msg_or_avp* parent, const char* name, const void* octets, size_t size)
{
    union avp_value value;
    value.os.data = (uint8_t*)(uintptr_t)octets; // the API lacks const
    value.os.len = size;
    add(parent, name, &value);
}

static void add_text(msg_or_avp* parent, const char* name, const char* text)
{
    add_octets(parent, name, text, strlen(text));
}

// Depth first, the value of the first AVP of this name; null when there is none.
static const union avp_value* value_of(msg_or_avp* in, struct dict_object* wanted)
{
    msg_or_avp* child = NULL;
    fd_msg_browse(in, MSG_BRW_FIRST_CHILD, &child, NULL);
    while (child != NULL) {
        struct dict_object* model = NULL;
        struct avp_hdr* header = NULL;
        fd_msg_model(child, &model);
        if (model == wanted && fd_msg_avp_hdr(child, &header) == 0) {
            return header->avp_value;
        }
        const union avp_value* const inside = value_of(child, wanted);
        if (inside != NULL) {
            return inside;
        }
        fd_msg_browse(child, MSG_BRW_NEXT, &child, NULL);
    }
    return NULL;
}

static int number(struct msg* message, const char* name)
{
    const union avp_value* const value = value_of(message, avp_model(name));
    return value == NULL ? -1 : value->i32;
}

// AVPs that the dictionary does not know.
static int unknown_avps(msg_or_avp* in)
{
    int count = 0;
    msg_or_avp* child = NULL;
    fd_msg_browse(in, MSG_BRW_FIRST_CHILD, &child, NULL);
    while (child != NULL) {
        struct dict_object* model = NULL;
        fd_msg_model(child, &model);
        count += (model == NULL) + unknown_avps(child);
        fd_msg_browse(child, MSG_BRW_NEXT, &child, NULL);
    }
    return count;
}

static void tell(const char* name, struct msg* message)
{
    struct fd_pei fault = {0};
    const int rules = fd_msg_parse_rules(message, fd_g_config->cnf_dict, &fault);
    const union avp_value* const device = value_of(message, avp_model("External-Identifier-3111"));
    printf(
        "%s device=%.*s reference=%d action=%d result=%d status=%d outcome=%d features=%d "
        "unknown=%d rules=%s\n",
        name,
        device == NULL ? 0 : (int)device->os.len,
        device == NULL ? "" : (const char*)device->os.data,
        number(message, "Reference-Number"),
        number(message, "Action-Type"),
        number(message, "Result-Code"),
        number(message, "Request-Status"),
        number(message, "Delivery-Outcome"),
        number(message, "Feature-Supported-In-Final-Target"),
        unknown_avps(message),
        rules == 0 ? "kept" : fault.pei_errcode
    );
    fflush(stdout);
}

static void on_answer(void* data, struct msg** message)
{
    (void)data;
    tell("DAA", *message);
    fd_msg_free(*message);
    *message = NULL;
    pthread_mutex_lock(&mutex);
    ++answers;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
}

static int on_notification(
    struct msg** message,
    struct avp* avp,
    struct session* session,
    void* data,
    enum disp_action* action
)
{
    (void)avp, (void)session, (void)data;
    tell("DNR", *message);
    CHECK_FCT(fd_msg_new_answer_from_req(fd_g_config->cnf_dict, message, 0));
    add_number(*message, "Auth-Application-Id", TSP);
    add_number(*message, "Auth-Session-State", 1);
    static char success[] = "DIAMETER_SUCCESS";
    CHECK_FCT(fd_msg_rescode_set(*message, success, NULL, NULL, 1));
    *action = DISP_ACT_SEND;
    return 0;
}

static void ask(const struct action* action)
{
    struct msg* request = NULL;
    static uint8_t session[] = "interop";
    CHECK_FCT_DO(
        fd_msg_new(
            by_name(DICT_COMMAND, CMD_BY_NAME, "Device-Action-Request"), MSGFL_ALLOC_ETEID, &request
        ),
        return
    );
    CHECK_FCT_DO(fd_msg_new_session(request, session, sizeof session - 1), return );
    add_number(request, "Auth-Application-Id", TSP);
    add_number(request, "Auth-Session-State", 1);
    CHECK_FCT_DO(fd_msg_add_origin(request, 0), return );
    add_text(request, "Destination-Realm", IWF_REALM);
    add_text(request, "Destination-Host", IWF);
    struct avp* const device_action = add(request, "Device-Action", NULL);
    add_text(device_action, "External-Identifier-3111", action->device);
    add_octets(device_action, "SCS-Identity", scs_identity, sizeof scs_identity);
    add_number(device_action, "Reference-Number", action->reference);
    add_number(device_action, "Action-Type", (uint32_t)action->type);
    if (action->old_reference != 0) {
        add_number(device_action, "Old-Reference-Number", action->old_reference);
    }
    if (action->type != 3) {
        add_text(add(device_action, "Trigger-Data", NULL), "Payload", "wake up");
        add_number(device_action, "Validity-Time", 3600);
    }
    CHECK_FCT_DO(fd_msg_send(&request, on_answer, NULL), return );
}

static int connected(void)
{
    struct peer_hdr* peer = NULL;
    static char iwf[] = IWF;
    return fd_peer_getbyid(iwf, strlen(iwf), 0, &peer) == 0 && peer != NULL &&
           fd_peer_get_state(peer) == STATE_OPEN;
}

static void* serve(void* unused)
{
    (void)unused;
    while (!connected()) {
        usleep(POLL_US);
    }
    for (size_t i = 0; i < sizeof actions / sizeof *actions; ++i) {
        ask(&actions[i]);
        pthread_mutex_lock(&mutex);
        while (answers <= (int)i) {
            pthread_cond_wait(&changed, &mutex);
        }
        pthread_mutex_unlock(&mutex);
    }
    puts("asked all");
    fflush(stdout);
    return NULL;
}

static int load(char* configuration_file)
{
    (void)configuration_file;
    struct disp_when when = {0};
    uint32_t id = TSP;
    CHECK_FCT(fd_dict_search(
        fd_g_config->cnf_dict, DICT_APPLICATION, APPLICATION_BY_ID, &id, &when.app, ENOENT
    ));
    when.command = by_name(DICT_COMMAND, CMD_BY_NAME, "Device-Notification-Request");
    CHECK_FCT(fd_disp_register(on_notification, DISP_HOW_CC, &when, NULL, NULL));
    pthread_t thread;
    CHECK_POSIX(pthread_create(&thread, NULL, serve, NULL));
    return pthread_detach(thread);
}

EXTENSION_ENTRY("server", load)
