# SPDX-License-Identifier: Apache-2.0
# Debian's libfreediameter-dev has neither a pkg-config file nor a CMake package. Gives
# freeDiameter::fdproto, freeDiameter::fdcore, freeDiameter_DAEMON (freeDiameterd) and
# freeDiameter_VERSION.
find_package(Threads REQUIRED)
find_package(GnuTLS REQUIRED) # libfdcore.h includes its headers

find_path(freeDiameter_INCLUDE_DIR freeDiameter/libfdcore.h)
find_library(freeDiameter_fdproto_LIBRARY fdproto)
find_library(freeDiameter_fdcore_LIBRARY fdcore)
find_program(freeDiameter_DAEMON freeDiameterd PATHS /usr/sbin)
mark_as_advanced(freeDiameter_INCLUDE_DIR freeDiameter_fdproto_LIBRARY freeDiameter_fdcore_LIBRARY freeDiameter_DAEMON)

if(freeDiameter_INCLUDE_DIR)
  file(READ ${freeDiameter_INCLUDE_DIR}/freeDiameter/freeDiameter-host.h host_header)
  set(freeDiameter_VERSION)
  foreach(part MAJOR MINOR REV)
    if(host_header MATCHES "FD_PROJECT_VERSION_${part} +([0-9]+)")
      list(APPEND freeDiameter_VERSION ${CMAKE_MATCH_1})
    endif()
  endforeach()
  list(JOIN freeDiameter_VERSION . freeDiameter_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  freeDiameter
  REQUIRED_VARS freeDiameter_fdcore_LIBRARY freeDiameter_fdproto_LIBRARY freeDiameter_INCLUDE_DIR
  VERSION_VAR freeDiameter_VERSION)

if(freeDiameter_FOUND AND NOT TARGET freeDiameter::fdcore)
  add_library(freeDiameter::fdproto UNKNOWN IMPORTED)
  set_target_properties(
    freeDiameter::fdproto PROPERTIES IMPORTED_LOCATION ${freeDiameter_fdproto_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES
                                                                                        ${freeDiameter_INCLUDE_DIR})
  target_link_libraries(freeDiameter::fdproto INTERFACE Threads::Threads)
  add_library(freeDiameter::fdcore UNKNOWN IMPORTED)
  set_target_properties(freeDiameter::fdcore PROPERTIES IMPORTED_LOCATION ${freeDiameter_fdcore_LIBRARY})
  target_link_libraries(freeDiameter::fdcore INTERFACE freeDiameter::fdproto GnuTLS::GnuTLS)
endif()
