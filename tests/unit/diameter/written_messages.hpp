// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// One of each message, written down AVP by AVP from the standards and not by our encoders.
namespace iwf::diameter::written {

// clang-format off
constexpr std::string_view device_action_request =
    "010001a4 c080001f 0100005d 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000102 4000000c 0100005d " // Auth-Application-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 7363732e 78000000 " // Origin-Host
    "00000128 40000009 78000000 " // Origin-Realm
    "0000011b 40000009 79000000 " // Destination-Realm
    "00000125 4000000d 6977662e 79000000 " // Destination-Host
    "00000116 4000000c 00000009 " // Origin-State-Id
    "00000bb9 c00000c0 000028af " // Device-Action
    "00000c27 c0000018 000028af 6d314064 2e657861 6d706c65 " // External-Identifier
    "000002bd c0000012 000028af 94711032 54760000 " // MSISDN
    "00000c20 c000000f 000028af 9471f000 " // SCS-Identity
    "00000bbf c0000010 000028af 00000007 " // Reference-Number
    "00000bc3 80000010 000028af 00000006 " // Old-Reference-Number
    "00000bbd c0000010 000028af 00000004 " // Action-Type
    "00000bbb c000003c 000028af " // Trigger-Data
    "00000bbc c000000f 000028af c0ffee00 " // Payload
    "00000bbe c0000010 000028af 00000001 " // Priority-Indication
    "00000bc2 c0000010 000028af 00001633 " // Application-Port-Identifier
    "000001c0 4000000c 0000003c " // Validity-Time
    "0000011c 40000020 " // Proxy-Info
    "00000118 4000000b 702e7800 " // Proxy-Host
    "00000021 4000000a 01020000 " // Proxy-State
    "0000011a 4000000b 702e7800 " // Route-Record
    "00000274 c0000038 000028af " // Supported-Features
    "0000010a 4000000c 000028af " // Vendor-Id
    "00000275 80000010 000028af 00000001 " // Feature-List-ID
    "00000276 80000010 000028af 00000001 "; // Feature-List

constexpr std::string_view device_action_answer =
    "01000154 4080001f 0100005d 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000102 4000000c 0100005d " // Auth-Application-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6977662e 79000000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "0000010c 4000000c 000007d1 " // Result-Code
    "00000bba c0000088 000028af " // Device-Notification
    "00000c27 c0000018 000028af 6d314064 2e657861 6d706c65 " // External-Identifier
    "000002bd c0000012 000028af 94711032 54760000 " // MSISDN
    "00000c20 c000000f 000028af 9471f000 " // SCS-Identity
    "00000bbf c0000010 000028af 00000007 " // Reference-Number
    "00000bbd c0000010 000028af 00000004 " // Action-Type
    "00000bc0 c0000010 000028af 0000006e " // Request-Status
    "00000c83 80000010 000028af 00000001 " // MTC-Error-Diagnostic
    "0000011c 40000020 " // Proxy-Info
    "00000118 4000000b 702e7800 " // Proxy-Host
    "00000021 4000000a 01020000 " // Proxy-State
    "00000274 80000038 000028af " // Supported-Features
    "0000010a 4000000c 000028af " // Vendor-Id
    "00000275 80000010 000028af 00000001 " // Feature-List-ID
    "00000276 80000010 000028af 00000001 " // Feature-List
    "00000bc4 80000010 000028af 00000001 "; // Feature-Supported-In-Final-Target

constexpr std::string_view device_notification_request =
    "010000c8 c0800020 0100005d 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000102 4000000c 0100005d " // Auth-Application-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6977662e 79000000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "0000011b 40000009 78000000 " // Destination-Realm
    "00000125 4000000d 7363732e 78000000 " // Destination-Host
    "00000bba c0000054 000028af " // Device-Notification
    "00000c27 c0000018 000028af 6d314064 2e657861 6d706c65 " // External-Identifier
    "00000bbf c0000010 000028af 00000007 " // Reference-Number
    "00000bbd c0000010 000028af 00000002 " // Action-Type
    "00000bc1 c0000010 000028af 00000003 "; // Delivery-Outcome

constexpr std::string_view device_notification_answer =
    "01000064 40800020 0100005d 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000102 4000000c 0100005d " // Auth-Application-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 7363732e 78000000 " // Origin-Host
    "00000128 40000009 78000000 " // Origin-Realm
    "0000010c 4000000c 000007d1 "; // Result-Code

constexpr std::string_view subscriber_information_request =
    "010000e8 c0800021 0100005e 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6977662e 79000000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "0000011b 40000009 79000000 " // Destination-Realm
    "00000c1e c0000024 000028af " // User-Identifier
    "00000c27 c0000018 000028af 6d314064 2e657861 6d706c65 " // External-Identifier
    "00000c1f c0000010 000028af 00000000 " // Service-ID
    "00000c20 c000000f 000028af 9471f000 " // SCS-Identity
    "00000c21 c000003c 000028af " // Service-Parameters
    "00000c22 c0000030 000028af " // T4-Parameters
    "00000bbe c0000010 000028af 00000001 " // Priority-Indication
    "00000ced c0000011 000028af 05919471 f0000000 " // SM-RP-SMEA
    "00000c26 c0000010 000028af 00000001 "; // SIR-Flags

constexpr std::string_view subscriber_information_answer =
    "010000f4 40800021 0100005e 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "0000010c 4000000c 000007d1 " // Result-Code
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6873732e 79000000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "00000c1e c000003c 000028af " // User-Identifier
    "00000001 40000017 30303130 31303132 33343536 37383900 " // User-Name
    "00000c27 c0000018 000028af 6d314064 2e657861 6d706c65 " // External-Identifier
    "00000c23 c0000060 000028af " // Service-Data
    "00000c24 c0000054 000028af " // T4-Data
    "00000c25 c0000010 000028af 00000001 " // HSS-Cause
    "00000961 c000001c 000028af " // Serving-Node
    "00000963 c000000f 000028af 9471f000 " // MSC-Number
    "00000966 c000001c 000028af " // Additional-Serving-Node
    "000005d1 c000000f 000028af 9471f100 "; // SGSN-Number

constexpr std::string_view device_trigger_request =
    "0100015c c0800023 0100005f 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6977662e 79000000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "00000125 4000000e 736d7363 2e790000 " // Destination-Host
    "0000011b 40000009 79000000 " // Destination-Realm
    "00000c1e c000003c 000028af " // User-Identifier
    "00000001 40000017 30303130 31303132 33343536 37383900 " // User-Name
    "00000c27 c0000018 000028af 6d314064 2e657861 6d706c65 " // External-Identifier
    "00000ced c0000011 000028af 05919471 f0000000 " // SM-RP-SMEA
    "00000bbc c000000f 000028af c0ffee00 " // Payload
    "00000961 c000001c 000028af " // Serving-Node
    "00000963 c000000f 000028af 9471f000 " // MSC-Number
    "00000966 c000001c 000028af " // Additional-Serving-Node
    "000005d1 c000000f 000028af 9471f100 " // SGSN-Number
    "00000bbf c0000010 000028af 00000007 " // Reference-Number
    "000001c0 4000000c 0000003c " // Validity-Time
    "00000bbe c0000010 000028af 00000000 " // Priority-Indication
    "00000bc2 c0000010 000028af 00001633 " // Application-Port-Identifier
    "00000bc3 80000010 000028af 00000006 " // Old-Reference-Number
    "00000c82 80000010 000028af 00000002 "; // Trigger-Action

constexpr std::string_view device_trigger_answer =
    "0100009c 40800023 0100005f 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000129 40000020 " // Experimental-Result
    "0000010a 4000000c 000028af " // Vendor-Id
    "0000012a 4000000c 0000159d " // Experimental-Result-Code
    "00000c83 80000010 000028af 00000000 " // MTC-Error-Diagnostic
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000e 736d7363 2e790000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "00000bc3 80000010 000028af 00000006 " // Old-Reference-Number
    "00000c82 80000010 000028af 00000002 "; // Trigger-Action

constexpr std::string_view delivery_report_request =
    "010000e8 c0800024 0100005f 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000e 736d7363 2e790000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "00000125 4000000d 6977662e 79000000 " // Destination-Host
    "0000011b 40000009 79000000 " // Destination-Realm
    "00000c1e c000003c 000028af " // User-Identifier
    "00000001 40000017 30303130 31303132 33343536 37383900 " // User-Name
    "00000c27 c0000018 000028af 6d314064 2e657861 6d706c65 " // External-Identifier
    "00000ced c0000011 000028af 05919471 f0000000 " // SM-RP-SMEA
    "00000c80 c0000010 000028af 00000000 " // SM-Delivery-Outcome-T4
    "00000c81 c0000010 000028af 00000001 " // Absent-Subscriber-Diagnostic-T4
    "00000bbf c0000010 000028af 00000007 "; // Reference-Number

constexpr std::string_view delivery_report_answer =
    "01000058 40800024 0100005f 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "0000010c 4000000c 000007d1 " // Result-Code
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6977662e 79000000 " // Origin-Host
    "00000128 40000009 79000000 "; // Origin-Realm

// clang-format on

} // namespace iwf::diameter::written
