// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// Messages of S6t and T6a, written down AVP by AVP from the standards and not by our encoders.
namespace iwf::diameter::written {

// clang-format off
constexpr std::string_view s6t_configuration_information_request =
    "01000218 c080006e 01000081 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 7363732e 78000000 " // Origin-Host
    "00000128 40000009 78000000 " // Origin-Realm
    "0000011b 40000009 79000000 " // Destination-Realm
    "00000c1e c0000034 000028af " // User-Identifier
    "00000c27 c0000018 000028af 6d314064 2e657861 6d706c65 " // External-Identifier
    "00000c60 80000010 000028af 00000001 " // Type-Of-External-Identifier
    "00000c32 c00000bc 000028af " // Monitoring-Event-Configuration
    "00000c34 c0000010 000028af 00000007 " // SCEF-Reference-ID
    "00000c35 c0000011 000028af 7363732e 78000000 " // SCEF-ID
    "00000c37 c0000010 000028af 00000001 " // Monitoring-Type
    "00000c36 c0000010 000028af 00000006 " // SCEF-Reference-ID-for-Deletion
    "00000c38 c0000010 000028af 00000003 " // Maximum-Number-of-Reports
    "00000c3a c0000010 000028af e8000000 " // Monitoring-Duration
    "00000c39 c000003c 000028af " // UE-Reachability-Configuration
    "00000c3c c0000010 000028af 00000002 " // Reachability-Type
    "00000c3d c0000010 000028af 0000003c " // Maximum-Latency
    "0000068a 80000010 000028af ffffffff " // DL-Buffering-Suggested-Packet-Count
    "00000c64 80000010 000028af 00000001 " // PLMN-ID-Requested
    "00000c49 c0000010 000028af 00000008 " // CIR-Flags
    "00000c29 c00000b0 000028af " // AESE-Communication-Pattern
    "00000c34 c0000010 000028af 00000008 " // SCEF-Reference-ID
    "00000c35 c0000011 000028af 7363732e 78000000 " // SCEF-ID
    "00000c2a c0000080 000028af " // Communication-Pattern-Set
    "00000c2b c0000010 000028af 00000000 " // Periodic-Communication-Indicator
    "00000c2c c0000010 000028af 00000014 " // Communication-Duration-Time
    "00000c2d c0000010 000028af 00000e10 " // Periodic-Time
    "00000c2e c0000024 000028af " // Scheduled-Communication-Time
    "00000233 4000000c 0000003e " // Day-Of-Week-Mask
    "00000231 4000000c 00007080 " // Time-Of-Day-Start
    "00000c2f c0000010 000028af 00000000 " // Stationary-Indication
    "00000c4c c0000010 000028af 00000000 " // Reference-ID-Validity-Time
    "00000c5b 80000010 000028af 0000003c "; // Group-Reporting-Guard-Timer

constexpr std::string_view s6t_configuration_information_answer =
    "010000e8 4080006e 01000081 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6977662e 79000000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "0000010c 4000000c 000007d1 " // Result-Code
    "00001071 80000010 000028af 00000002 " // Number-of-UEs
    "00000c46 c0000060 000028af " // Monitoring-Event-Config-Status
    "00000c50 c0000044 000028af " // Service-Report
    "00000c4a c0000028 000028af " // Service-Result
    "0000010a 4000000c 000028af " // Vendor-Id
    "00000c4b c0000010 000028af 00001588 " // Service-Result-Code
    "00000c51 c0000010 000028af 00000001 " // Node-Type
    "00000c34 c0000010 000028af 00000007 " // SCEF-Reference-ID
    "00000c52 c0000010 000028af 00000001 " // S6t-HSS-Cause
    "00000c5c 80000010 000028af 00000001 "; // CIA-Flags

constexpr std::string_view s6t_reporting_information_request =
    "010001a0 c080006f 01000081 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6977662e 79000000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "00000125 4000000d 7363732e 78000000 " // Destination-Host
    "0000011b 40000009 78000000 " // Destination-Realm
    "00000c33 c00000bc 000028af " // Monitoring-Event-Report
    "00000c34 c0000010 000028af 00000000 " // SCEF-Reference-ID
    "00000c72 80000014 000028af 00000001 00000001 " // SCEF-Reference-ID-Ext
    "00000c73 80000014 000028af 00000000 00000009 " // SCEF-Reference-ID-for-Deletion-Ext
    "0000057f c000000f 000028af 62f21000 " // Visited-PLMN-Id
    "00000c43 c0000010 000028af 00000000 " // Roaming-Information
    "00000579 80000028 000028af " // Terminal-Information
    "0000057a c000001a 000028af 33353230 39393030 31373631 34380000 " // IMEI
    "00000c37 c0000010 000028af 00000004 " // Monitoring-Type
    "00000c4d c0000010 000028af 00000002 " // Event-Handling
    "00000001 80000010 00007ed9 00000004 " // Broken-Expectation
    "00000c5d 8000006c 000028af " // Group-Report
    "00000c34 c0000010 000028af 00000007 " // SCEF-Reference-ID
    "00000c5e 80000050 000028af " // Group-Report-Item
    "00000c1e c0000024 000028af " // User-Identifier
    "00000001 40000017 30303130 31303132 33343536 37383900 " // User-Name
    "00000c45 c0000010 000028af 00000002 " // IMEI-Change
    "00000c67 80000010 000028af e8000000 " // Reporting-Time-Stamp
    "00000c5f 80000010 000028af 00000002 "; // RIR-Flags

constexpr std::string_view s6t_reporting_information_answer =
    "01000094 4080006f 01000081 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 7363732e 78000000 " // Origin-Host
    "00000128 40000009 78000000 " // Origin-Realm
    "0000010c 4000000c 000007d1 " // Result-Code
    "00000c63 8000003c 000028af " // Monitoring-Event-Report-Status
    "00000c34 c0000010 000028af 00000007 " // SCEF-Reference-ID
    "00000c35 c0000011 000028af 7363732e 78000000 " // SCEF-ID
    "0000012a 4000000c 0000158b "; // Experimental-Result-Code

constexpr std::string_view t6a_reporting_information_request =
    "01000110 c080006f 01000082 00000011 00000022 " // header
    "00000107 4000000d 733b313b 32000000 " // Session-Id
    "00000115 4000000c 00000001 " // Auth-Session-State
    "00000108 4000000d 6d6d652e 79000000 " // Origin-Host
    "00000128 40000009 79000000 " // Origin-Realm
    "0000011b 40000009 79000000 " // Destination-Realm
    "00000c33 c00000b8 000028af " // Monitoring-Event-Report
    "00000c34 c0000010 000028af 00000007 " // SCEF-Reference-ID
    "00000c35 c0000011 000028af 6977662e 79000000 " // SCEF-ID
    "00000c37 c0000010 000028af 00000002 " // Monitoring-Type
    "000005d8 8000004c 000028af " // EPS-Location-Information
    "00000640 80000040 000028af " // MME-Location-Information
    "00000643 80000011 000028af 62f21000 07000000 " // Tracking-Area-Identity
    "0000064a 80000010 000028af 00000000 " // Current-Location-Retrieved
    "0000064b 80000010 000028af 00000000 " // Age-Of-Location-Information
    "000010cc c000002c 000028af " // Communication-Failure-Information
    "000010cd c0000010 000028af 00000000 " // Cause-Type
    "000010ce c0000010 000028af 00000015 "; // S1AP-Cause
// clang-format on

} // namespace iwf::diameter::written
