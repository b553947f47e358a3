// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/proof.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <string>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include "iwf/base/bytes.hpp"
#include "iwf/freediameter/corrections.hpp"

namespace iwf::freediameter {
namespace {

struct KnownBuild
{
    const char* library;
    const char* build_id;
};

/// Debian 12, 1.2.1-8+b1, amd64. To add a build: read what changed in the sources against 1.2.1-8,
/// run the tests labelled "system" against it, and add what `readelf -n` shows.
constexpr std::array known_builds{
    KnownBuild{"libfdcore.so", "ee3006d861d514d8cfdd709e86c86a0d61aa78e6"},
    KnownBuild{"libfdproto.so", "99ed1a80a0616360ca8e687e0135b6a7e6b43609"},
};

/// One loaded library, as the dynamic linker sees it.
struct Library
{
    std::string path;
    std::string build_id;
    std::map<std::string, const void*> calls; ///< symbol -> what a call of it reaches
};

struct Dynamic
{
    const ElfW(Sym) * symbols{};
    const char* names{};
    const ElfW(Rela) * relocations{};
    std::size_t count{};
};

/// glibc has made the pointers absolute.
Dynamic dynamic_of(const dl_phdr_info& info)
{
    Dynamic found;
    for (int index = 0; index < info.dlpi_phnum; ++index) {
        const auto& segment = info.dlpi_phdr[index];
        if (segment.p_type != PT_DYNAMIC) {
            continue;
        }
        const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(info.dlpi_addr + segment.p_vaddr);
        for (; entry->d_tag != DT_NULL; ++entry) {
            switch (entry->d_tag) {
            case DT_SYMTAB:
                found.symbols = reinterpret_cast<const ElfW(Sym)*>(entry->d_un.d_ptr);
                break;
            case DT_STRTAB:
                found.names = reinterpret_cast<const char*>(entry->d_un.d_ptr);
                break;
            case DT_JMPREL:
                found.relocations = reinterpret_cast<const ElfW(Rela)*>(entry->d_un.d_ptr);
                break;
            case DT_PLTRELSZ:
                found.count = entry->d_un.d_val / sizeof(ElfW(Rela));
                break;
            default:
                break;
            }
        }
    }
    return found;
}

std::map<std::string, const void*> calls_of(const dl_phdr_info& info)
{
    std::map<std::string, const void*> calls;
    const Dynamic dynamic = dynamic_of(info);
    if (dynamic.symbols == nullptr || dynamic.names == nullptr) {
        return calls;
    }
    for (std::size_t index = 0; index < dynamic.count; ++index) {
        const auto& relocation = dynamic.relocations[index];
        const auto& symbol = dynamic.symbols[ELF64_R_SYM(relocation.r_info)];
        const void* target = nullptr;
        std::memcpy(
            &target,
            reinterpret_cast<const void*>(info.dlpi_addr + relocation.r_offset),
            sizeof target
        );
        calls.emplace(dynamic.names + symbol.st_name, target);
    }
    return calls;
}

std::string build_id_of(const dl_phdr_info& info)
{
    for (int index = 0; index < info.dlpi_phnum; ++index) {
        const auto& segment = info.dlpi_phdr[index];
        if (segment.p_type != PT_NOTE) {
            continue;
        }
        const auto* at = reinterpret_cast<const std::uint8_t*>(info.dlpi_addr + segment.p_vaddr);
        const auto* const end = at + segment.p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            ElfW(Nhdr) note{};
            std::memcpy(&note, at, sizeof note);
            const auto* const name = at + sizeof note;
            const auto* const content = name + ((note.n_namesz + 3U) & ~3U);
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
                std::memcmp(name, "GNU", 4) == 0) {
                return base::to_hex({content, note.n_descsz});
            }
            at = content + ((note.n_descsz + 3U) & ~3U);
        }
    }
    return {};
}

struct Search
{
    std::string_view name;
    std::optional<Library> found;
};

int look(dl_phdr_info* info, std::size_t, void* context)
{
    auto& search = *static_cast<Search*>(context);
    const std::string_view path = info->dlpi_name;
    if (path.substr(path.rfind('/') + 1).substr(0, search.name.size()) != search.name) {
        return 0;
    }
    search.found = Library{std::string{path}, build_id_of(*info), calls_of(*info)};
    return 1;
}

std::optional<Library> find_library(std::string_view name)
{
    Search search{name, {}};
    ::dl_iterate_phdr(&look, &search);
    return std::move(search.found);
}

base::Result<Library> known_library(const KnownBuild& known)
{
    auto library = find_library(known.library);
    if (!library) {
        return base::fail(
            std::string{known.library} + " is not loaded: was the program linked with it?"
        );
    }
    if (library->build_id != known.build_id) {
        return base::fail(
            library->path + " has build-id " + library->build_id + ", but only " + known.build_id +
            " (Debian 12, freediameter 1.2.1-8+b1, amd64) is known to work with this program's "
            "corrections. Install that package, or examine the new build and add it to "
            "iwf/freediameter/proof.cpp"
        );
    }
    return *std::move(library);
}

base::Result<void> prove(const Correction& correction, const Library& core)
{
    if (::dlsym(RTLD_DEFAULT, correction.symbol) != correction.ours) {
        return base::fail(
            std::string{correction.symbol} +
            " of this program is not the one the dynamic linker finds: was it linked with "
            "--export-dynamic-symbol, and is something preloaded?"
        );
    }
    const auto call = core.calls.find(correction.symbol);
    if (call == core.calls.end()) {
        return base::fail(core.path + " does not call " + correction.symbol);
    }
    if (call->second != correction.ours) {
        return base::fail(
            core.path + " calls another " + correction.symbol + " than this program's"
        );
    }
    return {};
}

} // namespace

base::Result<void> prove_corrections()
{
    std::optional<Library> core;
    for (const KnownBuild& known : known_builds) {
        auto library = known_library(known);
        if (!library) {
            return tl::unexpected{library.error()};
        }
        if (!core) {
            core = *std::move(library); // libfdcore comes first
        }
    }
    for (const Correction& correction : corrections()) {
        if (auto proved = prove(correction, *core); !proved) {
            return proved;
        }
    }
    return {};
}

} // namespace iwf::freediameter
