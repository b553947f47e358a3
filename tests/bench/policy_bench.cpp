// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <stdlib.h>

#include "iwf/app/config/config.hpp"
#include "iwf/core/policy/authorise.hpp"
#include "iwf/core/policy/claim_lookup.hpp"
#include "iwf/domain/digits.hpp"

/// What a decision costs with many devices, groups and contracts, and how long they take to load:
///
///     policy_bench [DEVICES [GROUPS [CONTRACTS]]]      10,000,000 in 1,000, and 10,000 without
///
/// Half of the devices are External-Identifiers of 25 characters, half MSISDNs of 12 digits; one in
/// ten is in a second group. Each contract names groups, a domain, a prefix and a pattern, and
/// excepts a group. However few contracts there are they name half of all groups at least, so that
/// few contracts are not measured with few devices, which a processor has in its caches. Makes its
/// files in the folder for temporary ones, and removes them.
namespace iwf {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Sizes
{
    std::size_t devices{10'000'000};
    std::size_t groups{1'000};
    std::size_t contracts{10'000};
};

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// 25 characters, or 12 digits.
std::string device(std::size_t number)
{
    const std::string digits = std::to_string(1'000'000'000 + number).substr(1);
    return number % 2 == 0 ? "m" + digits + "@d" + std::to_string(number % 7) + ".acme.example"
                           : "491" + digits;
}

std::string group(std::size_t number)
{
    return "group" + std::to_string(number);
}

/// The groups of one of so many contracts.
class OwnGroups
{
public:
    OwnGroups(std::size_t number, std::size_t contracts, const Sizes& sizes)
        : first_{number * std::max<std::size_t>(1, sizes.groups / contracts)}
        , count_{std::max<std::size_t>(2, sizes.groups / contracts / 2)}
        , all_{sizes.groups}
    {}

    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] std::size_t at(std::size_t place) const { return (first_ + place) % all_; }
    /// None of them, but when all are.
    [[nodiscard]] std::size_t foreign(std::size_t place) const { return at(all_ / 2 + place); }

private:
    std::size_t first_;
    std::size_t count_;
    std::size_t all_;
};

std::string contract(std::size_t number, const OwnGroups& own)
{
    const std::string digits = std::to_string(100'000 + number);
    std::string groups = group(own.at(0));
    for (std::size_t place = 1; place < own.count(); ++place) {
        groups += ", " + group(own.at(place));
    }
    return "name: s" + digits + "\nidentity: {host: s" + digits +
           ".example.com, realm: example.com, scs_identity: [\"49" + digits +
           "\"]}\nprotection: none\ndevices:\n  groups: [" + groups +
           "]\n  external_id_domains: [s" + digits + ".example.com]\n  msisdn_prefixes: [\"5" +
           digits + "\"]\n  external_id_patterns: ['m[0-9]{3}" + digits.substr(3) +
           "[0-9]*@d1.acme.example']\nactions: [request, recall]\nexcept: {groups: [" +
           group(own.at(own.count())) + "]}\n";
}

/// The files; gone at the end.
class Files
{
public:
    explicit Files(const Sizes& sizes)
        : sizes_{sizes}
    {
        std::string pattern = (fs::temp_directory_path() / "policy_bench_XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        write_groups();
    }
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    ~Files() { fs::remove_all(folder_); }

    /// An iwfd.yaml with so many contracts.
    [[nodiscard]] std::string daemon(std::size_t contracts) const
    {
        const fs::path contract_folder = folder_ / std::to_string(contracts);
        fs::create_directory(contract_folder);
        for (std::size_t i = 0; i < contracts; ++i) {
            std::ofstream{contract_folder / (std::to_string(i) + ".yaml")}
                << contract(i, {i, contracts, sizes_});
        }
        std::string path = (folder_ / (std::to_string(contracts) + "-iwfd.yaml")).string();
        std::ofstream out{path};
        out << "identity: {host: iwf.example.net, realm: example.net}\n"
               "listen: [{address: 127.0.0.1}]\n"
               "hss: {peers: [{host: h.example, address: 127.0.0.2, protection: none}]}\n"
               "sms_sc:\n  peers: [{host: s.example, address: 127.0.0.3, protection: none}]\n"
               "  recall_replace: true\ncontracts: [\""
            << contracts << "\"]\ngroups:\n";
        for (std::size_t i = 0; i < sizes_.groups; ++i) {
            out << "  - {name: " << group(i) << ", file: " << group(i) << ".txt}\n";
        }
        return path;
    }

private:
    void write_groups() const
    {
        const std::size_t share = sizes_.devices / sizes_.groups;
        for (std::size_t i = 0; i < sizes_.groups; ++i) {
            std::ofstream out{folder_ / (group(i) + ".txt")};
            for (std::size_t j = 0; j < share; ++j) {
                out << device(i * share + j) << '\n';
            }
            for (std::size_t j = 0; j < share / 10; ++j) {
                out << device((i * share + share * 5 + j * 7) % sizes_.devices) << '\n';
            }
        }
    }

    Sizes sizes_;
    fs::path folder_;
};

struct Claim
{
    std::string contract;
    core::ActionClaim claim;
};

/// A request of server number `server` for device number `number`.
Claim claim_of(std::size_t server, std::size_t number)
{
    core::ActionClaim claim;
    const std::string digits = std::to_string(100'000 + server);
    claim.identity.scs_identity = domain::to_tbcd("49" + digits);
    claim.action = domain::ActionType::device_trigger_request;
    const std::string name = device(number);
    if (number % 2 == 0) {
        claim.identity.external_identifier = name;
    } else {
        claim.identity.msisdn = domain::to_tbcd(name);
    }
    return {"s" + digits, std::move(claim)};
}

using Claims = std::vector<Claim>;

/// Of a random one of so many servers each; for three devices in four of one of its groups, one in
/// four of any. Few servers are such that they have devices of all groups together.
Claims
mixed_claims(const Sizes& sizes, std::size_t contracts, std::size_t servers, std::size_t count)
{
    constexpr std::size_t apart = 21;
    std::mt19937_64 random{4};
    const std::size_t share = sizes.devices / sizes.groups;
    Claims claims;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t server = random() % servers * apart % contracts;
        const OwnGroups own{server, contracts, sizes};
        const std::size_t first = own.at(random() % own.count()) * share;
        const std::size_t number = i % 4 == 0 ? random() % sizes.devices : first + random() % share;
        claims.push_back(claim_of(server, number));
    }
    return claims;
}

/// Of a random server each, for devices that are none of its own: in turn one of another server's
/// group, and one that nobody ever heard of.
Claims foreign_claims(const Sizes& sizes, std::size_t contracts, std::size_t count)
{
    std::mt19937_64 random{5};
    const std::size_t share = sizes.devices / sizes.groups;
    Claims claims;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t server = random() % contracts;
        const OwnGroups own{server, contracts, sizes};
        const std::size_t other = own.foreign(random() % own.count());
        // The same parity and the same length of both kinds of names.
        const std::size_t known = (other * share + random() % share) / 2 * 2;
        const std::size_t number = i % 2 == 0 ? known : sizes.devices + known;
        claims.push_back(claim_of(server, number));
    }
    return claims;
}

struct Timed
{
    std::vector<std::int64_t> times; ///< of each decision, with that of looking at the clock
    std::size_t permitted{};
};

Timed time_decisions(const core::ContractBook& book, const Claims& claims)
{
    Timed timed;
    for (const Claim& written : claims) {
        const auto [contract, claim] = written; // as a request's: it was read just now
        const auto start = Clock::now();
        core::ClaimLookup lookup{&book, contract, claim.identity};
        const auto decision = core::authorise(*lookup.contract(), claim, lookup.device());
        timed.times.push_back((Clock::now() - start).count());
        timed.permitted += decision.index() == 0 ? 1U : 0U;
    }
    return timed;
}

/// Sorts them.
std::int64_t percentile(std::vector<std::int64_t>& times, std::size_t percent)
{
    std::ranges::sort(times);
    return times[times.size() * percent / 100];
}

/// What a server could tell by time of devices that it may not address.
void measure_foreign(const core::ContractBook& book, const Claims& claims)
{
    const Timed timed = time_decisions(book, claims);
    std::vector<std::int64_t> known;
    std::vector<std::int64_t> unknown;
    for (std::size_t i = 0; i < timed.times.size(); ++i) {
        (i % 2 == 0 ? known : unknown).push_back(timed.times[i]);
    }
    std::printf("  refused           %zu of %zu\n", claims.size() - timed.permitted, claims.size());
    for (const std::size_t percent : {25U, 50U, 75U}) {
        std::printf(
            "  at %2zu %%           %ld ns another server's, %ld ns nobody's\n",
            percent,
            static_cast<long>(percentile(known, percent)),
            static_cast<long>(percentile(unknown, percent))
        );
    }
}

bool measure(const Files& files, const Sizes& sizes, std::size_t contracts)
{
    const std::string file = files.daemon(contracts);
    const auto start = Clock::now();
    const auto config = config::load_config(file);
    const double loaded = seconds_since(start);
    if (!config) {
        std::fprintf(stderr, "%s\n", config::text(config.error().front()).c_str());
        return false;
    }
    const core::DeviceGroups& groups = *config->groups;
    std::printf("%zu contracts\n", contracts);
    std::printf("  load              %.1f s\n", loaded);
    std::printf(
        "  memory            %.1f octets a device, %zu devices\n",
        static_cast<double>(groups.octets()) / static_cast<double>(groups.devices()),
        groups.devices()
    );
    const std::size_t count = std::min<std::size_t>(sizes.devices, 1'000'000);
    for (const std::size_t servers : {std::size_t{500}, contracts}) {
        if (servers > contracts) {
            continue;
        }
        Timed timed = time_decisions(*config->book, mixed_claims(sizes, contracts, servers, count));
        std::printf("  %zu ask\n", servers);
        std::printf("    permitted       %zu of %zu\n", timed.permitted, count);
        std::printf(
            "    decision        %ld ns median, %ld ns at 99 %%\n",
            static_cast<long>(percentile(timed.times, 50)),
            static_cast<long>(percentile(timed.times, 99))
        );
    }
    measure_foreign(*config->book, foreign_claims(sizes, contracts, count));
    return true;
}

std::size_t argument(int argc, char** argv, int at, std::size_t otherwise)
{
    return argc > at ? std::stoul(argv[at]) : otherwise;
}

} // namespace
} // namespace iwf

int main(int argc, char** argv)
{
    iwf::Sizes sizes;
    sizes.devices = iwf::argument(argc, argv, 1, sizes.devices);
    sizes.groups = iwf::argument(argc, argv, 2, sizes.groups);
    sizes.contracts = iwf::argument(argc, argv, 3, sizes.contracts);
    const iwf::Files files{sizes};
    for (const std::size_t contracts :
         {std::size_t{1}, std::max(std::size_t{1}, sizes.contracts / 100), sizes.contracts}) {
        if (!iwf::measure(files, sizes, contracts)) {
            return 1;
        }
    }
    return 0;
}
