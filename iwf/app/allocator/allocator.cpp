// SPDX-License-Identifier: Apache-2.0

extern "C" {

/// jemalloc reads this name when the process starts; MALLOC_CONF of the environment goes before it.
/// Large pages: contracts and devices are read at random, and with small ones each read has the
/// page's address looked up first.
extern const char* const malloc_conf;
const char* const malloc_conf = "thp:always,metadata_thp:auto";

} // extern "C"
